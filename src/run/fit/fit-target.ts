/** Fits a target from its points to a verified network. */
import { ScenarioError } from '../../errors.ts';
import { keyOf, openWorkingFolder, type WorkingFolder } from '../../learning/keep/working-folder.ts';
import { BatchField } from '../../learning/rncrn/field/batch.ts';
import { fieldLoss, type Targets } from '../../learning/rncrn/field/loss.ts';
import { Weights } from '../../learning/rncrn/field/weights.ts';
import { type RncrnJson, rncrnFromJson, rncrnToJson } from '../../learning/rncrn/model/json.ts';
import { type Rncrn, rncrn } from '../../learning/rncrn/model.ts';
import type { Optimiser } from '../../learning/rncrn/train/descent/optimiser.ts';
import type { FitProblem } from '../../learning/rncrn/train/problem.ts';
import { fitRestarts, type Underway } from '../../learning/rncrn/train/restarts.ts';
import { improve, type StartResult } from '../../learning/rncrn/train/start.ts';
import { type FittedClassifier, fitClassifier } from './fit-classifier.ts';
import { pointsOf } from './points.ts';
import type { Target, TrainingOptions } from './target.ts';
import { passes, type Tuned, tune } from './tune.ts';

/** One start, as a table shows it. */
export interface FittedStart {
  readonly start: number;
  readonly cost: number;
  readonly losses: readonly number[];
  readonly ended: StartResult['ended'];
  /** What came of its weights; undefined where a better start already passed. */
  readonly checked?: {
    readonly pass: boolean;
    readonly passed: number;
    readonly of: number;
    readonly why?: string;
  };
}

export interface FitResult extends Tuned {
  readonly target: Target;
  readonly pass: boolean;
  /** The first thing that failed, in words; undefined where all passed. */
  readonly failure?: string;
  readonly data: Targets;
  /** Of the model as it is, as the target's loss counts. */
  readonly loss: number;
  /** The best first. */
  readonly starts: readonly FittedStart[];
  /** Number of the start whose weights these are. */
  readonly chosen: number;
  readonly classifier?: FittedClassifier;
}

export type FitProgress =
  | {
      readonly stage: 'start';
      readonly result: Pick<StartResult, 'start' | 'cost' | 'ended'>;
      readonly of: number;
    }
  | { readonly stage: 'descent'; readonly underway: readonly Underway[]; readonly iterations: number }
  | { readonly stage: 'verify'; readonly start: number }
  | { readonly stage: 'classifier' };

export interface FitRun {
  /** Default: the calling thread. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
  /** Where starts are kept, so that a fit that was stopped goes on. Default: nowhere. */
  readonly folder?: string;
}

/**
 * @throws ScenarioError where no start gives finite weights
 * @throws the reason of `signal` when it is aborted
 */
export async function fitTarget(target: Target, run: FitRun = {}): Promise<FitResult> {
  const data = pointsOf(target);
  const problem = problemOf(target, data);
  const optimiser = optimiserOf(target.train ?? {});
  const region = { executive: target.region, parameters: target.lambda ?? [] };
  const tuned = new Map<number, Tuned>();
  const refit = target.train?.lag ? (model: Rncrn) => fittedAlongLag(model, problem, optimiser) : undefined;
  const passed = ({ start, model }: StartResult): boolean => {
    run.signal?.throwIfAborted();
    run.onProgress?.({ stage: 'verify', start });
    const one = tune(rncrn({ ...model, region }), target, refit);
    tuned.set(start, one);
    return one.full?.pass === true;
  };
  const all = await started(target, problem, optimiser, run, passed);
  if (all.length === 0)
    throw new ScenarioError(
      `target "${target.name}"`,
      'no start gave finite weights',
      'Give other `train` options.',
    );
  if (target.train?.until === 'all') all.find(passed);
  for (const start of tuned.keys()) if (!all.some((one) => one.start === start)) tuned.delete(start);
  const [chosen, best] = [...tuned].reduce((a, b) => (rank(b[1]) > rank(a[1]) ? b : a));
  if (target.classifier) run.onProgress?.({ stage: 'classifier' });
  const classifier = target.classifier && (await fitClassifier(best.model, target, run));
  const failure = failureOf(best) ?? classifier?.failure;
  return {
    target,
    pass: failure === undefined,
    ...(failure === undefined ? {} : { failure }),
    ...best,
    data,
    loss: fieldLoss(new Weights(best.model), data, target.train?.loss),
    starts: all.map((result) => row(result, tuned.get(result.start))),
    chosen,
    ...(classifier ? { classifier } : {}),
  };
}

/** The model, fitted again at its mu: its own field says how X moves, which is smooth where a target may jump. */
function fittedAlongLag(model: Rncrn, problem: FitProblem, optimiser: Optimiser): Rncrn {
  const flow = new Float64Array(problem.data.target.length);
  new BatchField(new Weights(model)).values(problem.data, flow);
  return improve(model, { ...problem, lag: { mu: model.mu, flow } }, optimiser).model;
}

export function problemOf(target: Target, data: Targets): FitProblem {
  const { loss = 'field', betaPenalty = 1e-4, firstBeta = 1 } = target.train ?? {};
  const shape = { executive: target.region.length, parameters: target.lambda?.length ?? 0 };
  return { data, ...shape, layers: [target.perceptrons], loss, betaPenalty, firstBeta };
}

export function optimiserOf({
  optimiser = 'levenberg-marquardt',
  iterations,
  rate,
}: TrainingOptions): Optimiser {
  if (optimiser === 'levenberg-marquardt')
    return { kind: optimiser, iterations: iterations ?? 300, tolerance: 1e-7 };
  return {
    kind: optimiser,
    iterations: iterations ?? 20_000,
    rate: rate ?? (optimiser === 'adam' ? 1e-3 : 5),
  };
}

const usualStarts = 10;

async function started(
  target: Target,
  problem: FitProblem,
  optimiser: Optimiser,
  { threads, signal, onProgress, folder }: FitRun,
  accept: (result: StartResult) => boolean,
): Promise<StartResult[]> {
  const { seed = 1, starts = usualStarts, until = 'passed' } = target.train ?? {};
  const kept =
    folder === undefined ? undefined : openKept(openWorkingFolder(folder), problem, optimiser, seed);
  return fitRestarts(
    { problem, optimiser, seed, starts },
    {
      ...(threads === undefined ? {} : { threads }),
      done: kept ? await kept.done(starts) : [],
      ...(onProgress
        ? {
            onIteration: (underway: readonly Underway[]) =>
              onProgress({ stage: 'descent', underway, iterations: optimiser.iterations }),
          }
        : {}),
      onStart: async (result) => {
        onProgress?.({ stage: 'start', result, of: starts });
        await kept?.keep(result);
      },
      ...(until === 'passed' ? { accept } : {}),
      ...(signal ? { signal } : {}),
    },
  );
}

interface Kept {
  done(starts: number): Promise<StartResult[]>;
  keep(result: StartResult): Promise<void>;
}

type Stored = Omit<StartResult, 'model'> & { readonly model: RncrnJson };

function openKept(folder: WorkingFolder, problem: FitProblem, optimiser: Optimiser, seed: number): Kept {
  const { data, ...shape } = problem;
  const bytes = [data.x, data.lambda, data.target, data.weight ?? new Float64Array(0)].map((array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
  );
  const key = (start: number): string => keyOf(base, start);
  const base = keyOf(shape, bytes, optimiser, seed);
  return {
    async done(starts) {
      const all = await Promise.all(
        Array.from({ length: starts }, (_, start) => folder.read<Stored>('start', key(start))),
      );
      return all.flatMap((one) => (one ? [{ ...one, model: rncrnFromJson(one.model) }] : []));
    },
    keep: (result) =>
      folder.write('start', key(result.start), { ...result, model: rncrnToJson(result.model) }),
  };
}

/** More checks passed is better; of equals the first, whose cost is least. */
function rank({ reduced, full }: Tuned): number {
  return (full?.pass ? 1e6 : 0) + (full ? 1e3 : 0) + passes(full ?? reduced);
}

function failureOf({ reduced, full }: Tuned): string | undefined {
  const bad = (full ?? reduced).checks.find(({ pass }) => !pass);
  if (!bad) return undefined;
  return `${full ? 'the network' : 'the fitted field'} has not ${bad.asked}, but ${bad.found}`;
}

function row({ start, cost, losses, ended }: StartResult, tuned: Tuned | undefined): FittedStart {
  if (!tuned) return { start, cost, losses, ended };
  const verification = tuned.full ?? tuned.reduced;
  const why = failureOf(tuned);
  const of = verification.checks.length;
  const checked = { pass: why === undefined, passed: passes(verification), of, ...(why ? { why } : {}) };
  return { start, cost, losses, ended, checked };
}
