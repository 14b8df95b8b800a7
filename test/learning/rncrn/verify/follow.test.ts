import { expect, test } from 'vitest';
import { follow, type Reading, stateOf } from '../../../../src/learning/rncrn/verify/follow.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

const period = (name: string, lambda: number[], from: number[], reading: Reading, time: number): number =>
  follow(published(name), lambda, from, { reading, time, bound: 100 }).period!;

test('periods of published networks, in every reading', () => {
  const circle = (reading: Reading): number => period('circle', [], [2.744, 2.693], reading, 40);
  expect(circle('reduced')).toBeCloseTo(6.4101, 3);
  expect(circle('corrected')).toBeCloseTo(6.603, 3);
  expect(circle('full')).toBeCloseTo(6.6028, 3);
  const hopf = (reading: Reading): number => period('hopf', [3], [5.5, 5], reading, 60);
  expect(hopf('reduced')).toBeCloseTo(6.4655, 2);
  expect(hopf('full')).toBeCloseTo(7.481, 2);
});

test('rest that is approached slowly is rest', () => {
  const orbit = follow(published('hopf'), [1.9], [5.2, 5], { reading: 'reduced', time: 8, bound: 100 });
  expect(orbit.kind).toBe('rest');
});

test('perceptrons of the full network start at rest', () => {
  const model = published('circle');
  const state = stateOf(model, [], [2, 2], 'full');
  expect(state).toHaveLength(7);
  model.theta.forEach((theta, j) => {
    const s = theta + 2 * model.omega[2 * j]! + 2 * model.omega[2 * j + 1]!;
    const y = state[2 + j]!;
    expect(model.gamma[j]! + s * y - model.tau[j]! * y * y).toBeCloseTo(0, 8);
  });
});
