/**
 * A run that is kept: frames go to a recording, the state to a checkpoint inside
 * it, and a wish to stop ends it cleanly. What the command line does with a run.
 */
import { join } from 'node:path';
import { RecordingError, ScenarioError } from '../errors.ts';
import type { Abstraction } from '../kernels/abstraction.ts';
import type { KernelSpec } from '../kernels/kernel.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../record/checkpoint.ts';
import type { RecordingHeader } from '../record/format.ts';
import type { Frame } from '../record/frame.ts';
import type { Intervention } from '../record/intervention.ts';
import { type NewRecorder, openRecorder, reopenRecorder, writeOutcome } from '../record/recorder.ts';
import { openRecording, type Recording } from '../record/recording.ts';
import { checkFork, type Fork } from './fork.ts';
import { headerOf } from './header.ts';
import type { Outcome } from './outcome.ts';
import { recordedAbstraction } from './record-abstraction.ts';
import { type Run, type RunOptions, run } from './run.ts';
import { type Overrides, type Setup, setUp } from './scenario/setup.ts';
import type { Scenario } from './scenario.ts';

export interface SessionOptions {
  readonly scenario: Scenario;
  readonly overrides: Overrides;
  readonly abstraction?: Abstraction;
  /** Its folder: the recording names it. */
  readonly abstractionFolder?: string;
  readonly threads?: number;
  /** Where the recording goes, or with `resume` where it is. */
  readonly out: string;
  readonly overwrite?: boolean;
  readonly resume?: boolean;
  /** The command line, for the recording's attributes. */
  readonly command: string;
  /** Seconds between checkpoints. Default 20. */
  readonly checkpointEvery?: number;
  /** Aborting it stops the run after the step it is in. */
  readonly signal?: AbortSignal;
  readonly onFrame?: (frame: Frame) => void;
  /** What to change, and when: of another recording, say. Not with `resume`, which knows its own. */
  readonly interventions?: readonly Intervention[];
  /** Begins at a frame of another recording. Not with `resume`. */
  readonly fork?: Fork;
  /** Given the run before its first step, to steer it, and what is recorded of it, to look at. */
  readonly onStart?: (run: Run, recording: Recording) => void;
}

/** The checkpoint of the recording at `out`. */
export function checkpointPath(out: string): string {
  return join(out, 'checkpoint.msgpack');
}

/**
 * Runs, records and checkpoints.
 *
 * A stopped or failed run leaves what was recorded and a checkpoint; `resume` goes
 * on from there, and ends with the same bytes as a run that was never stopped. One
 * that fails with nothing to show but its start leaves nothing.
 *
 * @throws RecordingError if `out` is taken, or nothing there can be resumed
 * @throws ScenarioError  as `run` does; a fork of something else, or one that is to be gone on with
 */
export async function recordRun(options: SessionOptions): Promise<Outcome> {
  const { scenario, overrides, out } = options;
  const { setup, start } = setUp(scenario, overrides);
  const { abstraction, abstractionFolder, threads } = options;
  const recorded = abstraction && (await recordedAbstraction(abstraction, abstractionFolder));
  if (options.resume && (options.fork || options.interventions))
    throw new ScenarioError(
      out,
      'a run that is gone on with has its own start and interventions',
      'Leave those given out, or record anew.',
    );
  const before = options.resume ? await openRecording(out) : undefined;
  const forkedFrom = before ? before.header.forkedFrom : options.fork?.forkedFrom;
  const header = headerOf(scenario, setup, start, options.command, abstraction, recorded, forkedFrom);
  if (options.fork) checkFork(options.fork, header.scenarioHash);
  const checkpoint = before && (await checkpointOf(before, header, setup));
  const route = before && checkpoint && (await routeAt(before, checkpoint));
  const runOptions: RunOptions = {
    ...overrides,
    ...(abstraction ? { abstraction } : {}),
    ...(threads === undefined ? {} : { threads }),
    ...(options.interventions ? { interventions: options.interventions } : {}),
    ...(options.fork ? { from: options.fork.from, interventions: options.fork.interventions } : {}),
    ...(checkpoint
      ? {
          from: {
            ...checkpoint,
            fields: setup.fields.map((f) => checkpoint.fields[f.name]!),
            ...(route ? { route } : {}),
          },
        }
      : {}),
    ...(before ? { interventions: before.interventions } : {}),
    onIntervention: (all) => recorder.keepInterventions(all),
  };
  // Refuses what cannot be run before anything is made.
  const running = run(scenario, runOptions);
  const made: NewRecorder | undefined = checkpoint
    ? undefined
    : await openRecorder(out, header, { overwrite: options.overwrite === true });
  const recorder = made ?? (await reopenRecorder(out, { framesKept: checkpoint!.framesWritten }));

  const stop = (): void => running.stop();
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted) stop();

  const save = async (frame: Frame): Promise<void> => {
    await recorder.flush();
    await writeCheckpoint(checkpointPath(out), checkpointAt(frame, header, setup));
  };
  const pause = 1000 * (options.checkpointEvery ?? 20);
  let saved = Number.NEGATIVE_INFINITY;
  let last: Frame | undefined;
  try {
    if (running.interventions.length > 0) await recorder.keepInterventions(running.interventions);
    options.onStart?.(running, await recorder.recording());
    for await (const frame of running) {
      // The frame of a checkpoint is there already, or was none of the run's.
      if (frame.step !== checkpoint?.step) await recorder.write(frame);
      last = frame;
      options.onFrame?.(frame);
      if (performance.now() - saved < pause) continue;
      await save(frame);
      saved = performance.now();
    }
    const outcome = await running.outcome;
    await save(outcome.final);
    await recorder.close();
    const { final, ...told } = outcome;
    const more = { date: new Date().toISOString(), firstStep: runOptions.from?.step ?? 0 };
    await writeOutcome(out, { ...told, ...(recorded ? { abstraction: recorded } : {}), ...more });
    return outcome;
  } catch (error) {
    if (made && (!last || last.step === (runOptions.from?.step ?? 0))) {
      await made.discard().catch(() => {});
      throw error;
    }
    // What was recorded so far is worth more than a clean failure.
    if (last) await save(last).catch(() => {});
    await recorder.close().catch(() => {});
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

function checkpointAt(frame: Frame, { scenarioHash, forkedFrom }: RecordingHeader, setup: Setup): Checkpoint {
  const { step, time, counts, past, fields } = frame;
  // Without the frame of a last step between two regular ones: a longer run has none there.
  const framesAt = (at: number): number => Math.floor(at / setup.every);
  const framesWritten = 1 + framesAt(step) - framesAt(forkedFrom?.step ?? 0);
  const until = setup.steps * setup.dt;
  return { scenarioHash, step, time, until, counts, ...(past ? { past } : {}), fields, framesWritten };
}

async function checkpointOf(
  recording: Recording,
  header: RecordingHeader,
  setup: Setup,
): Promise<Checkpoint> {
  const out = recording.path;
  const checkpoint = await readCheckpoint(checkpointPath(out));
  if (checkpoint.scenarioHash !== header.scenarioHash)
    throw new RecordingError(
      out,
      `its checkpoint belongs to another run: ${differences(recording.header, header)}`,
      'Resume with what started it (only --until and --threads may differ), or record anew with `--out`.',
    );
  if (recording.header.routes && !setup.routes)
    throw new RecordingError(
      out,
      'its frames tell which way each cell went, and `record.routes` is false now',
      'Take `routes: false` out of the scenario to go on, or record anew with `--out`.',
    );
  if (checkpoint.step > setup.steps)
    throw new RecordingError(
      out,
      `it is at t = ${checkpoint.time} already, and shall end at ${setup.steps * setup.dt}`,
      'Give a later `--until`.',
    );
  return checkpoint;
}

/** Which way cells went to a checkpoint: its frame tells, where it is one. */
async function routeAt(recording: Recording, { step, framesWritten }: Checkpoint): Promise<Frame['route']> {
  const last = framesWritten - 1;
  return recording.steps[last] === step ? (await recording.frame(last)).route : undefined;
}

/** What of a recording's header is not as it would be now. */
function differences(header: RecordingHeader, now: RecordingHeader): string {
  const names = [
    'scenario',
    'network',
    'rates',
    'seed',
    'dt',
    'kernel',
    'backend',
    'width',
    'height',
  ] as const;
  const differ: string[] = names.filter((name) => JSON.stringify(header[name]) !== JSON.stringify(now[name]));
  // Recordings of 0.3.0 do not tell.
  if (header.abstraction && header.abstraction.weights !== now.abstraction?.weights)
    differ.push('abstraction');
  return differ.length > 0
    ? `${differ.join(', ')} ${differ.length > 1 ? 'differ' : 'differs'}`
    : 'the start, the weights, hopping, fields or how often is recorded differ';
}

/** What a recording says about how it was started: the defaults of going on with it. */
export async function overridesOf(out: string): Promise<Overrides> {
  const { until } = await readCheckpoint(checkpointPath(out));
  const { header } = await openRecording(out);
  const plain = Object.entries(header.rates).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    seed: header.seed,
    until,
    kernel: header.kernel as KernelSpec,
    ...(header.backend ? { backend: header.backend } : {}),
    rates: Object.fromEntries(plain),
    size: [header.width, header.height],
  };
}
