import { expect, test } from 'vitest';
import { DormandPrince } from '../../../../src/numerics/ode/methods/dormand-prince.ts';
import { solveOde } from '../../../../src/numerics/ode/solve.ts';
import { kinked, known, ordersOf } from './order.ts';

test('has order 5 at least, and its curve 4', () => {
  const { ends, curve } = ordersOf(known, 'explicit', 48);
  expect(ends).toBeGreaterThan(4.8);
  expect(curve).toBeGreaterThan(3.8);
});

test('control: a kink in the equations lowers the order', () => {
  expect(ordersOf(kinked, 'explicit', 48).ends).toBeLessThan(4);
});

test('the estimate of the error has order 4', () => {
  const estimate = (h: number) => {
    const calls = { steps: 0, rejected: 0, f: 0, jacobians: 0, factorisations: 0 };
    const stepper = new DormandPrince(known, calls);
    const [next, error] = [new Float64Array(2), new Float64Array(2)];
    stepper.begin(0.5, Float64Array.from(known.solution(0.5)), false);
    stepper.attempt(h, next, error);
    return Math.hypot(...error);
  };
  // One step errs by the fifth power of its length.
  expect(Math.log2(estimate(0.1) / estimate(0.05))).toBeGreaterThan(4.6);
  expect(Math.log2(estimate(0.1) / estimate(0.05))).toBeLessThan(5.4);
});

test('a step that goes on from the last costs six calls', () => {
  const { calls } = solveOde(known, { from: 0, to: 3, state: known.solution(0), method: 'explicit' });
  // One for the start, one to find the first step.
  expect(calls.f).toBe(2 + 6 * (calls.steps + calls.rejected));
  expect(calls).toMatchObject({ jacobians: 0, factorisations: 0 });
});
