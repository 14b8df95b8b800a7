import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { affordableRuns, gridRun } from '../../../src/run/replicates/compare-grids.ts';
import { scenario } from '../../../src/run/scenario.ts';

test('runs as the price allows: all of them, fewer, or none', () => {
  expect(affordableRuns(0)).toBe(300);
  expect(affordableRuns(1e6)).toBe(300);
  for (const events of [1e8, 2e8, 9e8]) {
    const runs = affordableRuns(events);
    expect(runs).toBeGreaterThanOrEqual(20);
    expect(runs).toBeLessThan(300);
    expect(runs * events).toBeLessThanOrEqual(2e10);
    expect((runs + 1) * events).toBeGreaterThan(2e10);
  }
  expect(affordableRuns(1.1e9)).toBe(0);
});

test('a run holds its cells times its steps, and the events of each', () => {
  const fade = scenario({
    name: 'fade',
    crn: crn('A -> 0 @ k'),
    rates: { k: 1 },
    grid: { size: [4, 3] },
    start: { A: 5 },
    time: { step: 0.1, until: 3 },
  });
  expect(gridRun(fade, 0.7, 2.5)).toEqual({ cellSteps: 84, events: 210 });
});
