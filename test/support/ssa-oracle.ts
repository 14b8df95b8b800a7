/**
 * The direct method by walking formulas, drawing in the same order as the
 * compiled one (the tree of sums is all they share): an independent program that must give the same trajectories.
 * Knows no events and no time-dependent propensities.
 */
import { propensities } from '../../src/crn/evaluate.ts';
import type { Network } from '../../src/crn/network.ts';
import { couplesOf, coupleTree, isPair, type Shape, shapeOf } from '../../src/kernels/ssa/channels.ts';
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
  const shape = shapeOf(coupleTree(couplesOf(network))!);
  for (let row = 0; row < counts.length / width; row++) {
    const state = counts.subarray(row * width, (row + 1) * width);
    stream.open(seed, step, firstAgent + row, Purpose.react);
    for (let elapsed = 0; ; ) {
      propensities(network, state, rates, 0, a);
      const total = sum(a, shape);
      if (total === 0) break;
      elapsed += exponential() / total;
      if (!(elapsed < dt)) break;
      const chosen = choose(a, shape, total);
      if (a[chosen] === 0) continue;
      for (const { species, count } of network.reactions[chosen]!.change) state[species]! += count;
    }
  }
}

/** The sum as the tree rounds it. */
function sum(a: Float64Array, shape: Shape): number {
  return isPair(shape) ? sum(a, shape[0]) + sum(a, shape[1]) : a[shape]!;
}

function choose(a: Float64Array, shape: Shape, total: number): number {
  let target = stream.uniform() * total;
  let here = shape;
  while (isPair(here)) {
    const left = sum(a, here[0]);
    if (target < left) here = here[0];
    else {
      target -= left;
      here = here[1];
    }
  }
  return here;
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
