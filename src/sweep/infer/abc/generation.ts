/** One generation: as many points as were asked for, whose runs are near enough. */
import { ScenarioError } from '../../../errors.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import type { OpenDistance } from './distance.ts';

/** Points to run, by their numbers in a generation. */
export interface Proposals {
  /** Shares of the parameters' ranges, shape [points, parameters]. */
  readonly points: Float64Array;
  /** Of the runs. */
  readonly seeds: Float64Array;
}

export interface Simulated {
  /** Shape [points, summaries]; NaN where a run gives none, or fails. */
  readonly summaries: Float64Array;
  /** In the order of their points. */
  readonly failures: readonly Failure[];
}

/** A run that failed. */
export interface Failure {
  /** Its point, of those that were asked for. */
  readonly row: number;
  /** Why, in one line. */
  readonly error: string;
}

/** Runs points; several calls may be under way at once. */
export type Simulate = (proposals: Proposals) => Promise<Simulated>;

export interface GenerationTask {
  readonly seed: number;
  readonly generation: number;
  /** Of a point. */
  readonly parameters: number;
  /** Draws one point from its own random numbers. */
  readonly propose: (stream: Stream, out: Float64Array) => void;
  readonly simulate: Simulate;
  /** Calls under way at once. */
  readonly lanes: number;
  /** Accepted points wanted. */
  readonly particles: number;
  /** Proposals after which it is given up. */
  readonly most: number;
  readonly accept: (distance: number) => boolean;
  readonly distance: OpenDistance;
  readonly signal?: AbortSignal;
  /** Told how many are accepted of how many. */
  readonly onProgress?: (accepted: number, proposals: number) => void;
}

export interface Accepted {
  /** Shape [accepted, parameters]. */
  readonly points: Float64Array;
  readonly distances: Float64Array;
  /** Of all proposals up to the last accepted one, shape [proposals, summaries]; empty unless asked for. */
  readonly summaries: Float64Array;
  /** Up to the last accepted one. */
  readonly proposals: number;
  /** Up to the last accepted one too, as what comes after it depends on threads. */
  readonly failed: number;
  /** What the first that failed says. */
  readonly error?: string;
}

const smallest = 32;
const largest = 2048;
/** Seconds that a call shall take: not felt as waiting, and long beside what a message costs. */
const callSeconds = 0.4;

/**
 * Runs proposals in order of their numbers until enough are accepted: the first of them, so that neither threads nor
 * the size of calls can matter.
 *
 * @returns fewer points than asked for where it was given up
 * @throws the signal's reason where it is stopped
 */
export async function fillGeneration(task: GenerationTask): Promise<Accepted> {
  const { parameters: d, particles, most, lanes, signal } = task;
  const points = new Float64Array(particles * d);
  const distances = new Float64Array(particles);
  const kept: Float64Array[] = [];
  let [accepted, judged, asked, failed] = [0, 0, 0, 0];
  let error: string | undefined;
  let secondsEach: number | undefined;
  const underWay: Promise<{ proposals: Proposals; simulated: Simulated }>[] = [];
  const begin = (): void => {
    const proposals = propose(task, asked, callSize());
    asked += proposals.seeds.length;
    const began = performance.now();
    const call = task.simulate(proposals).then((simulated) => {
      secondsEach = (performance.now() - began) / 1000 / proposals.seeds.length;
      return { proposals, simulated };
    });
    // It is awaited later; until then its failure is nobody's.
    call.catch(() => {});
    underWay.push(call);
  };
  const callSize = (): number => {
    const chance = Math.max(accepted, 1) / Math.max(judged, 2);
    const needed = Math.max(0, (particles - accepted) / chance - (asked - judged));
    const bySeconds = secondsEach === undefined ? smallest : callSeconds / Math.max(secondsEach, 1e-7);
    const size = Math.max(smallest, Math.min(largest, bySeconds, 1.1 * (needed / lanes)));
    return Math.min(Math.ceil(size), most - asked);
  };
  try {
    while (accepted < particles && judged < most) {
      signal?.throwIfAborted();
      while (underWay.length < lanes && asked < most) begin();
      const { proposals, simulated } = await underWay.shift()!;
      const here = proposals.seeds.length;
      let row = 0;
      for (; row < here && accepted < particles; row++) {
        const distance = task.distance(simulated.summaries, row);
        if (!task.accept(distance)) continue;
        points.set(proposals.points.subarray(row * d, (row + 1) * d), accepted * d);
        distances[accepted++] = distance;
      }
      judged += row;
      const failures = simulated.failures.filter((failure) => failure.row < row);
      failed += failures.length;
      error ??= failures[0]?.error;
      kept.push(simulated.summaries.subarray(0, (simulated.summaries.length / here) * row));
      task.onProgress?.(accepted, judged);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
  return {
    points: points.subarray(0, accepted * d),
    distances: distances.subarray(0, accepted),
    summaries: task.generation === 0 ? joined(kept) : new Float64Array(0),
    proposals: judged,
    failed,
    ...(error === undefined ? {} : { error }),
  };
}

/** Proposal i of generation g has random numbers of its own: of (seed, g, i) and nothing else. */
function propose(
  { seed, generation, parameters: d, propose: draw }: GenerationTask,
  first: number,
  n: number,
) {
  const stream = new Stream();
  const points = new Float64Array(n * d);
  const seeds = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    stream.open(seed, generation, first + i, Purpose.inference);
    seeds[i] = Math.floor(stream.uniform() * 2 ** 53);
    draw(stream, points.subarray(i * d, (i + 1) * d));
  }
  return { points, seeds };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @throws ScenarioError that says why a generation found nothing */
export function nothingFound({ failed, proposals, error }: Accepted): never {
  throw new ScenarioError(
    'inference',
    failed > 0
      ? `${failed} of ${proposals} runs failed, the first with: ${error}`
      : `of ${proposals} runs too few gave a value for each summary`,
    'Narrow the prior, or choose other summaries.',
  );
}
