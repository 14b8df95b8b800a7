import { describe, expect, test } from 'vitest';
import type { VanTask } from '../../../../src/cme/van/job.ts';
import type { Forward } from '../../../../src/cme/van/sampled/forward.ts';
import { solveVan } from '../../../../src/cme/van.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { allOf } from '../../../support/all-of.ts';

/** Everything ends at four. */
function four() {
  const calls: number[] = [];
  const forward: Forward = {
    name: 'four',
    advance: async (states, [from]) => {
      calls.push(from);
      return states.map(() => 4);
    },
  };
  return { calls, forward };
}

const task = {
  network: crn('0 -> X @ 3\nX -> 0 @ 1'),
  rates: {},
  start: { X: 5 },
  limits: { X: 40 },
  times: [0.5, 1],
  model: { kind: 'perceptrons', hidden: [4] },
  fit: { updates: 50, rate: 0.03, samples: 400 },
  maxStates: 1,
} as const satisfies VanTask;

describe('a simulation of the caller’s', () => {
  test('is what draws go forward by', async () => {
    const { calls, forward } = four();
    const [, law] = await allOf(solveVan({ ...task, forward }));
    expect(new Set(calls).has(0)).toBe(true);
    expect(new Set(calls).has(0.5)).toBe(true);
    expect(law!.marginal('X')[4]).toBeGreaterThan(0.9);
  });

  test('is not asked where a limit is reached', async () => {
    const { calls, forward } = four();
    await allOf(solveVan({ ...task, limits: { X: 6 }, forward }));
    expect(calls).toEqual([]);
  });

  test('is not asked where rates move, and changes nothing there', async () => {
    const { calls, forward } = four();
    const moving = {
      ...task,
      network: crn('0 -> X @ {3 + sin(t)}\nX -> 0 @ 1'),
      times: [0.5],
      fit: { updates: 5, samples: 100 },
    };
    const [own] = await allOf(solveVan(moving));
    const [law] = await allOf(solveVan({ ...moving, forward }));
    expect(calls).toEqual([]);
    expect(law!.state).toEqual(own!.state);
  });

  test('does not go on from a law of another way', async () => {
    const { forward } = four();
    const [own] = await allOf(solveVan(task));
    const [theirs] = await allOf(solveVan({ ...task, forward }));
    const refused = /belongs to another task/;
    await expect(allOf(solveVan({ ...task, forward, resume: own!.state }))).rejects.toThrow(refused);
    await expect(allOf(solveVan({ ...task, resume: theirs!.state }))).rejects.toThrow(refused);
  });
});

describe('what was looked at', () => {
  const bursts = {
    network: crn('0 -> 4 X + 4 Y + 4 Z @ {2.5 * speed}\nX -> 0 @ speed\nY -> 0 @ speed\nZ -> 0 @ speed'),
    start: { X: 10, Y: 10, Z: 10 },
    limits: { X: 40, Y: 40, Z: 40 },
    times: [0.25],
    model: { kind: 'perceptrons', hidden: [8] },
    fit: { updates: 100, rate: 0.03, samples: 1500 },
    maxStates: 1,
  } as const;

  test('is all of a step of few jumps, and the end of one of many', async () => {
    const [slow] = await allOf(solveVan({ ...bursts, rates: { speed: 0.5 } }));
    expect(slow!.diagnostics.checkedOver).toBe(0.25);
    const [fast] = await allOf(solveVan({ ...bursts, rates: { speed: 60 } }));
    const { checkedOver, error, errorDeviation, errorLeast, ess } = fast!.diagnostics;
    expect(checkedOver).toBeGreaterThan(0);
    expect(checkedOver).toBeLessThan(0.05);
    expect(error).toBeGreaterThan(errorLeast);
    expect(error).toBeLessThan(1);
    expect(errorDeviation).toBeGreaterThan(0);
    expect(ess).toBeGreaterThan(0.3);
  });
});
