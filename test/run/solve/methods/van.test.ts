import { describe, expect, test } from 'vitest';
import { totalVariation } from '../../../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../../../src/cme/listed-law.ts';
import { ScenarioError } from '../../../../src/errors.ts';
import type { Scenario } from '../../../../src/run/scenario.ts';
import type { Kept } from '../../../../src/run/solve/method.ts';
import { van } from '../../../../src/run/solve/methods/van.ts';
import { type SolveOverrides, solveTask } from '../../../../src/run/solve/task.ts';
import { allOf } from '../../../support/all-of.ts';
import { apart, exactPond, pond } from '../pond.ts';

const limits = { X: 30, Y: 6 };
const small = {
  model: { kind: 'perceptrons', hidden: [12] },
  fit: { updates: 150, samples: 4000 },
} as const;
const followed = { batch: 60, startStates: 60, tolerance: 0.5, enough: 0.1 };
const work = { threads: 1, onProgress: () => {} };
const taskOf = (scenario: Scenario, overrides: SolveOverrides = {}) =>
  solveTask(scenario, { method: 'van', van: small, limits, ...overrides });
const solve = (overrides: SolveOverrides = {}, done = 0, last?: Kept) =>
  allOf(van.solve(taskOf(pond(), overrides), done, last, work));

const published = { step: 0.3, updates: [99, 49], batch: 50 } as const;

// Where states are listed, where they are drawn, where nothing is, and as published.
const ways = [
  ['listed', {}],
  ['drawn', { maxStates: 100 }],
  ['followed', { van: { ...small, variational: followed } }],
  ['as published', { van: { ...small, parity: published } }],
] as const;

describe('a law where states are listed', () => {
  test('is within its bound of the exact law', async () => {
    for (const { law, error, time } of await solve()) {
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.2);
      // The limits cut some 1e-8 of the mass.
      expect(apart(law.marginal('X'), exactPond(time))).toBeLessThanOrEqual(error + 1e-6);
    }
  });

  test('control: that of another birth rate is beyond the bound', async () => {
    const [solved] = await solve({ rates: { birth: 15 }, times: [1] });
    expect(apart(solved!.law.marginal('X'), exactPond(1))).toBeGreaterThan(2 * solved!.error);
  });
});

test('a law that is drawn says about how far it is, and no less', async () => {
  const solved = await solve({ maxStates: 100 });
  for (const { error, told, law, time } of solved) {
    expect(Object.keys(told)).toEqual([
      ...['samples', 'ess', 'errorDeviation', 'errorLeast', 'checkedOver'],
      ...['drift', 'blocked', 'updates'],
    ]);
    expect(Object.values(told).every(Number.isFinite)).toBe(true);
    expect(told.drift).toBeLessThan(7);
    expect(error).toBeGreaterThan(told.errorLeast!);
    expect(error).toBeLessThan(1);
    expect(apart(law.marginal('X'), exactPond(time))).toBeLessThan(error + 7 * told.errorDeviation!);
  }
});

test('as published nothing is said of the error, and a stationary law is one', async () => {
  const [law] = await solve({ van: { ...small, parity: published }, times: [0.5] });
  expect(law!.error).toBe(Number.POSITIVE_INFINITY);
  expect(law!.told).toMatchObject({ samples: 50, updates: 50 });
  const parity = { loss: 'steady-state', updates: [500, 0], batch: 100, rate: 0.02 } as const;
  const laws = await solve({ van: { ...small, parity } });
  expect(laws.map(({ time }) => time)).toEqual([2]);
  expect(laws[0]!.told).toMatchObject({ updates: 501 });
  const poisson = Float64Array.from({ length: 31 }, () => Math.exp(-10));
  for (let n = 1; n < 31; n++) poisson[n] = (poisson[n - 1]! * 10) / n;
  // Shed 0.1 X each, Y never ends: without limits it has no stationary law, with them it is at its own.
  expect(apart(laws[0]!.law.marginal('X'), poisson)).toBeLessThan(0.08);
  // Control: that of 10 % more births.
  const more = poisson.map((p, n) => p * 1.1 ** n * Math.exp(-1));
  expect(apart(laws[0]!.law.marginal('X'), more)).toBeGreaterThan(0.12);
});

test('limits that are left out are found, kept, and the same again', async () => {
  const own = { limits: {}, maxStates: 100, times: [0.5, 1] };
  const whole = await solve(own);
  const { time, error, parts } = whole[0]!;
  expect(parts.limits!.data).toHaveLength(2);
  expect(parts.limits!.data.every(Number.isFinite)).toBe(true);
  const [rest] = await solve(own, 1, { time, error, parts });
  expect(rest!.parts).toEqual(whole[1]!.parts);
  expect(rest!.told).toEqual(whole[1]!.told);
});

describe.each(ways)('states %s', (_, box) => {
  test('goes on from what was kept, to the same bits', async () => {
    const whole = await solve(box);
    for (const done of [1, 2]) {
      const { time, error, parts } = whole[done - 1]!;
      const rest = await solve(box, done, { time, error, parts });
      expect(rest).toHaveLength(3 - done);
      rest.forEach((solved, i) => {
        const same = whole[done + i]!;
        expect(solved.parts).toEqual(same.parts);
        expect(solved.error).toBe(same.error);
        expect(solved.told).toEqual(same.told);
      });
    }
  });

  test('a law that was kept is the law', async () => {
    const task = taskOf(pond(), box);
    for (const solved of await solve(box)) {
      const { time, error, parts } = solved;
      const law = await van.open(task, { time, error, parts });
      expect(law.time).toBe(time);
      for (const state of [
        [5, 0],
        [9, 1],
        [30, 6],
      ])
        expect(law.logProbability(state)).toBe(solved.law.logProbability(state));
      expect(law.joint('X', 'Y')).toEqual(solved.law.joint('X', 'Y'));
    }
  });

  test('tells how far it is, from 0 to 1', async () => {
    const shares: number[] = [];
    const onProgress = ({ share, time, told }: { share: number; time: number; told: object }): void => {
      shares.push(share);
      expect(time).toBeGreaterThanOrEqual(0);
      expect([['update', 'loss'], ['paths']]).toContainEqual(Object.keys(told));
    };
    await allOf(van.solve(taskOf(pond(), box), 0, undefined, { threads: 1, onProgress }));
    expect(shares.length).toBeGreaterThan(6);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
});

test('one kept by another task is refused', async () => {
  const [solved] = await solve({ times: [0.5] });
  await expect(solve({ rates: { birth: 11 } }, 1, solved)).rejects.toThrow(/belongs to another task/);
});

test('another seed is another fit of the same law', async () => {
  const [one] = await solve({ times: [1] });
  const [other] = await solve({ times: [1], seed: 2 });
  expect(other!.parts.weights!.data).not.toEqual(one!.parts.weights!.data);
  expect(2 * totalVariation(one!.law as ListedLaw, other!.law)).toBeLessThanOrEqual(
    one!.error + other!.error + 1e-6,
  );
});

describe('what it cannot do', () => {
  test.each([
    ['report the start', { times: [0, 1] }, /the start itself/],
    ['report a time twice', { times: [1, 1] }, /1 twice/],
  ] as const)('%s', async (_, overrides, message) => {
    const scenario = pond();
    const { limits: own = limits, ...rest } = overrides as SolveOverrides;
    const asked = allOf(van.solve(taskOf(scenario, { ...rest, limits: own }), 0, undefined, work));
    await expect(asked).rejects.toThrow(ScenarioError);
    await expect(asked).rejects.toThrow(message);
  });
});
