/**
 * Forks: a new run from a recorded frame of another, with something changed. The random numbers are those of
 * the original, so the two futures differ by the change alone; with no change they are the same, bit by bit.
 * What a fork computes is what the scenario gives from its start with all of the fork's interventions.
 */
import { basename, resolve } from 'node:path';
import { RecordingError, ScenarioError } from '../errors.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { pastOf } from '../kernels/learned/row-history.ts';
import type { ForkedFrom } from '../record/format.ts';
import { type Change, type Intervention, isChange } from '../record/intervention.ts';
import type { Recording } from '../record/recording.ts';
import { type Run, type RunOptions, run } from './run.ts';
import { hashSetup, setUp } from './scenario/setup.ts';
import type { Scenario } from './scenario.ts';

export interface ForkChanges {
  /** Made at the frame that is forked from. */
  readonly now?: readonly Change[];
  /** What becomes of later interventions of the original. Default `keep`. */
  readonly later?: 'keep' | 'drop';
}

/** Where a fork begins: options of `run`, and of `recordRun` as `fork`. */
export interface Fork {
  readonly from: NonNullable<RunOptions['from']>;
  /** The original's and the fork's own. */
  readonly interventions: readonly Intervention[];
  readonly forkedFrom: ForkedFrom;
  /** What the original computes: see `hashSetup`. */
  readonly scenarioHash: string;
}

/**
 * Reads where a fork begins. Any frame of a recording will do, of one that is being written too.
 *
 * @param index  number of the frame, from 0
 * @throws ScenarioError   something that is no change
 * @throws RecordingError  no such frame, or one of a version that kept no past
 */
export async function forkAt(
  recording: Recording,
  index: number,
  { now = [], later = 'keep' }: ForkChanges = {},
): Promise<Fork> {
  const { path, header, interventions } = recording;
  const wrong = now.find((change) => !isChange(change));
  if (wrong) throw new ScenarioError('fork', `${JSON.stringify(wrong)} is no change`, 'See `Change`.');
  const { step, counts, fields, past, route } = await recording.frame(index);
  if (step > 0 && !past && pastOf(header.kernel as KernelSpec) > 1)
    throw new RecordingError(
      path,
      `its kernel looks back, and what it knew at frame ${index} was not kept`,
      'Fork it from frame 0, or record it again with this crn-grid.',
    );
  // Those of the frame's own step come before what the fork does there, as in the original.
  const before = interventions.filter((i) => i.step < step);
  const after = later === 'drop' ? [] : interventions.filter((i) => i.step >= step);
  const here = now.map((change): Intervention => ({ ...change, step }));
  return {
    from: {
      step,
      counts,
      fields: header.fields.map((name) => fields[name]!),
      ...(past ? { past } : {}),
      ...(route ? { route } : {}),
    },
    interventions: [
      ...before,
      ...after.filter((i) => i.step === step),
      ...here,
      ...after.filter((i) => i.step > step),
    ],
    forkedFrom: { recording: basename(resolve(path)), frame: index, step },
    scenarioHash: header.scenarioHash,
  };
}

/**
 * Runs a fork, unrecorded; `recordRun` takes one too.
 *
 * @param options  those the original was run with; the end and the number of threads may differ
 * @throws ScenarioError  the scenario is not the recording's, a change does not fit it
 * @throws RecordingError as {@link forkAt}
 */
export async function forkRun(
  scenario: Scenario,
  recording: Recording,
  index: number,
  changes: ForkChanges = {},
  options: Omit<RunOptions, 'from' | 'interventions'> = {},
): Promise<Run> {
  const fork = await forkAt(recording, index, changes);
  const { setup, start } = setUp(scenario, options);
  checkFork(fork, hashSetup(setup, start, options.abstraction));
  return run(scenario, { ...options, ...fork });
}

/** @throws ScenarioError unless the fork is of a run that computes what this one does */
export function checkFork({ scenarioHash, forkedFrom }: Fork, hash: string): void {
  if (scenarioHash === hash) return;
  throw new ScenarioError(
    `fork of ${forkedFrom.recording}`,
    'the scenario, its options or the weights are not those of the recording',
    'Give what the recording was made with; only the end and the number of threads may differ.',
  );
}
