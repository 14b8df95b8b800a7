import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../src/errors.ts';
import { Adam } from '../../src/tensor/adam.ts';
import { largestError } from '../support/graph-oracle.ts';
import { normals } from '../support/graphs.ts';

describe('Adam', () => {
  test('its first step moves each parameter by the learning rate, against the sign of the gradient', () => {
    const params = Float32Array.of(1, 1, 1);
    new Adam(3).update(params, Float32Array.of(5, -0.02, 0), 0.1);
    for (const [i, want] of [0.9, 1.1, 1].entries()) expect(params[i]).toBeCloseTo(want, 6);
  });

  test('follows algorithm 1 of the paper, computed by hand for two steps', () => {
    const params = Float32Array.of(0.5);
    const adam = new Adam(1);
    adam.update(params, Float32Array.of(0.3), 0.01);
    adam.update(params, Float32Array.of(-0.1), 0.01);
    const m = 0.9 * (0.1 * 0.3) + 0.1 * -0.1;
    const v = 0.999 * (0.001 * 0.09) + 0.001 * 0.01;
    const second = (0.01 * (m / (1 - 0.81))) / (Math.sqrt(v / (1 - 0.998001)) + 1e-8);
    expect(params[0]).toBeCloseTo(0.5 - 0.01 - second, 6);
  });

  test('agrees with the same algorithm in double precision, over more numbers than it takes at a time', () => {
    const size = 5003;
    const params = normals(size, 1);
    const [p, m, v] = [Float64Array.from(params), new Float64Array(size), new Float64Array(size)];
    const adam = new Adam(size, { clip: 30 });
    for (let step = 1; step <= 10; step++) {
      const gradient = normals(size, 50 + step);
      const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
      expect(adam.update(params, gradient, 0.01)).toBeCloseTo(norm, 8);
      gradient.forEach((raw, i) => {
        const g = raw * Math.min(1, 30 / norm);
        m[i] = 0.9 * m[i]! + 0.1 * g;
        v[i] = 0.999 * v[i]! + 0.001 * g * g;
        p[i]! -= (0.01 * (m[i]! / (1 - 0.9 ** step))) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
      });
    }
    expect(largestError(params, p)).toBeLessThan(2e-6);
    expect(largestError(adam.state.m, m)).toBeLessThan(1e-6);
    expect(largestError(adam.state.v, v)).toBeLessThan(1e-6);
    // Control: a learning rate 1 % off is seen.
    adam.update(params, normals(size, 1), 1e-4);
    expect(largestError(params, p)).toBeGreaterThan(2e-6);
  });

  test('finds the bottom of a bowl', () => {
    const bottom = normals(10, 1);
    const params = new Float32Array(10);
    const adam = new Adam(10);
    for (let i = 0; i < 2000; i++)
      adam.update(
        params,
        params.map((p, k) => (k + 1) * (p - bottom[k]!)),
        0.01,
      );
    for (const [k, p] of params.entries()) expect(p).toBeCloseTo(bottom[k]!, 3);
  });

  test('goes on bit for bit from a saved state', () => {
    const whole = normals(50, 2);
    const cut = whole.slice();
    const adam = new Adam(50, { clip: 3 });
    for (let i = 0; i < 20; i++) adam.update(whole, normals(50, 100 + i), 0.01);

    const before = new Adam(50, { clip: 3 });
    for (let i = 0; i < 9; i++) before.update(cut, normals(50, 100 + i), 0.01);
    const saved = before.state;
    before.update(cut.slice(), normals(50, 1), 1);
    const after = new Adam(saved, { clip: 3 });
    for (let i = 9; i < 20; i++) after.update(cut, normals(50, 100 + i), 0.01);

    expect(cut).toEqual(whole);
    expect(after.state).toEqual(adam.state);
  });

  test('clips a long gradient to the given norm and leaves a short one alone', () => {
    const long = new Adam(2, { clip: 1 });
    expect(long.update(new Float32Array(2), Float32Array.of(30, 40), 0.1)).toBe(50);
    expect([...long.state.m]).toEqual([...Float32Array.of(0.06, 0.08)]);
    const short = new Adam(2, { clip: 100 });
    short.update(new Float32Array(2), Float32Array.of(30, 40), 0.1);
    expect([...short.state.m]).toEqual([3, 4]);
  });

  test('leaves no denormal behind', () => {
    const params = Float32Array.of(1e-20);
    const adam = new Adam(1);
    adam.update(params, Float32Array.of(1e-20), 1e-25);
    for (let i = 0; i < 1500; i++) adam.update(params, new Float32Array(1), 1e-25);
    expect(adam.state.m[0]).toBe(0);
    expect(adam.state.v[0]).toBe(0);
  });

  test('refuses a gradient that is not finite and changes nothing', () => {
    const adam = new Adam(1);
    const params = Float32Array.of(1);
    const error = thrown(() => adam.update(params, Float32Array.of(Number.NaN), 0.1));
    expect(isCrnGridError(error, 'KernelError')).toBe(true);
    expect(params[0]).toBe(1);
    expect(adam.state.steps).toBe(0);
  });
});

function thrown(f: () => void): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  return undefined;
}
