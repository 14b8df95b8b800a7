/**
 * The direct method by walking formulas, drawing in the same order as the
 * compiled one: an independent program that must give the same trajectories.
 * Knows no events and no time-dependent propensities.
 */
import { propensities } from '../../src/crn/evaluate.ts';
import type { Network } from '../../src/crn/network.ts';
import { Purpose, type RowStreams, Stream } from '../../src/numerics/streams.ts';
import { layers, tailStart, zigguratTable } from '../../src/wasm/ziggurat.ts';

const stream = new Stream();

export function oracleStep(
  network: Network,
  counts: Int32Array,
  rates: Float64Array,
  dt: number,
  { seed, step, firstAgent }: RowStreams,
): void {
  const width = network.species.length;
  const a = new Float64Array(network.reactions.length);
  for (let row = 0; row < counts.length / width; row++) {
    const state = counts.subarray(row * width, (row + 1) * width);
    stream.open(seed, step, firstAgent + row, Purpose.react);
    for (let elapsed = 0; ; ) {
      propensities(network, state, rates, 0, a);
      const total = sum(a, 0, a.length);
      if (total === 0) break;
      elapsed += exponential() / total;
      if (!(elapsed < dt)) break;
      const chosen = choose(a, total);
      if (a[chosen] === 0) continue;
      for (const { species, count } of network.reactions[chosen]!.change) state[species]! += count;
    }
  }
}

/** The sum as a balanced tree rounds it. */
function sum(a: Float64Array, from: number, to: number): number {
  if (to - from === 1) return a[from]!;
  const middle = Math.ceil((from + to) / 2);
  return sum(a, from, middle) + sum(a, middle, to);
}

function choose(a: Float64Array, total: number): number {
  let target = stream.uniform() * total;
  let [from, to] = [0, a.length];
  while (to - from > 1) {
    const middle = Math.ceil((from + to) / 2);
    const left = sum(a, from, middle);
    if (target < left) to = middle;
    else {
      target -= left;
      from = middle;
    }
  }
  return from;
}

function exponential(): number {
  const table = zigguratTable();
  for (let tail = 0; ; ) {
    stream.next();
    const layer = (stream.low >>> 0) % layers;
    const x = ((stream.high >>> 0) * 2 ** 21 + (stream.low >>> 11)) * table[2 * layer]!;
    if (x < table[2 * layer + 1]!) return tail + x;
    if (layer === 0) tail += tailStart;
    else {
      const low = table[2 * layers + layer]!;
      const top = table[2 * layers + layer + 1]!;
      if (low + stream.uniform() * (top - low) < Math.exp(-x)) return tail + x;
    }
  }
}
