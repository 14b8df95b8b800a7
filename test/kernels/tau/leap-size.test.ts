import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import { LeapSize } from '../../../src/kernels/tau/leap-size.ts';
import { propensities } from '../../support/propensities.ts';

const epsilon = 0.03;

function sizeOf(network: Network, x: readonly number[], rates: readonly number[]) {
  const size = new LeapSize(network, epsilon);
  const a = Float64Array.from(propensities(network, rates, x));
  return { tau: size.find(Float64Array.from(x), a, Float64Array.from(rates), 0), size };
}

test('the published formula: of a dimerisation g is 2 + 1/(x − 1)', () => {
  // One reaction, rate so small that turnover does not matter: mean −2a, square 4a.
  const [x, k] = [200, 1e-3];
  const a = (k * x * (x - 1)) / 2;
  const most = (epsilon * x) / (2 + 1 / (x - 1));
  const expected = Math.min(most / (2 * a), most ** 2 / (4 * a));
  expect(sizeOf(crn('2 A -> 0 @ k'), [x], [k]).tau).toBeCloseTo(expected, 12);
});

test('a propensity in braces is limited by its elasticity', () => {
  const plain = sizeOf(crn('A + B -> B @ k'), [5000, 3000], [1e-4]).tau;
  const braces = sizeOf(crn('A + B -> B @ {k * A * B * 1}'), [5000, 3000], [1e-4]).tau;
  expect(braces).toBeCloseTo(plain, 10);
  // Four times as steep in A: a quarter as far.
  const steep = sizeOf(crn('A -> 0 @ {k * A^4}'), [5000], [1e-12]).tau;
  const flat = sizeOf(crn('A -> 0 @ {k * 125000000000 * A}'), [5000], [1e-12]).tau;
  expect(flat / steep).toBeGreaterThan(4);
  expect(flat / steep).toBeLessThan(4.5);
});

test('no leap turns over more than a share of a species, however calm its mean', () => {
  expect(sizeOf(crn('0 <-> A @ in, out'), [1e6], [1e6, 1]).tau).toBeCloseTo(8 * epsilon, 12);
});

test('reactions about to run out are critical, and left out of the leap', () => {
  const network = crn('A -> 0 @ k\nB -> 0 @ k');
  const few = sizeOf(network, [9, 1000], [1]);
  expect([...few.size.isCritical]).toEqual([1, 0]);
  expect(few.size.criticalTotal).toBe(9);
  expect([...sizeOf(network, [10, 1000], [1]).size.isCritical]).toEqual([0, 0]);
  expect(sizeOf(network, [9, 0], [1]).tau).toBe(Number.POSITIVE_INFINITY);
});
