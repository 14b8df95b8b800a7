import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { pilotRows } from '../../../src/run/learn/pilot.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { busyGrid } from '../../support/scenarios.ts';

test('rows are states of the run, with their own rates, not of its start', async () => {
  const { sample, says } = await pilotRows(busyGrid(), { threads: 1 });
  expect(says).toMatch(/^rows of steps 1 to 24 of an exact run$/);
  // A and B, and the memory of the condition.
  const rows = sample.counts.length / 3;
  expect(rows).toBeGreaterThan(1000);
  expect(sample.rates.length).toBe(4 * rows);
  // `feed` is 1 + x / 10, of seven columns; all of them are met, in no order.
  const feeds = sample.rates.filter((_, i) => i % 4 === 0);
  expect(new Set(feeds.map((k) => Math.round(10 * (k - 1)))).size).toBe(7);
  expect([...feeds]).not.toEqual([...feeds].sort());
  // The field is there, though its rate is 0 in the set-up.
  const signal = sample.rates.filter((_, i) => i % 4 === 3);
  expect(signal.every((v) => v > 0)).toBe(true);
});

test('where a step is dear, a part of the start goes a few steps on', async () => {
  const busy = scenario({
    name: 'busy',
    crn: crn('0 -> X @ in\nX -> 0 @ out'),
    rates: { in: 1e5, out: 1 },
    grid: { size: [200, 200] },
    start: { X: 0 },
    time: { step: 1, until: 20 },
  });
  const { sample, says } = await pilotRows(busy, { threads: 1 });
  expect(says).toMatch(/^\d+ rows of the start, 3 exact steps on/);
  // 1e5 · (1 − e⁻³), seven standard deviations around.
  for (const x of sample.counts) expect(Math.abs(x - 95_021)).toBeLessThan(7 * Math.sqrt(95_021));
});
