import { describe, expect, test } from 'vitest';
import { evaluate, propensities } from '../../src/crn/evaluate.ts';
import type { Expression } from '../../src/crn/expression.ts';
import { bees, egfr, sir, x47 } from '../support/networks.ts';

const number = (value: number): Expression => ({ op: 'number', value });

describe('evaluate', () => {
  test('follows IEEE 754 where mathematics stops', () => {
    expect(evaluate({ op: 'div', a: number(0), b: number(0) }, [], [], 0)).toBeNaN();
    expect(evaluate({ op: 'log', a: number(0) }, [], [], 0)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('chooses without looking at the other branch', () => {
    const broken: Expression = { op: 'div', a: number(0), b: number(0) };
    expect(evaluate({ op: 'if', a: number(0), b: broken, c: number(7) }, [], [], 0)).toBe(7);
  });

  test('takes any non-zero for true', () => {
    expect(evaluate({ op: 'and', a: number(-2), b: number(0.5) }, [], [], 0)).toBe(1);
    expect(evaluate({ op: 'not', a: number(-2) }, [], [], 0)).toBe(0);
    expect(evaluate({ op: 'or', a: number(0), b: number(0) }, [], [], 0)).toBe(0);
  });
});

describe('propensities at the published starts', () => {
  test('SIR', () => {
    expect([...propensities(sir.network, sir.start, sir.rates, 0)]).toEqual([100, 100]);
  });

  test('SIR with nobody left is 0, not 0/0', () => {
    expect([...propensities(sir.network, [0, 0, 0], sir.rates, 0)]).toEqual([0, 0]);
  });

  test('Bees: the alarm rises from 0 and saturates at 1/16 a bee', () => {
    const alarm = (bee: number, p: number) => propensities(bees.network, [bee, 0, 0, p], bees.rates, 0)[2]!;
    expect(alarm(20, 0)).toBe(0);
    // The published base is 2.71828, so this is the logistic to five digits.
    expect(alarm(20, 10)).toBeCloseTo(0.125 * 20 * (1 / (1 + Math.exp(-2)) - 0.5), 5);
    expect(alarm(1, 1000)).toBeCloseTo(0.0625, 12);
  });

  test('X47 takes pairs in falling factors', () => {
    const a = propensities(x47.network, x47.start, x47.rates, 0);
    expect([...a]).toEqual([990000, 1, 100, 1000, 990000, 0.001, 0.0015]);
  });

  test('EGFR: receptors pair by the chosen convention', () => {
    const pairs = (v2: 'falling' | 'square-blocked', ra: number) => {
      const { network, rates, start } = egfr({ v2 });
      const state = start.slice();
      state[network.species.indexOf('Ra')] = ra;
      return propensities(network, state, rates, 0)[2]!;
    };
    expect(pairs('square-blocked', 3)).toBeCloseTo(0.09, 12);
    expect(pairs('falling', 3)).toBeCloseTo(0.06, 12);
    expect(pairs('square-blocked', 1)).toBe(0);
  });
});
