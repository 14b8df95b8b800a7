import { expect, test } from 'vitest';
import { fullBudget } from '../../../src/learning/budget.ts';
import type { DataPlan } from '../../../src/learning/job/plan-data.ts';
import { type EstimateJob, estimate } from '../../../src/learning/plan/estimate.ts';
import type { Speeds } from '../../../src/learning/plan/speeds.ts';
import { searchSchedules } from '../../../src/learning/search/schedule.ts';

const plan: DataPlan = {
  ...{ eventsPerStep: 100, starts: 1000, each: 16, longestChain: 12, chained: 0.5 },
  ...{ epochsPerDraw: 2, heldOut: 100, search: 250, visited: 500 },
};
const speeds: Speeds = {
  ...{ simulate: 1e-3, step: 1e-5, events: 1e7, measure: 1e-4, prepare: 2e-4, fit: 3e-4 },
  ...{ search: 1e-2, judge: { once: 5, each: 1e-3 }, parameters: 77 },
};
const job: EstimateJob = {
  ...{ plan, speeds, budget: fullBudget({ rounds: 2 }), epochs: [60, 30], gridSteps: 4000 },
  schedule: searchSchedules.published,
};
const seconds = (over: Partial<EstimateJob>, name: string) =>
  estimate({ ...job, ...over }).stages.find((stage) => stage.name === name)!.seconds;

test('the stages are those of the training, and their times add up', () => {
  const all = estimate(job);
  const names = ['simulate', 'search', 'fit-1', 'visit-2', 'fit-2', 'judge', 'store'];
  expect(all.stages.map(({ name }) => name)).toEqual(names);
  expect(all.seconds).toBeCloseTo(
    all.stages.reduce((sum, stage) => sum + stage.seconds, 0),
    9,
  );
  const { schedule: _, ...plain } = job;
  expect(estimate(plain).stages.map(({ name }) => name)).not.toContain('search');
});

test('each stage takes its passes at its speed', () => {
  expect(seconds({}, 'simulate')).toBeCloseTo(1350 * 1.1e-3, 9);
  // An epoch fits its starts, and simulates and prepares half of them anew.
  expect(seconds({}, 'fit-1')).toBeCloseTo(60 * 1000 * (3e-4 + 6e-4), 9);
  expect(seconds({}, 'fit-2')).toBeCloseTo(30 * 1500 * (3e-4 + 6e-4), 9);
  // The published schedule: 100 passes over the starts, and 17 turns of 5 over the set of the search.
  expect(seconds({}, 'search')).toBeCloseTo((100_000 + 17 * 5 * 250) * 1e-2 + 100_000 * 6e-4, 6);
  const { quick } = searchSchedules;
  expect(seconds({ schedule: quick }, 'search')).toBeCloseTo(
    (24_000 + 11 * 6 * 250) * 1e-2 + 24_000 * 6e-4,
    6,
  );
});

test('data that are drawn once are simulated once', () => {
  const dear = { plan: { ...plan, epochsPerDraw: 0 } };
  expect(seconds(dear, 'fit-1')).toBeCloseTo(60 * 1000 * 3e-4 + 1000 * 2e-4, 9);
});

test('the verdict is as large as it is asked to be; control: its price decides where nobody asks', () => {
  const asked = { judge: { settings: 3, trajectories: 100 } };
  const judged = (over: Partial<EstimateJob>) =>
    estimate({ ...job, ...over }).stages.find(({ name }) => name === 'judge')!.amounts;
  expect(judged(asked)).toMatchObject({ states: 3, trajectories: 300 });
  expect(seconds(asked, 'judge')).toBeLessThan(seconds({}, 'judge'));
  expect(judged({}).states).toBeGreaterThan(3);
  expect(seconds(asked, 'fit-1')).toBe(seconds({}, 'fit-1'));
});

test('the verdict grows with the time of an exact step; control: not with that of a fit', () => {
  const slower = seconds({ speeds: { ...speeds, step: 2e-5 } }, 'judge') - seconds({}, 'judge');
  const { amounts } = estimate(job).stages.find(({ name }) => name === 'judge')!;
  expect(slower).toBeCloseTo((amounts.events! / plan.eventsPerStep) * 1e-5, 6);
  expect(seconds({ speeds: { ...speeds, fit: 1 } }, 'judge')).toBe(seconds({}, 'judge'));
});

test('what is given is not simulated again, but for data that are not kept', () => {
  const given = { given: true };
  const learned = (of: Partial<EstimateJob>) => {
    const { amounts } = estimate({ ...job, ...of }).stages.find(({ name }) => name === 'judge')!;
    return 5 + amounts.trajectories! * 1e-3;
  };
  expect(seconds(given, 'judge')).toBeCloseTo(learned(given), 9);
  expect(seconds({}, 'judge')).toBeGreaterThan(learned({}));
  const dear = { plan: { ...plan, epochsPerDraw: 0 } };
  expect(seconds({ ...dear, ...given }, 'simulate')).toBeCloseTo(1350 * 1e-4, 9);
  expect(seconds(given, 'simulate')).toBe(seconds({}, 'simulate'));
  for (const name of ['search', 'fit-1', 'visit-2', 'fit-2'])
    expect(seconds(given, name), name).toBe(seconds({}, name));
});

test('a verdict whose learned steps are not known takes its exact steps at the least', () => {
  const unknown = { speeds: { ...speeds, judge: null } };
  const stageOf = (over: Partial<EstimateJob>) =>
    estimate({ ...job, ...over }).stages.find(({ name }) => name === 'judge')!;
  const { amounts, seconds: least, atLeast } = stageOf(unknown);
  expect(least).toBeCloseTo((amounts.events! / plan.eventsPerStep) * speeds.step, 9);
  expect(atLeast).toBe(true);
  expect(seconds(unknown, 'visit-2')).toBeCloseTo(4000 * speeds.step, 9);
  // Control: where they are known it is no bound.
  expect(stageOf({})).not.toHaveProperty('atLeast');
});
