/**
 * Approximate Bayesian computation by sequential Monte Carlo; papers at `smc` in `../method.ts`. Generation 0 is the
 * prior; each one after takes its tolerance from the distances of the one before, its points from there too, and
 * weighs them by how much likelier the prior makes them than the proposals did.
 */
import { effectiveSampleSize, weightedQuantile } from '../../../numerics/sensitivity/weighted.ts';
import type { SmcSpec } from '../method.ts';
import { type OpenDistance, spreads } from './distance.ts';
import {
  type Accepted,
  fillGeneration,
  type GenerationTask,
  nothingFound,
  type Simulate,
} from './generation.ts';
import { Moves } from './moves.ts';

/** What is known after a generation: plain data. */
export interface Generation {
  /** 0 is the prior. */
  readonly number: number;
  /** Distance that was allowed; of generation 0 any. */
  readonly epsilon: number | null;
  /** Shares of the parameters' ranges, shape [particles, parameters]. */
  readonly points: Float64Array;
  /** Shape [particles], sum 1. */
  readonly weights: Float64Array;
  readonly distances: Float64Array;
  /** Runs it took. */
  readonly proposals: number;
  readonly failed: number;
  /** As many particles of equal weight say as much. */
  readonly size: number;
  /** Spread of each summary under the prior. */
  readonly scales: Float64Array;
}

/** Why no generation follows: `settled`, where no run was nearer than another. */
export type SmcEnd = 'epsilon' | 'acceptance' | 'generations' | 'settled';

export interface SmcTask
  extends Pick<GenerationTask, 'seed' | 'parameters' | 'simulate' | 'lanes' | 'signal'> {
  readonly simulate: Simulate;
  readonly spec: SmcSpec;
  /** Summaries of each run. */
  readonly width: number;
  /** Opens the distance once the spreads under the prior are known. */
  readonly distance: (scales: Float64Array) => OpenDistance;
  /** Those that are done, in order. */
  readonly before?: readonly Generation[];
  readonly onProgress?: (generation: number, accepted: number, proposals: number) => void;
}

/**
 * Yields each generation as it is done, those that were done before too; returns why it ended.
 *
 * @throws ScenarioError where the prior has no run with all summaries; the signal's reason where it is stopped
 */
export async function* smcAbc(task: SmcTask): AsyncGenerator<Generation, SmcEnd, void> {
  const { spec, before = [] } = task;
  let last = before[0] ?? (await drawPrior(task));
  yield last;
  for (;;) {
    const { generations, epsilon: enough, acceptance } = spec.stop;
    if (last.epsilon !== null && last.epsilon <= enough) return 'epsilon';
    const number = last.number + 1;
    if (number > generations) return 'generations';
    const epsilon = nextTolerance(last, spec);
    if (epsilon === undefined) return 'settled';
    const next = before[number] ?? (await nearer(task, last, epsilon));
    // A share this small is not worth its runs.
    if (!next || spec.particles / next.proposals < acceptance) return 'acceptance';
    yield next;
    last = next;
  }
}

const mostFailing = 100;

async function drawPrior(task: SmcTask): Promise<Generation> {
  const { parameters, width, spec } = task;
  // Whether a run has all its summaries does not depend on their spread.
  const whole = (summaries: Float64Array, row: number): number => {
    for (let s = 0; s < width; s++)
      if (Number.isNaN(summaries[row * width + s])) return Number.POSITIVE_INFINITY;
    return 0;
  };
  const all = await fillGeneration({
    ...common(task, 0),
    propose: (stream, out) => {
      for (let k = 0; k < parameters; k++) out[k] = stream.uniform();
    },
    most: mostFailing * spec.particles,
    accept: (distance) => distance === 0,
    distance: whole,
  });
  if (all.distances.length < spec.particles) nothingFound(all);
  const scales = spreads(all.summaries, width);
  const of = task.distance(scales);
  const taken = Array.from({ length: all.proposals }, (_, row) => row).filter(
    (row) => whole(all.summaries, row) === 0,
  );
  const distances = Float64Array.from(taken, (row) => of(all.summaries, row));
  const weights = new Float64Array(spec.particles).fill(1 / spec.particles);
  return generation(0, null, { ...all, distances }, weights, scales);
}

async function nearer(task: SmcTask, last: Generation, epsilon: number): Promise<Generation | undefined> {
  const { spec, parameters: d } = task;
  const moves = new Moves(last.points, last.weights, spec.moves);
  const found = await fillGeneration({
    ...common(task, last.number + 1),
    propose: (stream, out) => moves.propose(stream, out),
    most: Math.ceil(spec.particles / spec.stop.acceptance),
    accept: (distance) => distance <= epsilon,
    distance: task.distance(last.scales),
  });
  if (found.distances.length < spec.particles) return undefined;
  const weights = Float64Array.from({ length: spec.particles }, (_, i) =>
    moves.weightOf(found.points.subarray(i * d, (i + 1) * d)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return generation(
    last.number + 1,
    epsilon,
    found,
    weights.map((w) => w / sum),
    last.scales,
  );
}

function common(task: SmcTask, generation: number) {
  const { seed, parameters, simulate, lanes, spec, signal, onProgress } = task;
  return {
    ...{ seed, generation, parameters, simulate, lanes, particles: spec.particles },
    ...(signal ? { signal } : {}),
    onProgress: (accepted: number, proposals: number) => onProgress?.(generation, accepted, proposals),
  };
}

function generation(
  number: number,
  epsilon: number | null,
  { points, distances, proposals, failed }: Accepted,
  weights: Float64Array,
  scales: Float64Array,
): Generation {
  const size = effectiveSampleSize(weights);
  return { number, epsilon, points, weights, distances, proposals, failed, size, scales };
}

/** The next tolerance: below the last one, and not below what is enough. */
function nextTolerance({ distances, weights, epsilon }: Generation, spec: SmcSpec): number | undefined {
  const before = epsilon ?? Number.POSITIVE_INFINITY;
  const finite = Array.from(distances.keys()).filter((i) => Number.isFinite(distances[i]));
  if (finite.length === 0) return undefined;
  const at = weightedQuantile(
    finite.map((i) => distances[i]!),
    finite.map((i) => weights[i]!),
    spec.quantile,
  );
  const wanted = Math.max(at, spec.stop.epsilon);
  if (wanted < before) return wanted;
  // Distances of counts come in steps: half of them may be the largest.
  const below = finite.map((i) => distances[i]!).filter((distance) => distance < before);
  return below.length === 0 ? undefined : Math.max(spec.stop.epsilon, Math.max(...below));
}
