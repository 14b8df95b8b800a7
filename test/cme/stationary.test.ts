import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../src/cme/fsp.ts';
import { totalVariation } from '../../src/cme/law-distances.ts';
import { stationaryLaw } from '../../src/cme/stationary.ts';
import { crn } from '../../src/crn/crn.ts';
import { ScenarioError, SolverError } from '../../src/errors.ts';
import { allOf } from '../support/all-of.ts';
import { poissonLaw } from '../support/laws.ts';
import * as published from '../support/published-networks.ts';

const part = (law: Float64Array, from: number, to: number) =>
  law.subarray(from, to + 1).reduce((a, b) => a + b, 0);
const modes = (law: Float64Array) =>
  Array.from(law.keys()).filter(
    (n) => law[n]! > 1e-4 && law[n]! > (law[n - 1] ?? 0) && law[n]! > (law[n + 1] ?? 0),
  );

describe('a chain of one species: detailed balance', () => {
  test.each([
    ['powers', 19.656, [3, 43], 0.58106, 0.36977],
    ['falling', 18.795, [2, 46], 0.62653, 0.34222],
  ] as const)('Schlögl, %s', (convention, mean, peaks, low, high) => {
    const law = stationaryLaw(published.schlogl(convention));
    const p = law.marginal('X');
    const lack = convention === 'powers' ? 0 : 1;
    for (let n = 1; n < 100; n++) {
      const up = 2.676 * (n - 1) * (n - 1 - lack) + 108.102;
      const down = 0.04 * n * (n - lack) * (n - 2 * lack) + 37.881 * n;
      expect(p[n]! / p[n - 1]!).toBeCloseTo(up / down, 11);
    }
    expect(law.mean()[0]).toBeCloseTo(mean, 3);
    expect(modes(p)).toEqual(peaks);
    expect(part(p, 0, 15)).toBeCloseTo(low, 5);
    expect(part(p, 25, 85)).toBeCloseTo(high, 5);
    expect(law.error).toBeLessThan(1e-8);
  });
});

describe('larger chains', () => {
  test('birth and death: Poisson', () => {
    const law = stationaryLaw(published.birthDeath);
    poissonLaw(10).forEach((p, n) => expect(law.marginal('X')[n] ?? 0).toBeCloseTo(p, 9));
    expect(law.time).toBe(Number.POSITIVE_INFINITY);
  });

  test('gene expression: mean 50, variance 99.02', () => {
    const law = stationaryLaw(published.geneExpression);
    expect(law.mean()[1]).toBeCloseTo(50, 6);
    expect(law.covariance()[3]).toBeCloseTo(50 * (1 + 0.1 / 0.102), 4);
  });

  test('a slow switch, that no time march would settle: a mixture of two Poisson laws', () => {
    const network = crn('On <-> Off @ slow, slow\nOn -> On + X @ make\nX -> 0 @ fade');
    const task = { network, rates: { slow: 1e-9, make: 200, fade: 1 }, start: { On: 1 } };
    const law = stationaryLaw(task);
    const on = poissonLaw(200);
    const x = law.marginal('X');
    expect(x[0]).toBeCloseTo(0.5, 6);
    for (let n = 150; n < 250; n++) expect(x[n]).toBeCloseTo(on[n]! / 2, 8);
    expect(x.length).toBeGreaterThan(260);
  });

  test('early life: closed, so that there is no edge; spread of the hand', () => {
    for (const [volume, sd] of [
      [1, 0.58315],
      [10, 0.24086],
    ] as const) {
      const law = stationaryLaw({ ...published.earlyLife(volume), truncation: 'reflecting' });
      const hand = law.expectation(([, d, l]) => ((d! - l!) / Math.max(1, d! + l!)) ** 2);
      expect(Math.sqrt(hand)).toBeCloseTo(sd, 5);
    }
  });

  test('is where the time-dependent law goes', async () => {
    const task = published.autoregulation[0]!;
    const [late] = await allOf(solveFsp({ ...task, times: [200] }));
    expect(totalVariation(late!, stationaryLaw(task))).toBeLessThan(1e-8);
  });
});

describe('refuses', () => {
  test('rates that move', () => {
    expect(() => stationaryLaw(published.epidemic(0.2))).toThrow(ScenarioError);
    expect(() => stationaryLaw(published.epidemic(0.2))).toThrow(/depends on the time/);
  });

  test('more than one place to end: says where', () => {
    const network = crn('A -> B @ k\nA -> C @ k');
    const task = { network, rates: { k: 1 }, start: { A: 1 } };
    expect(() => stationaryLaw(task)).toThrow(SolverError);
    expect(() => stationaryLaw(task)).toThrow(/2 sets of states that are never left.*B = 1/);
  });

  test('growth without end', () => {
    const network = crn('0 -> X @ k');
    expect(() => stationaryLaw({ network, rates: { k: 1 }, start: {}, maxStates: 2000 })).toThrow(
      /grows without end has no stationary law/,
    );
  });
});

test('one place to end, wherever it starts: all of the mass is there', () => {
  const network = crn('A -> B @ k\nB -> C @ k');
  const law = stationaryLaw({ network, rates: { k: 1 }, start: { A: 3 } });
  expect(Math.exp(law.logProbability([0, 0, 3]))).toBe(1);
});
