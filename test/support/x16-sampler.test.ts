/** The short cut has the law of the simulation it replaces. */
import { expect, test } from 'vitest';
import { openSsa } from '../../src/kernels/ssa.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { band } from './gap.ts';
import { x16 } from './networks.ts';
import { meanAfter, stepX16, type X16State } from './x16-sampler.ts';

const dt = 0.5;
const rows = 2000;
const from: X16State = [3, 1, 150];

/** Proteins plus a thousand for each gene in the first state, one number for each row. */
const mark = ([g1, , p]: readonly number[]): number => 1000 * g1! + p!;

function gap(a: readonly number[], b: readonly number[]): number {
  const places = [...a, ...b].sort((x, y) => x - y);
  const below = (of: readonly number[], x: number) => of.filter((v) => v <= x).length / of.length;
  const checked = places.filter((_, i) => i % 40 === 0);
  return Math.max(...checked.map((x) => Math.abs(below(a, x) - below(b, x))));
}

// Two samples, each within its band of the law: false alarms 2e-9 / 2 each.
test('steps as exact simulation does; control: half a step does not', async () => {
  const ssa = await openSsa({ network: x16.network });
  const counts = Int32Array.from({ length: rows * 3 }, (_, i) => from[i % 3]!);
  ssa.step(counts, Float64Array.from(x16.rates), 0, dt, { seed: 4, step: 0, firstAgent: 0 });
  const exact = Array.from({ length: rows }, (_, r) => mark([...counts.subarray(3 * r, 3 * r + 3)]));
  const drawn = (h: number): number[] =>
    Array.from({ length: rows }, (_, r) => {
      const state: X16State = [...from];
      stepX16(state, h, new Stream().open(5, 0, r, Purpose.analysis));
      return mark(state);
    });
  expect(gap(exact, drawn(dt))).toBeLessThan(2 * band(rows, 5e-10));
  expect(gap(exact, drawn(0.5 * dt))).toBeGreaterThan(2 * band(rows, 5e-10));
});

test('the mean given when genes switch settles at that of the genes', () => {
  const state: X16State = [2, 2, 0];
  const stream = new Stream();
  // Genes that happen not to switch in 20 units, which four do 45 times in 100.
  const still = Array.from({ length: 50 }, (_, r) => {
    const own: X16State = [...state];
    const mean = meanAfter(own, 20, stream.open(6, 0, r, Purpose.analysis));
    return { own, mean };
  }).filter(({ mean }) => Math.abs(mean - 200) < 1e-9);
  expect(still.length).toBeGreaterThan(5);
  for (const { own } of still) expect(own.slice(0, 2)).toEqual([2, 2]);
});
