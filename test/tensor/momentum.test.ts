import { expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { Momentum } from '../../src/tensor/momentum.ts';
import { normals } from '../support/graphs.ts';

test('two steps by hand', () => {
  const params = Float32Array.of(1, 2);
  const momentum = new Momentum(2);
  momentum.update(params, Float32Array.of(0.5, -1), 0.1);
  momentum.update(params, Float32Array.of(0.2, 0), 0.1);
  expect(params[0]).toBeCloseTo(1 - 0.1 * 0.5 - 0.1 * (0.9 * 0.5 + 0.2), 6);
  expect(params[1]).toBeCloseTo(2 + 0.1 + 0.1 * 0.9, 6);
});

test('goes on bit for bit from a saved state', () => {
  const whole = normals(50, 2);
  const cut = whole.slice();
  const one = new Momentum(50, { clip: 3 });
  for (let i = 0; i < 20; i++) one.update(whole, normals(50, 100 + i), 0.01);
  const before = new Momentum(50, { clip: 3 });
  for (let i = 0; i < 9; i++) before.update(cut, normals(50, 100 + i), 0.01);
  const saved = before.state;
  before.update(cut.slice(), normals(50, 1), 1);
  const after = new Momentum(saved, { clip: 3 });
  for (let i = 9; i < 20; i++) after.update(cut, normals(50, 100 + i), 0.01);
  expect(cut).toEqual(whole);
  expect(after.state).toEqual(one.state);
});

test('clips a long gradient, and refuses one that is not finite', () => {
  const params = Float32Array.of(0, 0);
  const momentum = new Momentum(2, { clip: 1 });
  expect(momentum.update(params, Float32Array.of(30, 40), 1)).toBe(50);
  expect([...momentum.state.velocity]).toEqual([...Float32Array.of(0.6, 0.8)]);
  let caught: unknown;
  try {
    momentum.update(params, Float32Array.of(Number.NaN, 0), 1);
  } catch (error) {
    caught = error;
  }
  expect(isCrnGridError(caught, 'KernelError')).toBe(true);
  expect([...momentum.state.velocity]).toEqual([...Float32Array.of(0.6, 0.8)]);
});
