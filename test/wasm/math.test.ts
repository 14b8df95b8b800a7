import { describe, expect, test } from 'vitest';
import { f64, ModuleBuilder } from '../../src/wasm/encoder.ts';
import { emitMath, integerPower, type MathName } from '../../src/wasm/math.ts';

const names: readonly MathName[] = ['exp', 'log', 'pow', 'sin', 'cos', 'tanh'];

async function openMath(): Promise<Record<MathName | 'cube', (...x: number[]) => number>> {
  const module = new ModuleBuilder();
  const math = emitMath(module, names);
  for (const name of names) module.export(name, math[name]);
  module.export(
    'cube',
    module.function('cube', ['f64'], 'f64', (f, x) => f.return(f64.div(1, integerPower(f, x, -3)))),
  );
  const { instance } = await WebAssembly.instantiate(module.encode());
  return instance.exports as Record<MathName | 'cube', (...x: number[]) => number>;
}

/** The distance of two doubles, counted in units in the last place of the second. */
function units(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const ulp = Math.max(Number.MIN_VALUE, 2 ** (Math.floor(Math.log2(Math.abs(b))) - 52));
  return Math.abs(a - b) / ulp;
}

/** The worst distance over n points from `from` to `to`, unevenly spaced. */
function worst(
  f: (x: number) => number,
  g: (x: number) => number,
  from: number,
  to: number,
  n = 40_000,
): number {
  let most = 0;
  for (let i = 0; i <= n; i++) {
    const x = from + (to - from) * ((i + 0.37 * Math.sin(i)) / n);
    const distance = units(f(x), g(x));
    if (!(distance <= most)) most = distance;
  }
  return most;
}

describe('emitted functions agree with the engine within 2 units in the last place', async () => {
  const math = await openMath();

  test('exp', () => {
    expect(worst(math.exp, Math.exp, -1, 1)).toBeLessThanOrEqual(2);
    expect(worst(math.exp, Math.exp, -740, 709)).toBeLessThanOrEqual(2);
  });

  test('log', () => {
    expect(worst(math.log, Math.log, 0.5, 2)).toBeLessThanOrEqual(2);
    expect(worst(math.log, Math.log, 1e-300, 1e-3)).toBeLessThanOrEqual(2);
    expect(worst(math.log, Math.log, 2, 1e6)).toBeLessThanOrEqual(2);
  });

  test('sin and cos', () => {
    for (const name of ['sin', 'cos'] as const) {
      expect(worst(math[name], Math[name], -10, 10)).toBeLessThanOrEqual(2);
      expect(worst(math[name], Math[name], 1e3, 1e5)).toBeLessThanOrEqual(2);
    }
  });

  test('tanh', () => {
    expect(worst(math.tanh, Math.tanh, -1, 1)).toBeLessThanOrEqual(2);
    expect(worst(math.tanh, Math.tanh, -25, 25)).toBeLessThanOrEqual(2);
  });

  test('pow', () => {
    expect(
      worst(
        (x) => math.pow(x, 2),
        (x) => x * x,
        -5,
        5,
      ),
    ).toBe(0);
    expect(
      worst(
        (x) => math.pow(x, -3),
        (x) => 1 / (x * x * x),
        0.1,
        5,
      ),
    ).toBeLessThanOrEqual(2);
    for (const y of [0.5, 1.7, 2.5, -4.2]) {
      const error = worst(
        (x) => math.pow(x, y),
        (x) => x ** y,
        0.2,
        500,
      );
      expect(error).toBeLessThan(2 * Math.abs(y) * Math.log(500) + 2);
    }
    expect(worst(math.cube, (x) => x * x * x, 0.5, 3)).toBeLessThanOrEqual(3);
  });

  test('edges', () => {
    expect([0, -0, 800, -800, Infinity, -Infinity, Number.NaN].map((x) => math.exp(x))).toEqual([
      1,
      1,
      Infinity,
      0,
      Infinity,
      0,
      Number.NaN,
    ]);
    expect([0, 1, -1, Infinity, Number.NaN, 5e-324].map((x) => math.log(x))).toEqual([
      -Infinity,
      0,
      Number.NaN,
      Infinity,
      Number.NaN,
      Math.log(5e-324),
    ]);
    expect(
      [
        [0, 0],
        [0, 0.5],
        [0, -0.5],
        [-2, 3],
        [-2, 0.5],
        [2, Number.NaN],
        [Number.NaN, 0],
      ].map(([x, y]) => math.pow(x!, y!)),
    ).toEqual([1, 0, Infinity, -8, Number.NaN, Number.NaN, 1]);
    expect([0, Infinity, Number.NaN].map((x) => math.sin(x))).toEqual([0, Number.NaN, Number.NaN]);
    expect([Infinity, -Infinity, -0, Number.NaN].map((x) => math.tanh(x))).toEqual([1, -1, -0, Number.NaN]);
    expect(math.exp(-745)).toBe(Math.exp(-745));
  });

  test('control: one wrong digit in a constant would be seen', () => {
    expect(worst((x) => math.exp(x * (1 + 1e-15)), Math.exp, -1, 1)).toBeGreaterThan(2);
  });
});
