import { expect, test } from 'vitest';
import type { VanTask } from '../../../../src/cme/van/job.ts';
import { solveVan } from '../../../../src/cme/van.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { allOf } from '../../../support/all-of.ts';

/** Counts 0 … 3 from 1: the published start puts 0.99 there and 0.01 / 3 on each other count. */
const task = {
  network: crn('0 -> X @ 2\nX -> 0 @ 1'),
  rates: {},
  start: { X: 1 },
  limits: { X: 3 },
  times: [0.1],
  model: { kind: 'gru', hidden: 6 },
  parity: { step: 1, updates: [500, 100], batch: 200, rate: 0.02 },
} as unknown as VanTask;

/** (I + h·A)·p with births that stop at 3. */
function euler(p: readonly number[], h: number): number[] {
  return p.map((v, n) => {
    const out = (n < 3 ? 2 : 0) + n;
    const born = n > 0 ? 2 * p[n - 1]! : 0;
    const died = n < 3 ? (n + 1) * p[n + 1]! : 0;
    return v + h * (born + died - out * v);
  });
}

test('steps of the published lengths, each fitted to its Euler target', async () => {
  const start = [0.01 / 3, 0.99, 0.01 / 3, 0.01 / 3];
  const first = euler(start, 0.1);
  const laws = await allOf(solveVan({ ...task, times: [0.1, 0.2] }));
  expect(laws.map((law) => law.time)).toEqual([0.1, 1.1]);
  const apart = (p: readonly number[], i: number) =>
    p.reduce((sum, v, n) => sum + Math.abs(v - Math.exp(laws[i]!.logProbability([n]))) / 2, 0);
  expect(apart(first, 0)).toBeLessThan(0.02);
  expect(laws[0]!.diagnostics.updates).toBe(501);
  expect(laws[1]!.diagnostics.updates).toBe(101);
  // Control: the start, and a first step ten times as long, are other laws.
  expect(apart(start, 0)).toBeGreaterThan(0.1);
  expect(apart(euler(start, 0.2), 0)).toBeGreaterThan(0.1);
});

test('starts from one state only', async () => {
  const start = { kind: 'listed', states: Int32Array.of(0, 1), probability: Float64Array.of(0.5, 0.5) };
  await expect(allOf(solveVan({ ...task, start } as unknown as VanTask))).rejects.toThrow(/one state/);
});
