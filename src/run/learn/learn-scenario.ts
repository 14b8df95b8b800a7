/**
 * From a scenario to an abstraction on the disk: simulate, search, fit, judge, store. Each stage
 * is kept in a folder beside the abstraction until all is done: killed at any moment and given
 * the same scenario and options again, it goes on, and ends with the same bytes.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { drawCells } from '../../figures/cell-drawing.ts';
import { type DrawableEpoch, lossesSvg } from '../../figures/losses.ts';
import { rasterPng } from '../../figures/raster.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { describeShape } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { ssa } from '../../kernels/specs.ts';
import type { Verdict } from '../../kernels/verdict.ts';
import { type LogRecord, openLog, type TrainingLog } from '../../learning/keep/log.ts';
import { training } from '../../learning/keep/training-lock.ts';
import { keyOf, openWorkingFolder, type WorkingFolder } from '../../learning/keep/working-folder.ts';
import { runStage } from '../../learning/stages/run-stage.ts';
import { abstractionFolder, saveAbstraction } from '../../learning/store.ts';
import { crewChains } from '../../learning/verdict/sets/chains.ts';
import { drawExactSets, exactKey } from '../../learning/verdict/sets/exact-sets.ts';
import { designOf } from '../../learning/verdict.ts';
import { takeLock } from '../../record/lock.ts';
import type { Scenario } from '../scenario.ts';
import { keyFile, keyText, learnKey, type StoredScenario } from './stored-scenario.ts';
import {
  type JudgeScenarioOptions,
  judgeOptions,
  judgeScenario,
  type TrainScenarioOptions,
  trainScenario,
} from './train-scenario.ts';

export interface LearnOptions extends Omit<TrainScenarioOptions, 'folder' | 'log' | 'data'> {
  /** Where abstractions are kept. */
  readonly directory: string;
  /** How it is judged, beyond what the scenario says: fewer trajectories for a quick look. */
  readonly judge?: Pick<JudgeScenarioOptions, 'settings' | 'trajectories' | 'lags' | 'price'>;
  /** Keep the results of the stages when all is done. Default: they are removed. */
  readonly keepStages?: boolean;
  /**
   * Keeps the data and the exact trajectories of the verdict, for kernels of the same scenario and
   * budget but for the body; whoever gives it removes it. Default: they are stages like others.
   */
  readonly shared?: WorkingFolder;
}

export interface Learned extends StoredScenario {
  /** What was told on the way, as in its `log.jsonl`. */
  readonly records: readonly LogRecord[];
}

/** The folder of the stages of a training that is not done. */
export function stagesFolder(scenario: Scenario, spec: LearnedSpec, directory: string): string {
  const use = { network: scenario.crn, dt: scenario.time.step, shape: spec };
  return join(directory, `.${abstractionFolder(scenario.name, use)}.stages`);
}

/**
 * Trains, judges and stores, or goes on where it was.
 *
 * @throws AbstractionError while another process trains it into the same folder
 * @throws what training and judging throw; the reason of `signal` when it is aborted
 */
export async function learnScenario(
  scenario: Scenario,
  spec: LearnedSpec,
  all: LearnOptions,
): Promise<Learned> {
  const path = stagesFolder(scenario, spec, all.directory);
  const release = await takeLock(join(path, 'lock'), training);
  let clear = false;
  try {
    const learned = await learnIn(path, scenario, spec, all);
    clear = !all.keepStages;
    return learned;
  } finally {
    await release({ clear });
  }
}

/** In a folder of stages that is this training's alone. */
async function learnIn(
  path: string,
  scenario: Scenario,
  spec: LearnedSpec,
  all: LearnOptions,
): Promise<Learned> {
  const { directory, judge, shared, ...options } = all;
  const folder = openWorkingFolder(path);
  const log = await openLog(join(path, 'log.jsonl'));
  const key = await learnKey(scenario, spec, all);
  const trained = await trainScenario(scenario, spec, {
    ...options,
    folder,
    log,
    ...(shared ? { data: shared } : {}),
  });
  const judging = { ...options, judge, folder, exactSets: shared ?? folder, log };
  const verdict = await judgeStage(scenario, spec, trained, judging);
  const abstraction = { ...trained, verdict };
  options.onProgress?.({ stage: 'store', share: 0 });
  const stored = await saveAbstraction(
    directory,
    scenario.name,
    abstraction,
    companions(abstraction, log.records, key),
  );
  return { path: stored, abstraction, records: log.records };
}

interface Judging extends Pick<LearnOptions, 'crew' | 'signal' | 'onProgress'> {
  readonly judge: LearnOptions['judge'] | undefined;
  readonly folder: WorkingFolder;
  /** Keeps the exact trajectories. */
  readonly exactSets: WorkingFolder;
  readonly log: TrainingLog;
}

/** The verdict; its exact trajectories, the dear part of it, are kept by themselves. */
function judgeStage(
  scenario: Scenario,
  spec: LearnedSpec,
  trained: Abstraction,
  { crew, signal, onProgress, judge, folder, exactSets, log }: Judging,
): Promise<Verdict> {
  const options = { ...judgeOptions(scenario, spec), ...judge };
  const design = designOf(scenario.crn, trained, options);
  const { weights, ...rest } = trained;
  const watch = (from: number, to: number) => ({
    ...(signal ? { signal } : {}),
    onProgress: (share: number) => onProgress?.({ stage: 'judge', share: from + share * (to - from) }),
  });
  return runStage({
    name: 'judge',
    key: keyOf(rest, createHash('sha256').update(weights).digest('hex'), options),
    folder,
    log,
    make: async () => {
      const exact = await exactSets.once('exact-sets', exactKey(design), () =>
        drawExactSets(design, crewChains(crew, ssa(), design.dt), watch(0, 0.8)),
      );
      const own = { ...judge, exact, ...watch(0.8, 1) };
      const { verdict } = await judgeScenario(crew, scenario, spec, trained, own);
      return verdict;
    },
    facts: ({ pass, failures }) => ({ pass, failures: failures.length }),
  });
}

/** Files that lie beside the weights: the key, the log, the loss curves, the cells that a search found. */
function companions(
  abstraction: Abstraction,
  records: readonly LogRecord[],
  key: string,
): Record<string, Uint8Array> {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const { genotype, shape, provenance } = abstraction;
  const title = describeShape(shape);
  return {
    [keyFile]: text(keyText(key)),
    'log.jsonl': text(records.map((record) => `${JSON.stringify(record)}\n`).join('')),
    'loss.png': rasterPng(lossesSvg({ title, epochs: epochsOf(records) })),
    ...(genotype
      ? {
          'cell.svg': text(
            drawCells({
              title: 'searched cells',
              subtitle: `seed ${provenance.seed}`,
              cells: genotype.cells,
            }),
          ),
        }
      : {}),
  };
}

/** The lines of a log that are epochs of fits. */
export function epochsOf(records: readonly LogRecord[]): DrawableEpoch[] {
  return records.flatMap(({ stage, epoch, loss, heldOut }) =>
    stage.startsWith('fit') && epoch !== undefined && loss !== undefined && heldOut !== undefined
      ? [{ stage, loss, heldOut }]
      : [],
  );
}
