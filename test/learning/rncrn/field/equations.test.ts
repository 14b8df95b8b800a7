import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import {
  correctedEquations,
  fullEquations,
  reducedEquations,
} from '../../../../src/learning/rncrn/field/equations.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import { solveOde } from '../../../../src/numerics/ode/solve.ts';
import { published } from '../../../fixtures/rncrn/published.ts';
import { farthest } from '../random-models.ts';

const precise = { rtol: 1e-8, atol: 1e-10 };

test.each([
  [1, 2, 4.8709],
  [1, 3, 4.8755],
  [1, 6, 4.8905],
  [1, 7, 4.8953],
  [0, 2, 1.9101],
  [0, 7, 7.7261],
])('uni-bi at λ = %d from %d: all species reach x(1) = %d', (lambda, x, end) => {
  const system = fullEquations(published('uni-bi'), [lambda]);
  expect(solveOde(system, { from: 0, to: 1, state: [x, 0, 0, 0], ...precise }).state[0]).toBeCloseTo(end, 4);
});

test('elimination of the perceptrons and the dense Jacobian lead to the same place', () => {
  const eliminating = fullEquations(published('hopf'), [2.5]);
  const { linear, ...dense } = eliminating;
  expect(linear).toBeDefined();
  const task = { from: 0, to: 5, state: [4, 4, 0, 0, 0, 0, 0], ...precise };
  expect(farthest(solveOde(eliminating, task).state, solveOde(dense, task).state)).toBeLessThan(1e-6);
});

test('a steered model is solved as a whole, its environment moving', () => {
  const model = compose(published('eq-cycle'), published('threshold'));
  const moving = (t: number, out: Float64Array) => (out[0] = 2 + t);
  const state = [0.45, 0.3, ...new Array(9).fill(0.1)];
  const end = solveOde(fullEquations(model, moving), { from: 0, to: 2, state, ...precise }).state;
  const slope = (_t: number, out: Float64Array) => (out[0] = 1);
  const from = solveOde(fullEquations(model, moving), { from: 0, to: 0.5, state, ...precise }).state;
  const rest = { from: 0.5, to: 2, state: from.subarray(0, 2), ...precise };
  const corrected = solveOde(correctedEquations(model, moving, slope), rest).state;
  const reduced = solveOde(reducedEquations(model, moving), rest).state;
  const miss = (x: Float64Array) => farthest(x, end.subarray(0, 2));
  expect(miss(corrected)).toBeLessThan(2e-3);
  expect(miss(corrected)).toBeLessThan(miss(reduced) / 5);
});

test('circle: the period of all species, and of the corrected field', () => {
  const watch = { value: (_t: number, y: Float64Array) => y[0]! - 2, direction: 'up' as const };
  const periodOf = (system: ReturnType<typeof fullEquations>) => {
    const state = [2.744, 2.693, ...new Array(system.size - 2).fill(0.05)];
    const { crossings } = solveOde(system, {
      from: 0,
      to: 60,
      state,
      rtol: 1e-7,
      atol: 1e-9,
      watches: [watch],
    });
    return (crossings.at(-1)!.t - crossings.at(-4)!.t) / 3;
  };
  expect(periodOf(fullEquations(published('circle')))).toBeCloseTo(6.6028, 3);
  expect(periodOf(correctedEquations(published('circle')))).toBeCloseTo(6.603, 3);
});

test('parameters that are missing or negative are refused', () => {
  for (const [lambda, message] of [
    [[], /0 parameters given, not 1/],
    [[-1], /a parameter is -1/],
  ] as const)
    try {
      reducedEquations(published('hopf'), lambda);
      expect.unreachable();
    } catch (error) {
      expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
      expect((error as Error).message).toMatch(message);
    }
});
