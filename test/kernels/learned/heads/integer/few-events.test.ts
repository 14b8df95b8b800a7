import { describe, expect, test } from 'vitest';
import { crn } from '../../../../../src/crn/crn.ts';
import { propensities } from '../../../../../src/crn/evaluate.ts';
import { compilePropensities } from '../../../../../src/crn/law-closures.ts';
import type { Network } from '../../../../../src/crn/network.ts';
import {
  FewEvents,
  meanLoss,
  meanSurvival,
} from '../../../../../src/kernels/learned/heads/integer/few-events.ts';
import { openSsa } from '../../../../../src/kernels/ssa.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';
import { band } from '../../../../support/gap.ts';
import * as networks from '../../../../support/networks.ts';

const { bees } = networks;

/** ∫₀¹ f by the midpoint rule. */
const integral = (f: (s: number) => number, n = 20_000): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f((i + 0.5) / n) / n;
  return sum;
};

test('the integrals of the path expansion, from tiny to large rates', () => {
  for (const p of [1e-9, 1e-4, 9e-4, 2e-3, 0.3, 4, 30])
    for (const q of [0, 1e-12, 1e-7, 9e-4, 2e-3, 0.29, 4, 30]) {
      const survival = integral((s) => Math.exp(-p * s - q * (1 - s)));
      const loss = integral((s) => Math.exp(-p * s) * -Math.expm1(-q * (1 - s)));
      expect(Math.abs(meanSurvival(p, q) / survival - 1)).toBeLessThan(1e-6);
      if (q > 0) expect(Math.abs(meanLoss(p, q) / loss - 1)).toBeLessThan(2e-6);
      else expect(meanLoss(p, q)).toBe(0);
    }
});

test('nothing, one and many add up to one', () => {
  const few = new FewEvents(bees.network);
  for (const state of [
    [10, 0, 0, 1],
    [9, 1, 0, 2],
    [0, 3, 7, 5],
    [30, 15, 0, 40],
    [0, 1, 0, 0],
    [0, 0, 0, 1],
  ]) {
    few.propensities(state, 0, bees.rates, 0);
    few.solve(state, 0, bees.rates, 0, 0.5);
    const one = few.one.reduce((a, b) => a + b, 0);
    expect(Math.abs(few.none + one + few.rest - 1)).toBeLessThan(1e-12);
  }
});

test('many is exactly 0 where a second event cannot happen', () => {
  const network = crn('A -> 0 @ k') as Network;
  const few = new FewEvents(network);
  few.propensities([1], 0, [37.3], 0);
  few.solve([1], 0, [37.3], 0, 0.7);
  expect(few.rest).toBe(0);
});

describe('against exact simulation', () => {
  const from = [9, 1, 0, 2];
  const rows = 200_000;

  test.each([1, 1.1])('the law of few events and of the first two (rates times %s)', async (factor) => {
    const { network } = bees;
    const rates = Float64Array.from(bees.rates);
    const few = new FewEvents(network);
    few.propensities(from, 0, rates, 0);
    few.solve(from, 0, rates, 0, 0.5);
    const ssa = await openSsa({ network });
    const faster = rates.map((r, i) => (bees.network.rates[i]!.includes('sting') ? factor * r : r));
    const counts = Int32Array.from({ length: 4 * rows }, (_, i) => from[i % 4]!);
    ssa.step(counts, faster, 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
    // One sting and nothing else: the two stinging reactions lead to the same state.
    let stings = 0;
    for (let r = 0; r < rows; r++)
      if (counts[4 * r] === 9 && counts[4 * r + 2] === 1 && counts[4 * r + 3] === 4) stings++;
    const expected = few.one[0]! + few.one[1]!;
    const gap = Math.abs(stings / rows - expected);
    // No path of more events ends in this state.
    if (factor === 1) expect(gap).toBeLessThan(band(rows, 1e-9));
    else expect(gap).toBeGreaterThan(band(rows, 1e-9));
  });
});

test('a propensity below 0 is refused in words', () => {
  const few = new FewEvents(crn('A -> 0 @ {k * (A - 5)}') as Network);
  expect(() => few.propensities([3], 0, [1], 0)).toThrow('its propensity is -2 at A 3');
});

test('compiled propensities are those of the expression trees', () => {
  const stream = new Stream();
  for (const [name, value] of Object.entries(networks)) {
    if (typeof value !== 'object' || !('network' in value)) continue;
    const { network, rates } = value as networks.Model;
    const readers = compilePropensities(network);
    for (let i = 0; i < 30; i++) {
      stream.open(2, 0, i, Purpose.analysis);
      const counts = [...network.species, ...network.species].map(() =>
        stream.integer(i % 2 === 0 ? 3 : 100),
      );
      const at = network.species.length;
      const expected = propensities(network, counts.slice(at), rates, 0);
      readers.forEach((read, k) => {
        const got = read(counts, at, rates, 0, 0);
        expect(
          Object.is(got, expected[k]!) || Math.abs(got - expected[k]!) <= 1e-15 * Math.abs(got),
          name,
        ).toBe(true);
      });
    }
  }
});
