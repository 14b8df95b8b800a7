import { describe, expect, test } from 'vitest';
import { solveOde } from '../../../src/numerics/ode/solve.ts';

const circle = {
  size: 2,
  autonomous: true,
  f: (_t: number, y: Float64Array, out: Float64Array) => out.set([y[1]!, -y[0]!]),
};
const vanDerPol = {
  size: 2,
  autonomous: true,
  f: (_t: number, y: Float64Array, out: Float64Array) =>
    out.set([y[1]!, (1 - y[0]! * y[0]!) * y[1]! - y[0]!]),
};
const height = (_t: number, y: Float64Array): number => y[0]!;

describe('crossings', () => {
  test.each(['rosenbrock', 'explicit'] as const)('of a sine are multiples of π (%s)', (method) => {
    const watches = [
      { value: height },
      { value: height, direction: 'up' },
      { value: height, direction: 'down' },
    ] as const;
    const span = { from: 0, to: 20, state: [0, 1], rtol: 1e-11, atol: 1e-11, method };
    const { crossings } = solveOde(circle, { ...span, watches });
    const of = (w: number) => crossings.filter((c) => c.watch === w).map((c) => c.t);
    expect(of(0).length).toBe(6);
    of(0).forEach((t, k) => expect(t).toBeCloseTo((k + 1) * Math.PI, 8));
    expect(of(1)).toEqual(of(0).filter((_, k) => k % 2 === 1));
    expect(of(2)).toEqual(of(0).filter((_, k) => k % 2 === 0));
    for (const { state } of crossings) expect(Math.abs(state[0]!)).toBeLessThan(1e-13);
    expect(crossings.map((c) => c.t)).toEqual(crossings.map((c) => c.t).sort((a, b) => a - b));
  });

  test('give the period of the oscillator of van der Pol', () => {
    const watches = [{ value: height, direction: 'up' }] as const;
    const { crossings } = solveOde(vanDerPol, {
      from: 0,
      to: 70,
      state: [2, 0],
      rtol: 1e-10,
      atol: 1e-10,
      watches,
    });
    const [before, last] = crossings.slice(-2);
    // Known to many digits: Andersen & Geer, SIAM J. Appl. Math. 42 (1982).
    expect(last!.t - before!.t).toBeCloseTo(6.6632868593, 8);
  });

  test('end the solution where they are terminal, and its curve with it', () => {
    const watches = [{ value: (t: number) => t - 2.5 }, { value: height, terminal: true }];
    const solution = solveOde(circle, { from: 0, to: 20, state: [0, 1], rtol: 1e-9, watches });
    expect(solution.ended).toBe('at a crossing');
    expect(solution.t).toBeCloseTo(Math.PI, 7);
    expect(solution.crossings.map((c) => c.watch)).toEqual([0, 1]);
    expect(solution.crossings[0]!.t).toBeCloseTo(2.5, 12);
    expect(solution.at(solution.t)[1]).toBeCloseTo(-1, 7);
    solution.state.forEach((v, i) => expect(solution.at(solution.t)[i]).toBeCloseTo(v, 14));
    expect(() => solution.at(3.2)).toThrow(/t = 3\.2 was not reached/);
  });

  test('are found where time runs backwards', () => {
    const watches = [{ value: height, direction: 'up' }] as const;
    const { crossings } = solveOde(circle, { from: 0, to: -7, state: [0, 1], rtol: 1e-9, watches });
    // The sine falls backwards from 0, and rises again at −π.
    expect(crossings.length).toBe(1);
    expect(crossings[0]!.t).toBeCloseTo(-Math.PI, 7);
  });

  test('a start at 0 is none', () => {
    const watches = [{ value: height }];
    expect(solveOde(circle, { from: 0, to: 3, state: [0, 1], watches }).crossings).toEqual([]);
  });
});
