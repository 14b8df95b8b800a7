import { expect, test } from 'vitest';
import { mdn, search } from '../../../src/kernels/specs.ts';
import { noWorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import type { Rung } from '../../../src/run/learn/front-ladder.ts';
import { learnScenario } from '../../../src/run/learn/learn-scenario.ts';
import { planFront } from '../../../src/run/learn/plan-front.ts';
import { learningOptions, pond } from './learning-options.ts';

const rung = (name: string, latency: number): Rung => ({
  name,
  spec: mdn({ mixtures: 2, body: search({ cells: 1, cellSize: 1, reduce: 1, latency }) }),
});
const dense: Rung = { name: 'dense', spec: mdn({ mixtures: 2, hidden: [4] }) };
const options = learningOptions(pond.crn);

test('what is stored takes no time, the first of the others simulates, and a price of time changes none', async () => {
  const own = options('planned');
  await learnScenario(pond, dense.spec, { ...own, shared: noWorkingFolder });
  const seen: number[] = [];
  const ladder = [dense, rung('cheap', 0), rung('dear', 0.1)];
  const { networks, seconds } = await planFront(pond, ladder, { ...own, onNetwork: (n) => seen.push(n) });
  expect(seen).toEqual([0, 1, 2]);
  expect(networks.map(({ rung, estimate }) => [rung.name, estimate !== undefined])).toEqual([
    ['dense', false],
    ['cheap', true],
    ['dear', true],
  ]);
  const [, first, second] = networks.map(({ estimate }) => estimate!);
  expect(seconds).toBeCloseTo(first!.seconds + second!.seconds, 9);
  expect(second!.speeds).toBe(first!.speeds);
  const of = (estimate: typeof first, name: string) => estimate!.stages.find((stage) => stage.name === name)!;
  for (const name of ['simulate', 'judge']) {
    expect(of(first, name).amounts.events).toBeGreaterThan(0);
    expect(of(second, name).amounts.events).toBe(0);
  }
  expect(of(second, 'search')).toEqual(of(first, 'search'));
  // Control: what was made otherwise is not taken for stored.
  const over = { ...own, budget: { epochs: 1 } };
  expect((await planFront(pond, [dense], over)).networks[0]!.estimate).toBeDefined();
});
