import { afterAll, beforeAll, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { fullBudget } from '../../../src/learning/budget.ts';
import { type Crew, openCrew } from '../../../src/learning/crew.ts';
import { stepsPerStart } from '../../../src/learning/data/starts.ts';
import { type DataPlan, planData } from '../../../src/learning/job/plan-data.ts';

const network = crn('0 -> X @ birth\nX -> 0 @ death');
let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ network, threads: 1 });
});
afterAll(() => crew.close());

/** A step of about 2 `rate` events, in a stationary state. */
const design = (rate: number) => ({
  dt: 1,
  seed: 1,
  counts: [[rate, rate]] as const,
  rates: [
    [rate, rate],
    [1, 1],
  ] as const,
});
const planned = (rate: number, over: Parameters<typeof fullBudget>[0] = {}, search = false) =>
  planData(design(rate), fullBudget(over), search, crew);
const cost = (plan: DataPlan, starts: number): number =>
  plan.eventsPerStep * starts * (stepsPerStart(plan) + plan.each);

test('cheap steps are drawn anew for every epoch, as many as asked for', async () => {
  const plan = await planned(20);
  expect(plan).toMatchObject({ epochsPerDraw: 1, starts: 12_500, each: 16, heldOut: 1250, search: 0 });
  // 40 events a step, 48 steps: within 6.1 standard errors.
  expect(Math.abs(plan.eventsPerStep - 40)).toBeLessThan(6.1 * Math.sqrt(40 / 48));
  expect(await planned(20, {}, true)).toMatchObject({ search: 3125 });
});

test('dear steps are bounded by their events; fewer outcomes before too few starts', async () => {
  for (const rate of [10_000, 100_000]) {
    const events = 1e9;
    for (const rounds of [1, 3]) {
      const plan = await planned(rate, { events, rounds });
      expect(plan.epochsPerDraw).toBe(0);
      const all = plan.starts + plan.heldOut + (rounds - 1) * plan.visited;
      expect(cost(plan, all)).toBeLessThan(1.1 * events);
      expect(cost(plan, all)).toBeGreaterThan(0.5 * events);
      expect(plan.each).toBeLessThan(16);
      expect(plan.each).toBeGreaterThanOrEqual(2);
    }
  }
});

test('a plan follows from the seed alone', async () => {
  const again = await openCrew({ network, threads: 2 });
  try {
    expect(await planData(design(1000), fullBudget({}), false, again)).toEqual(await planned(1000));
  } finally {
    await again.close();
  }
});
