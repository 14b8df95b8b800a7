import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { FORBIDDEN } from '../../../../src/cme/van/model/model.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';
import { Support } from '../../../../src/cme/van/sampled/support.ts';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';

const open = (network: Network, start: Record<string, number>, limits = {}) => {
  const job = openJob('van', { network, rates: {}, start, limits } as never, 1);
  const v = variables('van', network.species, network.laws, job.limits);
  return { job, v, support: new Support(job, v) };
};

/** Every state that the support can draw. */
function reachable({ v, support }: ReturnType<typeof open>): string[] {
  let rows = [new Int32Array(v.species.length)];
  v.species.forEach((_, i) => {
    rows = rows.flatMap((row) =>
      [...support.allowed(row, 0, i).keys()]
        .filter((c) => support.allowed(row, 0, i)[c])
        .map((c) => row.map((n, j) => (j === i ? c : n))),
    );
  });
  return rows.map((row) => support.complete(row, 1).join()).sort();
}

/** Every state of the box that keeps the totals, by counting all. */
function kept({ job, support }: ReturnType<typeof open>): string[] {
  let states: number[][] = [[]];
  for (const limit of job.limits)
    states = states.flatMap((s) => Array.from({ length: limit + 1 }, (_, n) => [...s, n]));
  return states
    .filter((state) => support.holds(state))
    .map((state) => state.join())
    .sort();
}

describe('exactly the states that keep every total', () => {
  const cases = {
    'one moiety': open(crn('A -> B @ 1\nB -> C @ 1'), { A: 4 }, { B: 2 }),
    weights: open(crn('2 A -> B @ 1\nB -> 2 A @ 1'), { A: 5 }),
    'two that share a species': open(crn('A + B -> C @ 1\nC -> A + B @ 1'), { A: 3, B: 2, C: 1 }),
    'a difference': open(crn('0 -> A + B @ 1\nA + B -> 0 @ 1'), { A: 2 }, { A: 5, B: 4 }),
  };
  for (const [name, box] of Object.entries(cases))
    test(name, () => {
      const states = reachable(box);
      expect(states).toEqual(kept(box));
      expect(states.length).toBeGreaterThan(2);
      expect(box.support.masked).toBe(true);
    });
});

test('masks of rows', () => {
  const { support, v } = open(crn('A -> B @ 1\nB -> A @ 1\n0 -> C @ 1'), { A: 2 }, { C: 3 });
  const mask = new Float32Array(v.width);
  support.writeMask(Int32Array.of(0, 0), 0, mask, 0);
  expect([...mask]).not.toContain(FORBIDDEN);
  expect(v.dependents).toHaveLength(1);
});
