import { describe, expect, test } from 'vitest';
import { isCrnGridError, type OdeError } from '../../../src/errors.ts';
import { openOde, solveOde } from '../../../src/numerics/ode/solve.ts';
import {
  cascade,
  equationsOf,
  growthFactor,
  neural,
  type OdeProblem,
  odeProblems,
  oregonator,
  robertson,
} from '../../support/ode-problems.ts';

/** SciPy 1.17.1, Radau with rtol 1e-12: the run is `bench/ode.ts`. */
const golden: Readonly<Record<string, readonly number[]>> = {
  Robertson: [2.082417512e-5, 8.32984143e-11, 0.9999791757],
  Oregonator: [1.00081487, 1228.178522, 132.0554943],
  'neural switch': [4.870902273, 0.03970197821, 0.007824717136, 0.05955898437],
  EGFR: [
    580.5995613, 0.5995612845, 17.41504306, 30.40714043, 3.624520948, 0.452987846, 0.1212265683, 0.7049827559,
    3.144839282, 14.30804442, 2.607992296, 1.771374194, 0.7411344488, 1.712614955, 1.153705162, 0.07397723114,
    1.861760337, 81.28034339, 0.488913076, 35.3664244, 0.3610497377, 29.41382666, 100.5759635,
  ],
  'cascade of 15': [
    1.666666641, 1.388888487, 1.157404217, 0.964489236, 0.8036874871, 0.6695789439, 0.5575808815,
    0.4637902237, 0.3848783952, 0.3180428996, 0.2610021051, 0.2120013297, 0.1697922442, 0.1335602323,
    0.350765993,
  ],
};

/** Largest distance over the size of the variable, those of less than a millionth of the largest apart. */
function distance(state: ArrayLike<number>, reference: readonly number[]): number {
  const least = 1e-6 * Math.max(...reference);
  return Math.max(...reference.map((v, i) => Math.abs(state[i]! - v) / Math.max(v, least)));
}

function solveAt(problem: OdeProblem, rtol: number, method: 'rosenbrock' | 'explicit' = 'rosenbrock') {
  const { start, until, atol } = problem;
  const task = { from: 0, to: until, state: start, rtol, atol: (atol * rtol) / 1e-9, method };
  return solveOde(equationsOf(problem), { ...task, dense: false });
}

describe('beside SciPy', () => {
  test.each(odeProblems)('$name is solved to the tolerance', (problem) => {
    const reference = golden[problem.name]!;
    expect(distance(solveAt(problem, 1e-7).state, reference)).toBeLessThan(1e-6);
    expect(distance(solveAt(problem, 1e-10).state, reference)).toBeLessThan(1e-9);
    // Control: the distance does see an error of a hundred-thousandth.
    expect(
      distance(
        reference.map((v) => 1.00001 * v),
        reference,
      ),
    ).toBeGreaterThan(1e-6);
  });

  test('the neural switch takes 2 000 calls at most, and explicit steps more than 60 000', () => {
    const implicit = solveAt(neural, 1e-9);
    expect(implicit.calls.f).toBeLessThanOrEqual(2000);
    expect(() =>
      solveOde(equationsOf(neural), {
        ...{ from: 0, to: 1, state: neural.start, rtol: 1e-6, method: 'explicit', dense: false },
        mostSteps: 10_000,
      }),
    ).toThrow(/10000 steps were not enough: t = 0\.1\d+ was reached\nTake `rosenbrock`/);
  });

  test('both methods agree where nothing is stiff', () => {
    const one = solveAt(cascade, 1e-9, 'explicit');
    expect(distance(one.state, golden[cascade.name]!)).toBeLessThan(1e-8);
    expect(one.calls.jacobians).toBe(0);
  });
});

describe('a solution', () => {
  test('has the same bits again, from a solver that was used for another', () => {
    const solver = openOde(equationsOf(oregonator), { rtol: 1e-6 });
    const span = { from: 0, to: 50, state: [1, 2, 3] };
    const first = solver.solve(span);
    solver.solve({ from: 0, to: 5, state: [7, 7, 7] });
    const again = solver.solve(span);
    expect([...again.state]).toEqual([...first.state]);
    expect(again.calls).toEqual(first.calls);
    expect([...again.at(31.4)]).toEqual([...first.at(31.4)]);
  });

  test('goes back to where it came from', () => {
    const decay = {
      size: 1,
      autonomous: true,
      f: (_t: number, y: Float64Array, out: Float64Array) => out.fill(-y[0]!),
    };
    const there = solveOde(decay, { from: 1, to: 4, state: [2], rtol: 1e-10 });
    const back = solveOde(decay, { from: 4, to: 1, state: there.state, rtol: 1e-10 });
    expect(there.state[0]).toBeCloseTo(2 * Math.exp(-3), 9);
    expect(back.state[0]).toBeCloseTo(2, 8);
    expect(back.at(2)[0]).toBeCloseTo(2 * Math.exp(-1), 8);
  });

  test('of no time is its start', () => {
    const solution = solveOde(equationsOf(robertson), { from: 3, to: 3, state: [1, 0, 0] });
    expect(solution).toMatchObject({ ended: 'at the end', t: 3, calls: { f: 0, steps: 0 } });
    expect([...solution.at(3)]).toEqual([1, 0, 0]);
  });

  test('ends where it was asked to, to the bit', () => {
    const { t } = solveOde(equationsOf(cascade), { from: 0.1, to: 0.7, state: cascade.start });
    expect(t).toBe(0.7);
  });
});

describe('amounts', () => {
  // √y reaches 0 at t = 2 and is no number below.
  const drain = {
    size: 1,
    autonomous: true,
    f: (_t: number, y: Float64Array, out: Float64Array) => out.fill(-Math.sqrt(y[0]!)),
    jacobian: (_t: number, y: Float64Array, out: Float64Array) =>
      out.fill(y[0]! > 0 ? -0.5 / Math.sqrt(y[0]!) : 0),
  };

  test.each(['rosenbrock', 'explicit'] as const)('stay at 0 or above (%s)', (method) => {
    const span = { from: 0, to: 3, state: [1], method, atol: 1e-8 };
    const solution = solveOde(drain, { ...span, nonNegative: 'all' });
    expect(solution.at(1)[0]).toBeCloseTo(0.25, 5);
    expect(solution.state[0]).toBeGreaterThanOrEqual(0);
    expect(solution.state[0]).toBeLessThan(1e-7);
    for (let k = 0; k <= 60; k++) expect(solution.at(k / 20)[0]).toBeGreaterThanOrEqual(0);
  });

  test('EGFR with few receptors never falls below', () => {
    const solution = solveOde(equationsOf(growthFactor), {
      ...{ from: 0, to: 60, state: growthFactor.start, rtol: 1e-3, atol: 1e-3, nonNegative: 'all' },
    });
    for (let k = 0; k <= 600; k++) expect(Math.min(...solution.at(k / 10))).toBeGreaterThanOrEqual(0);
  });
});

describe('what has no solution', () => {
  const square = {
    size: 1,
    autonomous: true,
    f: (_t: number, y: Float64Array, out: Float64Array) => out.fill(y[0]! * y[0]!),
  };
  const failure = (work: () => unknown): OdeError => {
    try {
      work();
    } catch (error) {
      if (isCrnGridError(error, 'OdeError')) return error;
      throw error;
    }
    throw new Error('it was solved');
  };

  test.each(['rosenbrock', 'explicit'] as const)('y′ = y² ends at its pole, with the time (%s)', (method) => {
    const error = failure(() => solveOde(square, { from: 0, to: 3, state: [1], method }));
    expect(error.time).toBeCloseTo(1, 5);
    expect(error.message).toMatch(/steps became as short as .*variable 0 is .*The solution blows up here/s);
    const early = failure(() => solveOde(square, { from: 0, to: 3, state: [1], method, bound: 100 }));
    expect(early.time).toBeGreaterThan(0.98);
    expect(early.time).toBeLessThan(1);
    expect(early.message).toMatch(/beyond the bound of 100/);
  });

  test.each([
    [
      'slopes that are no numbers',
      { from: 0, to: 1, state: [Number.MAX_VALUE] },
      /slope of variable 0 is Infinity at t = 0/,
    ],
    ['a start that is none', { from: 0, to: 1, state: [Number.NaN] }, /variable 0 is NaN at the start/],
    ['a start of another length', { from: 0, to: 1, state: [1, 2] }, /the state has 2 numbers.*Give 1/s],
    ['an end that is none', { from: 0, to: Number.POSITIVE_INFINITY, state: [1] }, /from 0 to Infinity/],
    ['negative amounts', { from: 0, to: 1, state: [-1], nonNegative: [0] }, /variable 0 is -1 at the start/],
    ['too few steps', { from: 0, to: 0.9, state: [1], mostSteps: 3 }, /3 steps were not enough/],
  ])('%s are refused', (_, task, message) => {
    expect(failure(() => solveOde(square, task)).message).toMatch(message);
  });

  test('a curve that was not kept', () => {
    const solution = solveOde(square, { from: 0, to: 0.5, state: [1], dense: false });
    expect(() => solution.at(0.2)).toThrow(/the curve was not kept/);
  });
});
