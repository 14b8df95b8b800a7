import { expect, test } from 'vitest';
import { solveFsp } from '../../../../src/cme/fsp.ts';
import type { VanTask } from '../../../../src/cme/van/job.ts';
import type { VanState } from '../../../../src/cme/van/state.ts';
import { solveVan } from '../../../../src/cme/van.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { allOf } from '../../../support/all-of.ts';

const limits = { A: 9, B: 9 };
const task = {
  network: crn('0 -> A @ 3\nA -> B @ 1\nB -> 0 @ 1\n2 B -> 0 @ 0.2'),
  rates: {},
  start: {},
  limits,
  times: [0.4, 0.6],
  model: { kind: 'perceptrons', hidden: [8] },
  fit: { updates: 300 },
  variational: { batch: 100, startStates: 30, tolerance: 0.04 },
} as unknown as VanTask;

async function apart(law: { logProbability(state: number[]): number }, time: number): Promise<number> {
  const { network, rates, start } = task;
  const exact = (
    await solveFsp({ network, rates, start, limits, times: [time], truncation: 'reflecting' } as never).next()
  ).value!;
  let sum = 0;
  for (let a = 0; a <= 9; a++)
    for (let b = 0; b <= 9; b++)
      sum += Math.abs(Math.exp(law.logProbability([a, b])) - Math.exp(exact.logProbability([a, b]))) / 2;
  return sum;
}

test('follows the equation, says how far it is off, and goes on with the same bits', async () => {
  const states: VanState[] = [];
  const laws = await allOf(solveVan({ ...task, onState: (state: VanState) => states.push(state) }));
  expect(laws.map((law) => law.time)).toEqual([0.4, 0.6]);
  for (const law of laws) expect(await apart(law, law.time)).toBeLessThan(0.01);
  // Control: the law of a fifth less time is another one.
  expect(await apart(laws[1]!, 0.48)).toBeGreaterThan(0.03);
  const { diagnostics } = laws[1]!;
  expect(diagnostics.ess).toBeGreaterThan(0.99);
  expect(diagnostics.error).toBeGreaterThan(await apart(laws[1]!, 0.6).then((v) => 0.1 * v));
  expect(diagnostics.error).toBeLessThan(0.1);

  expect(states.length).toBeGreaterThan(6);
  for (const resume of [states[3]!, laws[0]!.state]) {
    const again = (await allOf(solveVan({ ...task, resume }))).at(-1)!;
    expect(again.state).toEqual(laws[1]!.state);
  }
});

test('settings that are none, and two ways at once', async () => {
  const bad = (variational: object, more = {}) =>
    allOf(solveVan({ ...task, variational, ...more } as unknown as VanTask));
  await expect(bad({ batch: 3 })).rejects.toThrow(/`variational.batch` is 3/);
  await expect(bad({ steps: 3 })).rejects.toThrow(/steps/);
  await expect(bad({}, { parity: { step: 1 } })).rejects.toThrow(/two ways/);
});

test('says so where no step is short enough', async () => {
  // Single precision cannot tell so little.
  const variational = { batch: 20, updates: 2, startStates: 30, tolerance: 1e-9, enough: 1e-10 };
  await expect(allOf(solveVan({ ...task, variational } as unknown as VanTask))).rejects.toThrow(
    /does not follow the law at time/,
  );
});
