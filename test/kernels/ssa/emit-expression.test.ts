import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/crn/evaluate.ts';
import type { Expression } from '../../../src/crn/expression.ts';
import { emitBounds } from '../../../src/kernels/ssa/emit-bounds.ts';
import { emitMathFor, emitValue } from '../../../src/kernels/ssa/emit-expression.ts';
import { ModuleBuilder } from '../../../src/wasm/encoder.ts';
import { expressions } from '../../support/expressions.ts';

/** Functions of two counts, a rate and the time: the value, and its bounds over [t, t + h]. */
function compile(e: Expression) {
  const module = new ModuleBuilder();
  const math = emitMathFor(module, [e]);
  const value = module.function('value', ['f64', 'f64', 'f64', 'f64'], 'f64', (f, a, b, k, time) =>
    f.return(emitValue(e, { f, math, species: (s) => [a, b][s]!, rate: () => k, time })),
  );
  module.export('value', value);
  for (const side of ['low', 'high'] as const) {
    const params = ['f64', 'f64', 'f64', 'f64', 'f64'] as const;
    const bound = module.function(side, params, 'f64', (f, a, b, k, start, end) =>
      f.return(emitBounds(e, { f, math, species: (s) => [a, b][s]!, rate: () => k }, start, end)[side]),
    );
    module.export(side, bound);
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()));
  return exports as Record<'value' | 'low' | 'high', (...args: number[]) => number>;
}

const state = fc.tuple(
  fc.integer({ min: 0, max: 30 }),
  fc.integer({ min: 0, max: 30 }),
  fc.double({ min: 0, max: 3, noNaN: true }),
);
const options = { seed: 3, numRuns: 600 };

/** The sizes of all intermediate results, to know how far rounding may go. */
function scale(e: Expression, counts: number[], rates: number[], time: number): number {
  let most = Math.abs(evaluate(e, counts, rates, time));
  for (const part of ['a', 'b', 'c'] as const)
    if (part in e)
      most = Math.max(
        most,
        scale((e as { a: Expression; b: Expression; c: Expression })[part], counts, rates, time),
      );
  return most;
}

describe('compiled formulas', () => {
  test('mean what crn/evaluate says', () => {
    fc.assert(
      fc.property(
        expressions({ smooth: true }),
        state,
        fc.double({ min: 0, max: 20, noNaN: true }),
        (e, [a, b, k], t) => {
          const expected = evaluate(e, [a, b], [k], t);
          const actual = compile(e).value(a, b, k, t);
          const room = 1e-9 * (1 + scale(e, [a, b], [k], t));
          // Beyond 1e6 one bit in the argument of sin is all of its value.
          if (!(room < 1e-3)) return;
          if (Number.isNaN(expected)) expect(actual).toBeNaN();
          else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(room);
        },
      ),
      options,
    );
  });

  test('logic and rounding, exactly', () => {
    fc.assert(
      fc.property(expressions({ smooth: false }), state, fc.integer({ min: 0, max: 20 }), (e, [a, b], t) => {
        expect(compile(e).value(a, b, 2, t) + 0).toBe(evaluate(e, [a, b], [2], t) + 0);
      }),
      options,
    );
  });

  test.each([
    ['0^0', { op: 'pow', a: { op: 'number', value: 0 }, b: { op: 'number', value: 0 } }, 1],
    ['4^-2', { op: 'pow', a: { op: 'number', value: 4 }, b: { op: 'number', value: -2 } }, 1 / 16],
    ['1/0', { op: 'div', a: { op: 'number', value: 1 }, b: { op: 'species', index: 0 } }, Infinity],
    ['0/0', { op: 'div', a: { op: 'species', index: 0 }, b: { op: 'species', index: 0 } }, Number.NaN],
  ] as const)('%s', (_, e, value) => {
    expect(compile(e).value(0, 0, 1, 0)).toBe(value);
  });
});

describe('bounds over an interval of time', () => {
  test('hold at every time of it, and are tight where it is short', () => {
    let meaningful = 0;
    const check = (e: Expression, [a, b, k]: [number, number, number], start: number, length: number) => {
      const { value, low, high } = compile(e);
      const [least, most] = [low(a, b, k, start, start + length), high(a, b, k, start, start + length)];
      for (let i = 0; i <= 20; i++) {
        const t = start + (length * i) / 20;
        const here = value(a, b, k, t);
        const room = 1e-9 * (1 + scale(e, [a, b], [k], t));
        if (Number.isNaN(here) || Number.isNaN(least) || Number.isNaN(most) || !(room < 1e-3)) continue;
        meaningful++;
        expect(here).toBeGreaterThanOrEqual(least - room);
        expect(here).toBeLessThanOrEqual(most + room);
      }
    };
    const times = fc.tuple(
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 8, noNaN: true }),
    );
    fc.assert(
      fc.property(expressions({ smooth: true }), state, times, (e, s, [t, h]) => check(e, s, t, h)),
      options,
    );
    fc.assert(
      fc.property(expressions({ smooth: false }), state, times, (e, s, [t, h]) => check(e, s, t, h)),
      options,
    );
    expect(meaningful).toBeGreaterThan(10_000);
  });

  test('of a sine are those of its crests and troughs', () => {
    const { low, high } = compile({ op: 'sin', a: { op: 'time' } });
    expect(high(0, 0, 0, 0, 1)).toBe(compile({ op: 'sin', a: { op: 'time' } }).value(0, 0, 0, 1));
    expect([low(0, 0, 0, 1, 2), high(0, 0, 0, 1, 2)]).toEqual([Math.sin(1), 1]);
    expect([low(0, 0, 0, 4, 5), high(0, 0, 0, 0, 7)]).toEqual([-1, 1]);
  });
});
