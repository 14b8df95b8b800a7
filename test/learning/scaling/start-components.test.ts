import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { Anchors } from '../../../src/kernels/learned/inputs/inputs.ts';
import { movesOf } from '../../../src/kernels/learned/lattice/moves.ts';
import { mdn, van } from '../../../src/kernels/specs.ts';
import type { Transitions } from '../../../src/learning/data/examples.ts';
import { startComponents } from '../../../src/learning/scaling/start-components.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

const network = crn('0 -> X @ birth\nX -> 0 @ death');
const moves = movesOf(network, { kind: 'directions', order: [0] });
const anchors = new Anchors(network, moves, { anchor: ['stay'], intercept: [], slope: [], scale: [50] });

function begin(jumps: readonly number[], mixtures: number) {
  const rows = jumps.length;
  const data: Transitions = {
    rows,
    start: new Uint32Array(rows).map((_, r) => r),
    weight: new Float32Array(rows).fill(1),
    before: new Int32Array(rows).fill(100),
    after: Int32Array.from(jumps, (z) => 100 + z),
    rates: Float64Array.of(100, 1),
    dt: new Float64Array(rows).fill(1),
  };
  const job = { network, shape: mdn({ mixtures }) as never, seed: 1 };
  const { home, spread } = startComponents(job, data, Float64Array.from(jumps), anchors);
  // In scales of the row, which is the same for all.
  const { scale } = anchors;
  return home.map((place, k) => ({ place, sd: scale[0]! * Math.exp(spread[k]!) }));
}

test('each component begins on a heap of the data, as wide as the heap', () => {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  const heap = (centre: number, sd: number) =>
    Array.from({ length: 3000 }, () => Math.round(centre + sd * stream.normal()));
  const [low, high] = begin([...heap(-80, 3), ...heap(60, 15)], 2).sort((a, b) => a.place - b.place);
  // Means and standard deviations of 3000 normals, within six standard errors and a bit.
  expect(Math.abs(low!.place + 80)).toBeLessThan(0.5);
  expect(Math.abs(low!.sd / 3 - 1)).toBeLessThan(0.15);
  expect(Math.abs(high!.place - 60)).toBeLessThan(2);
  expect(Math.abs(high!.sd / 15 - 1)).toBeLessThan(0.1);
});

test('where a few moves are most of the data, components begin on those', () => {
  const found = begin([...new Array(500).fill(2), ...new Array(400).fill(-1), ...new Array(100).fill(7)], 4);
  expect(found.slice(0, 2).map(({ place }) => place)).toEqual([2, -1]);
  for (const { sd } of found.slice(0, 2)) expect(sd).toBeLessThan(0.7);
});

test('of a van each coordinate has heaps of its own', () => {
  const two = crn('0 <-> X @ birth, death\n0 <-> Y @ birth, death');
  const both = movesOf(two, { kind: 'directions', order: [0, 1] });
  const own = new Anchors(two, both, { anchor: ['stay', 'stay'], intercept: [], slope: [], scale: [50, 50] });
  // X is on one of two heaps, Y on another two, in all four ways.
  const moves = Array.from({ length: 400 }, (_, r) => [r % 2 ? 30 : -30, r % 4 < 2 ? 5 : -5] as const);
  const rows = moves.length;
  const data: Transitions = {
    rows,
    start: new Uint32Array(rows).map((_, r) => r),
    weight: new Float32Array(rows).fill(1),
    before: new Int32Array(2 * rows).fill(100),
    after: Int32Array.from(moves.flatMap(([x, y]) => [100 + x, 100 + y])),
    rates: Float64Array.of(100, 1),
    dt: new Float64Array(rows).fill(1),
  };
  const job = { network: two, shape: van({ components: 4 }) as never, seed: 1 };
  const { home, spread } = startComponents(job, data, Float64Array.from(moves.flat()), own);
  expect(spread.length).toBe(8);
  expect(new Set(home.slice(0, 4))).toEqual(new Set([30, -30]));
  expect(new Set(home.slice(4))).toEqual(new Set([5, -5]));
});
