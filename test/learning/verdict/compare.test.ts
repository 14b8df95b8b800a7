import { beforeAll, describe, expect, test } from 'vitest';
import type { DrawChains } from '../../../src/learning/verdict/sets/chains.ts';
import { drawExactSets, type ExactSets } from '../../../src/learning/verdict/sets/exact-sets.ts';
import { judgeAgainst } from '../../../src/learning/verdict.ts';
import { x16 } from '../../support/networks.ts';
import { x16Chains, x16Rates } from './x16-chains.ts';

const { network, rates } = x16;
const design = {
  network,
  dt: 20,
  seed: 16,
  ranges: [
    [0, 4],
    [0, 4],
    [0, 1200],
  ] as const,
  rates: rates.map((r) => [r, r] as const),
  totals: [{ of: [0, 1], is: 4 }],
  settings: 8,
  trajectories: 1500,
  lags: [1, 3],
};
/** Another stream than any exact set: an exact kernel dressed as a learned one. */
const dressed = x16Chains(20);

let exact: ExactSets;
beforeAll(async () => {
  exact = await drawExactSets(design, x16Chains(20));
}, 60_000);

/** Rows G1, G2, P1 of `of` after each lag, changed by `change`, which sees one setting's rows at a time. */
function changed(of: DrawChains, change: (rows: Int32Array) => void): DrawChains {
  return async (job) => {
    const lags = await of(job);
    const width = 3 * job.trajectories;
    for (const counts of lags)
      for (let at = 0; at < counts.length; at += width) change(counts.subarray(at, at + width));
    return lags;
  };
}

const judgeIt = async (chains: DrawChains) => (await judgeAgainst(network, exact, { chains })).verdict;
const failed = (v: Awaited<ReturnType<typeof judgeIt>>): string[] =>
  v.checks.filter((f) => f.failed > 0).map((f) => f.name);

describe('a verdict on chains of network (16)', () => {
  test('passes an exact kernel', async () => {
    const verdict = await judgeIt(dressed);
    expect(verdict.failures).toEqual([]);
    // What it could not see is told with it: rare conditions, and how many more samples would let limits decide.
    expect(verdict.notJudged!.map(({ name }) => name)).toContain('conditional mean');
    for (const { left, of } of verdict.notJudged!) expect(left).toBeLessThanOrEqual(of);
    expect(verdict.wanted!.states).toBeGreaterThan(verdict.states);
    expect(verdict.pass).toBe(true);
    expect(verdict.violations).toEqual({ support: 0, conservation: 0, negative: 0, absorbing: 0 });
    const p = verdict.distances.filter((d) => d.species === 'P1');
    // The floor is the distance of exact from exact, so its ratio is near 1.
    for (const d of p) expect(d.l1 / d.l1Floor).toBeGreaterThan(0.85);
    for (const d of p) expect(d.l1 / d.l1Floor).toBeLessThan(1.15);
  });

  test('fails one whose rates are 10 % off', async () => {
    const off = x16Chains(20, { ...x16Rates, a11: 110, a21: 550 });
    const verdict = await judgeIt(off);
    expect(verdict.pass).toBe(false);
    expect(failed(verdict)).toContain('distance');
    expect(failed(verdict)).toContain('conditional mean');
  });

  test('fails one that switches half as often, by its dwell times', async () => {
    const slow = x16Chains(20, { ...x16Rates, switching: 0.005 });
    const verdict = await judgeIt(slow);
    expect(verdict.pass).toBe(false);
    expect(failed(verdict)).toContain('dwell');
  });

  test('fails one that is 1.5 times too wide where all genes are in one state, and says so', async () => {
    const wide = changed(dressed, (rows) => {
      for (let r = 0; r < rows.length; r += 3)
        if (rows[r] === 4) rows[r + 2] = Math.max(0, 40 + Math.round(1.5 * (rows[r + 2]! - 40)));
    });
    const verdict = await judgeIt(wide);
    expect(failed(verdict)).toContain('conditional spread');
    expect(verdict.failures.join('\n')).toMatch(/P1 given G1 = 4 after \d steps?: spread off by/);
  });

  test('fails right laws of single species that are paired wrongly, by their pairs', async () => {
    const shuffled = changed(dressed, (rows) => {
      // Each trajectory gets the protein of another one, which is independent of its genes.
      const n = rows.length / 3;
      const proteins = Array.from({ length: n }, (_, r) => rows[3 * r + 2]!);
      for (let r = 0; r < n; r++) rows[3 * r + 2] = proteins[(r + 1) % n]!;
    });
    const verdict = await judgeIt(shuffled);
    expect(failed(verdict)).toContain('pair');
    expect(failed(verdict)).not.toContain('distance');
    expect(failed(verdict)).not.toContain('mean');
  });

  test('fails one that forgets where it was between two lags, by its transitions', async () => {
    let turn = 0;
    const forgetful = changed(dressed, (rows) => {
      // Rows trade places after every lag in another way: laws at one time stay, laws at two do not.
      const by = 1 + (turn++ % 7);
      const n = rows.length / 3;
      const copy = rows.slice();
      for (let r = 0; r < n; r++) rows.set(copy.subarray(3 * ((r + by) % n), 3 * ((r + by) % n) + 3), 3 * r);
    });
    const verdict = await judgeIt(forgetful);
    expect(failed(verdict)).toContain('transition');
    expect(failed(verdict)).not.toContain('distance');
    expect(failed(verdict)).not.toContain('pair');
  });

  test('fails one whose rare values lie too far out, by its tails', async () => {
    let i = 0;
    const stray = changed(dressed, (rows) => {
      for (let r = 0; r < rows.length; r += 3) if (i++ % 150 === 0) rows[r + 2] = rows[r + 2]! + 1500;
    });
    expect(failed(await judgeIt(stray))).toContain('tail');
  });

  test('counts every broken identity', async () => {
    const broken = changed(dressed, (rows) => {
      rows[0] = rows[0]! + 1;
      rows[5] = -1;
    });
    const verdict = await judgeIt(broken);
    // The total is wrong from the first of 2 lags and of 12 watched steps on; the negative count is there in each.
    expect(verdict.violations.conservation).toBe(8 * 2);
    expect(verdict.violations.negative).toBe(8 * 14);
    expect(verdict.failures.join()).toMatch(/violations of conservation in \d+ steps/);
  });

  test('draws as many steps more as are asked for', async () => {
    const { verdict } = await judgeAgainst(network, exact, { chains: dressed }, { transitions: 150_000 });
    expect(verdict.transitions).toBeGreaterThanOrEqual(150_000);
    expect(verdict.violations.support).toBe(0);
  });
});
