import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Range } from '../../../src/kernels/abstraction.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { mdn, recurrent } from '../../../src/kernels/specs.ts';
import { fullBudget } from '../../../src/learning/budget.ts';
import { type ChainsJob, type Crew, openCrew } from '../../../src/learning/crew.ts';
import { fitOptions, startDesign, type TrainJob } from '../../../src/learning/job/job.ts';
import { planData } from '../../../src/learning/job/plan-data.ts';
import { measureSpeeds } from '../../../src/learning/plan/speeds.ts';
import { birthDeath } from '../../support/networks.ts';

const { network } = birthDeath;
const past = 3;
const job: TrainJob = {
  ...{ network, dt: 1, ranges: [[0, 30]] as const },
  shape: shapeOf(mdn({ mixtures: 2, past, body: recurrent({ hidden: 4 }) })),
  rates: birthDeath.rates.map((rate): Range => [rate, rate]),
};

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ network, threads: 1 });
});
afterAll(() => crew.close());

test('every kind of work takes time, the verdict of a kernel that looks back too', async () => {
  const chains: ChainsJob[] = [];
  const watched: Crew = {
    threads: crew.threads,
    starts: (...of) => crew.starts(...of),
    transitions: (...of) => crew.transitions(...of),
    events: (...of) => crew.events(...of),
    chains: (drawn, ...rest) => {
      chains.push(drawn);
      return crew.chains(drawn, ...rest);
    },
    close: () => crew.close(),
  };
  const budget = fullBudget({ transitions: 1600, batch: 400 });
  const design = startDesign(job, budget);
  const plan = await planData(design, budget, false, crew);
  const options = fitOptions(job, budget, plan, 0);
  const { judge, search, parameters, ...speeds } = await measureSpeeds({
    ...{ job, design, plan, options, backend: 'simd', crew: watched },
  });
  for (const [what, speed] of Object.entries(speeds)) {
    expect(speed, what).toBeGreaterThan(0);
    expect(speed, what).toBeLessThan(Number.POSITIVE_INFINITY);
  }
  expect(judge!.once + judge!.each).toBeGreaterThan(0);
  expect(Math.min(judge!.once, judge!.each)).toBeGreaterThanOrEqual(0);
  expect([search, parameters > 0]).toEqual([0, true]);
  // It is the network that is timed: no step of it is an exact one for want of a past.
  const learned = chains.filter(({ spec }) => spec.kind === 'mdn');
  expect(learned.length).toBeGreaterThan(0);
  for (const { starts, past: before } of learned) expect(before?.length).toBe((past - 1) * starts.length);
  // Control: chains that know of no past are there as well.
  expect(chains.some(({ past: before }) => before === undefined)).toBe(true);
});
