import { describe, expect, test } from 'vitest';
import { philox } from '../../src/numerics/philox.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { band, continuousGap } from '../support/gap.ts';

const mask = (1n << 64n) - 1n;
const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & mask;

/** xoroshiro128++ as published, in big integers. */
function* published(state0: bigint, state1: bigint): Generator<bigint> {
  let [s0, s1] = [state0, state1];
  for (;;) {
    yield (rotl((s0 + s1) & mask, 17n) + s0) & mask;
    s1 ^= s0;
    s0 = rotl(s0, 49n) ^ s1 ^ ((s1 << 21n) & mask);
    s1 = rotl(s1, 28n);
  }
}

describe('streams', () => {
  test('are xoroshiro128++ started from one Philox block', () => {
    const block = new Uint32Array(4);
    for (const [seed, step, agent] of [
      [0, 0, 0],
      [2 ** 53 - 1, 2 ** 32 - 1, 77],
      [123456789012, 5, 2 ** 31],
    ] as const) {
      philox(0, Purpose.hopAfter, agent, step, seed >>> 0, Math.floor(seed / 2 ** 32), block);
      const word = (low: number, high: number) => BigInt(block[low]!) | (BigInt(block[high]!) << 32n);
      const reference = published(word(0, 1), word(2, 3));
      const stream = new Stream().open(seed, step, agent, Purpose.hopAfter);
      for (let i = 0; i < 1000; i++) {
        stream.next();
        expect((BigInt(stream.high >>> 0) << 32n) | BigInt(stream.low >>> 0)).toBe(reference.next().value);
      }
    }
  });

  test('differ when any part of the name differs', () => {
    const first = (seed: number, step: number, agent: number, purpose: Purpose) =>
      new Stream().open(seed, step, agent, purpose).uniform();
    const draws = [
      first(1, 2, 3, 0),
      first(2, 2, 3, 0),
      first(1, 3, 3, 0),
      first(1, 2, 4, 0),
      first(1, 2, 3, 1),
      first(1 + 2 ** 32, 2, 3, 0),
      first(3, 2, 1, 0),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });

  const n = 50_000;
  const stream = new Stream().open(42, 0, 0, Purpose.analysis);

  test('uniform, exponential and normal follow their laws', () => {
    const limit = band(n, 1e-9);
    const uniforms = Float64Array.from({ length: n }, () => stream.uniform());
    expect(continuousGap(uniforms, (x) => x)).toBeLessThan(limit);
    const exponentials = Float64Array.from({ length: n }, () => stream.exponential());
    expect(continuousGap(exponentials, (x) => -Math.expm1(-x))).toBeLessThan(limit);
    // Control: a rate 10 % too high is caught.
    expect(continuousGap(exponentials, (x) => -Math.expm1(-1.1 * x))).toBeGreaterThan(limit);
    const normals = Float64Array.from({ length: n }, () => stream.normal());
    expect(continuousGap(normals, normalLaw)).toBeLessThan(limit);
    expect(continuousGap(normals, (x) => normalLaw(1.1 * x))).toBeGreaterThan(limit / 2);
  });

  test('integers are uniform', () => {
    const seen = new Float64Array(7);
    for (let i = 0; i < n; i++) seen[stream.integer(7)]!++;
    for (const count of seen)
      expect(Math.abs(count - n / 7)).toBeLessThan(6.5 * Math.sqrt((n / 7) * (6 / 7)));
  });
});

/** Φ(x), integrated from the middle by Simpson's rule. */
function normalLaw(x: number): number {
  const steps = 200;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-(i * h) * (i * h)) / 2);
  }
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}
