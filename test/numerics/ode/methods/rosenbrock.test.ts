import { describe, expect, test } from 'vitest';
import {
  couplings,
  curve,
  gamma,
  nodes,
  slopes,
  states,
} from '../../../../src/numerics/ode/methods/rodas5p.ts';
import { Rosenbrock } from '../../../../src/numerics/ode/methods/rosenbrock.ts';
import { openOde, solveOde } from '../../../../src/numerics/ode/solve.ts';
import { borderedSwitch, equationsOf, neural, robertson } from '../../../support/ode-problems.ts';
import { known, ordersOf } from './order.ts';

describe('Rodas5P', () => {
  test.each([
    ['with its Jacobian', known],
    ['by differences', { ...known, jacobian: undefined }],
  ])('has order 5, and its curve at least 4, %s', (_, system) => {
    const { ends, curve: between } = ordersOf(system as typeof known, 'rosenbrock', 24);
    expect(ends).toBeGreaterThan(4.8);
    expect(ends).toBeLessThan(5.6);
    expect(between).toBeGreaterThan(3.8);
  });

  test('control: a wrong Jacobian, or a slope in time left out, lowers the order', () => {
    const wrong = { ...known, jacobian: (_t: number, _y: Float64Array, out: Float64Array) => out.fill(0) };
    expect(ordersOf(wrong as unknown as typeof known, 'rosenbrock', 24).ends).toBeLessThan(4);
    expect(ordersOf({ ...known, autonomous: true }, 'rosenbrock', 24).ends).toBeLessThan(4);
  });

  test('takes a slope in time that is given', () => {
    // For d/dt of a function of the time alone, nothing but the slope matters.
    const system = {
      size: 1,
      f: (t: number, _y: Float64Array, out: Float64Array) => out.fill(Math.cos(t)),
      jacobian: (_t: number, _y: Float64Array, out: Float64Array) => out.fill(0),
    };
    const given = {
      ...system,
      timeSlope: (t: number, _y: Float64Array, out: Float64Array) => out.fill(-Math.sin(t)),
    };
    const span = { from: 0, to: 2, state: [0], rtol: 1e-8, atol: 1e-8 };
    const [one, other] = [solveOde(system, span), solveOde(given, span)];
    expect(one.state[0]).toBeCloseTo(Math.sin(2), 7);
    expect(other.state[0]).toBeCloseTo(Math.sin(2), 7);
    expect(other.calls.f).toBeLessThan(one.calls.f);
  });

  test('stages sum to the times they stand at, and the last three end the step', () => {
    // Through the untransformed coefficients: Γ⁻¹ = I/γ − C, α = A·Γ, γᵢ the row sums of Γ.
    const n = nodes.length;
    const inverse = nodes.map((_, i) =>
      nodes.map((_, j) => (i === j ? 1 / gamma : -(couplings[i]![j] ?? 0))),
    );
    const gammas = invertLower(inverse);
    for (let i = 0; i < n; i++) {
      const row = nodes.map((_, j) => (states[i]![j] ?? 0) as number);
      const alpha = nodes.map((_, k) => row.reduce((sum, a, j) => sum + a * gammas[j]![k]!, 0));
      expect(alpha.reduce((a, b) => a + b, 0)).toBeCloseTo(nodes[i]!, 12);
      expect(gammas[i]!.reduce((a, b) => a + b, 0)).toBeCloseTo(slopes[i]!, 12);
    }
    expect(states[7]).toEqual([...states[6]!, 1]);
    expect(curve.map((row) => row.length)).toEqual([n, n, n]);
  });

  test('is L-stable: a step of any length ends at rest', () => {
    for (const rate of [1e3, 1e6, 1e9]) {
      const system = {
        size: 1,
        autonomous: true,
        f: (_t: number, y: Float64Array, out: Float64Array) => out.fill(-rate * y[0]!),
        jacobian: (_t: number, _y: Float64Array, out: Float64Array) => out.fill(-rate),
      };
      const calls = { steps: 0, rejected: 0, f: 0, jacobians: 0, factorisations: 0 };
      const stepper = new Rosenbrock(system, calls);
      const [next, error] = [new Float64Array(1), new Float64Array(1)];
      stepper.begin(0, Float64Array.of(1));
      expect(stepper.attempt(1, next, error)).toBe(true);
      expect(Math.abs(next[0]!)).toBeLessThan(20 / rate);
      expect(calls).toMatchObject({ f: 8, jacobians: 1, factorisations: 1 });
    }
  });

  test('keeps what the equations conserve, to rounding', () => {
    const solution = solveOde(equationsOf(robertson), { from: 0, to: 1e8, state: [1, 0, 0], rtol: 1e-4 });
    expect(Math.abs(solution.state.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
  });

  test('eliminates neurons: the same solution as by the whole matrix', () => {
    const span = { from: 0, to: 1, state: neural.start };
    const [one, other] = [borderedSwitch(), equationsOf(neural)].map((system) =>
      openOde(system, { rtol: 1e-8 }).solve(span),
    );
    expect(one!.calls).toEqual(other!.calls);
    one!.state.forEach((v, i) => expect(v / other!.state[i]!).toBeCloseTo(1, 11));
  });
});

function invertLower(m: readonly (readonly number[])[]): number[][] {
  const n = m.length;
  const out = m.map(() => new Array<number>(n).fill(0));
  for (let c = 0; c < n; c++)
    for (let r = c; r < n; r++) {
      let sum = r === c ? 1 : 0;
      for (let k = c; k < r; k++) sum -= m[r]![k]! * out[k]![c]!;
      out[r]![c] = sum / m[r]![r]!;
    }
  return out;
}
