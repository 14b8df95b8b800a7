import { expect, test } from 'vitest';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { ssa } from '../../src/kernels/specs.ts';
import { timeRows } from '../../src/kernels/time-rows.ts';
import { bees } from '../support/networks.ts';

const { network, rates } = bees;
const sampleOf = (rows: number) => ({
  counts: Int32Array.from({ length: 4 * rows }, (_, i) => (i * 7) % 11),
  rates: Float64Array.from(rates),
  dt: 0.5,
});

test('few rows are timed as surely as many: over and over; their events are of one step', async () => {
  const few = sampleOf(2);
  const before = few.counts.slice();
  const kernel = await openKernel(ssa(), { network, dt: 0.5 });
  const cost = timeRows(kernel, network, few);
  expect(few.counts).toEqual(before);
  expect(cost.rows).toBe(2);
  expect(cost.microseconds).toBeGreaterThan(0);
  expect(cost.middle).toBeGreaterThanOrEqual(cost.microseconds);
  // Every repetition is the same step.
  const once = await openKernel(ssa(), { network, dt: 0.5 });
  once.step(before, few.rates, 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
  expect(cost.events).toBeCloseTo(once.tally.events / 2, 9);
});

test('rows are taken until a pass takes a while, and no more than there are', async () => {
  const kernel = await openKernel(ssa(), { network, dt: 0.5 });
  expect(timeRows(kernel, network, sampleOf(1000)).rows).toBe(1000);
});
