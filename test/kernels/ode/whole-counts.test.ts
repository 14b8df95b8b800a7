import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { WholeCounts } from '../../../src/kernels/ode/whole-counts.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { egfr } from '../../support/networks.ts';

const hair = 1e-7;
const stream = new Stream().open(8, 0, 0, Purpose.analysis);

/** Draws of a network around a mean. */
function draws(network: Network, before: readonly number[], mean: readonly number[], n: number): number[][] {
  const whole = new WholeCounts(network, hair);
  const all: number[][] = [];
  while (all.length < n && whole.draw(before, 0, Float64Array.from(mean), stream))
    all.push([...whole.counts]);
  expect(all.length).toBe(n);
  return all;
}

/** Firings of each reaction, as amounts. */
function fired({ reactions }: Network, before: readonly number[], times: readonly number[]): number[] {
  const state = [...before];
  reactions.forEach(({ change }, r) => {
    for (const { species, count } of change) state[species]! += count * times[r]!;
  });
  return state;
}

describe('whole counts of a mean', () => {
  const triangle = crn('A <-> B @ k, k\nB <-> C @ k, k');
  const enzyme = crn('E + S <-> ES @ a, b\nES -> E + Q @ c');
  const pairs = crn('2 A <-> A2 @ a, b\nA2 + B <-> C @ c, d\n0 -> B @ e');

  test.each<[string, Network, number[], number[]]>([
    ['free species', crn('0 -> A @ k\n0 -> B @ k'), [3, 0], [0.4, 2.7]],
    ['a gene of three states', triangle, [1, 0, 0], [0.7, 0, 0.4, 0]],
    ['an enzyme', enzyme, [2, 5, 0, 0], [3.3, 1.1, 1.4]],
    ['pairs', pairs, [9, 2, 1, 0], [2.6, 0.3, 1.45, 0.2, 0.9]],
  ])('have it, stay next to it and keep the laws: %s', (_, network, before, times) => {
    const mean = fired(network, before, times);
    expect(Math.min(...mean)).toBeGreaterThanOrEqual(0);
    const n = 20_000;
    const all = draws(network, before, mean, n);
    const near = all.every((counts) => counts.every((c, s) => c >= 0 && Math.abs(c - mean[s]!) < 2));
    expect(near).toBe(true);
    for (const { coefficients } of network.laws) {
      const change = (counts: number[]) =>
        coefficients.reduce((sum, c, s) => sum + c * (counts[s]! - before[s]!), 0);
      expect(all.every((counts) => change(counts) === 0)).toBe(true);
    }
    // Counts lie within 2: 7 standard errors of such draws, chance below 1e-11.
    const limit = 7 / Math.sqrt(n);
    const off = (wanted: readonly number[]) =>
      wanted.map((m, s) => Math.abs(all.reduce((sum, counts) => sum + counts[s]!, 0) / n - m));
    expect(Math.max(...off(mean))).toBeLessThan(limit);
    // Control: a tenth of a molecule is seen.
    expect(Math.max(...off(mean.map((m) => m + 0.1)))).toBeGreaterThan(limit);
  });

  test('of a gene are one state each time', () => {
    for (const counts of draws(triangle, [1, 0, 0], [0.35, 0.3, 0.35], 200))
      expect([...counts].sort()).toEqual([0, 0, 1]);
  });

  test('of many receptors, few of them free, keep six laws', () => {
    const { network } = egfr();
    const turns = new Stream().open(9, 0, 0, Purpose.analysis);
    const before = [680, 4, 20, 10, 10, 30, 5, 5, 5, 30, 5, 20, 5, 5, 50, 5, 5, 5, 5, 5, 5, 5, 5];
    for (let k = 0; k < 40; k++) {
      const mean = fired(
        network,
        before,
        network.reactions.map((_, r) => (r === 1 ? 0 : 3 * turns.uniform())),
      );
      if (Math.min(...mean) < 0) continue;
      const [counts] = draws(network, before, mean, 1);
      for (const { coefficients } of network.laws)
        expect(coefficients.reduce((sum, c, s) => sum + c * (counts![s]! - before[s]!), 0)).toBe(0);
      expect(Math.min(...counts!)).toBeGreaterThanOrEqual(0);
    }
  });

  test('keep parities: pairs leave one by one', () => {
    const seen = draws(crn('2 A -> 0 @ k'), [7], [4.2], 300).map(([n]) => n);
    expect(new Set(seen)).toEqual(new Set([3, 5]));
  });

  test('are those of the mean where it is whole', () => {
    expect(draws(enzyme, [2, 5, 0, 0], [1, 3, 1, 1], 5)).toEqual(new Array(5).fill([1, 3, 1, 1]));
  });

  test('are not found where there are none', () => {
    const thirds = crn('A + B -> 0 @ k\nB + C -> 0 @ k\nC + A -> 0 @ k');
    expect(new WholeCounts(thirds, hair).draw([1, 1, 1], 0, Float64Array.of(0, 0, 0), stream)).toBe(false);
  });
});
