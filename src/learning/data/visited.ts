/** States that a grid visited, as starts of the next round. */
import type { Range } from '../../kernels/abstraction.ts';
import type { Counts } from '../../kernels/kernel.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import { drawRate, noStarts, pickStarts, type Starts } from './starts.ts';

/** Distinct states taken, at most. */
const mostStates = 50_000;
/** Rows looked at for each state wanted: a grid visits the same states again and again. */
const patience = 4;

/**
 * Distinct states of what was visited, in random order, with rates and steps from their ranges.
 *
 * @param visited  shape [rows, species]
 */
export function visitedStarts(
  visited: Counts,
  species: number,
  rates: readonly Range[],
  { seed, round, steps }: { readonly seed: number; readonly round: number; readonly steps?: Range },
): Starts {
  const stream = new Stream().open(seed, round, 0, Purpose.trainingStarts);
  const rows = visited.length / species;
  const seen = new Set<string>();
  const chosen: number[] = [];
  for (let tried = 0; tried < patience * Math.min(rows, mostStates) && seen.size < mostStates; tried++) {
    const r = stream.integer(rows);
    const state = visited.subarray(r * species, (r + 1) * species);
    if (seen.has(state.join())) continue;
    seen.add(state.join());
    chosen.push(...state);
  }
  return {
    rows: seen.size,
    counts: Int32Array.from(chosen),
    rates: Float64Array.from({ length: seen.size * rates.length }, (_, i) =>
      drawRate(rates[i % rates.length]!, stream),
    ),
    ...(steps ? { dt: Float64Array.from({ length: seen.size }, () => drawRate(steps, stream)) } : {}),
  };
}

/**
 * Holds states out by what they are: one that is held out in some round is learned from in none.
 *
 * @param share  of all states that there are, held out
 */
export function splitVisited(states: Starts, share: number): { learned: Starts; held: Starts } {
  const { rows, counts } = states;
  if (rows === 0) return { learned: noStarts, held: noStarts };
  const species = counts.length / rows;
  const [learned, held]: [number[], number[]] = [[], []];
  for (let r = 0; r < rows; r++) {
    const place = hashOf(counts.subarray(r * species, (r + 1) * species)) / 2 ** 32;
    (place < share ? held : learned).push(r);
  }
  return { learned: pickStarts(states, learned), held: pickStarts(states, held) };
}

/** Of 32 bits: the finaliser of MurmurHash3 (Appleby, public domain), chained over the counts. */
function hashOf(state: Int32Array): number {
  let hash = 0x9e3779b9;
  for (const count of state) {
    hash = Math.imul(hash ^ count, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
