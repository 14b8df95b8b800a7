/** How the error of a method falls with the length of its steps. */
import type { OdeSettings } from '../../../../src/numerics/ode/settings.ts';
import { solveOde } from '../../../../src/numerics/ode/solve.ts';
import type { OdeSystem } from '../../../../src/numerics/ode/system.ts';

/** Nonlinear, reads the time, and has a solution one can write: y₀ = 1 / (1 + t) + sin t, y₁ = cos t. */
export const known = {
  size: 2,
  f(t: number, y: Float64Array, out: Float64Array): void {
    const rest = y[0]! - Math.sin(t);
    out[0] = y[1]! - rest * rest;
    out[1] = Math.cos(t) * (y[1]! - Math.cos(t)) - Math.sin(t);
  },
  jacobian(t: number, y: Float64Array, out: Float64Array): void {
    out.set([-2 * (y[0]! - Math.sin(t)), 1, 0, Math.cos(t)]);
  },
  solution: (t: number): [number, number] => [1 / (1 + t) + Math.sin(t), Math.cos(t)],
} as const;

/** The same with a kink in its slope: y₀ has (t − 1.37)² / 2000 more from t = 1.37 on. */
export const kinked = {
  size: 2,
  f(t: number, y: Float64Array, out: Float64Array): void {
    const late = Math.max(0, t - 1.37);
    known.f(t, Float64Array.of(y[0]! - late ** 2 / 2000, y[1]!), out);
    out[0]! += late / 1000;
  },
  solution: (t: number): [number, number] => {
    const [a, b] = known.solution(t);
    return [a + Math.max(0, t - 1.37) ** 2 / 2000, b];
  },
} as const;

/**
 * Orders seen when steps are halved: of where steps end, and of the curve between them.
 *
 * @param steps  of the coarser solution
 */
export function ordersOf(
  system: OdeSystem & Pick<typeof known, 'solution'>,
  method: OdeSettings['method'],
  steps: number,
): { ends: number; curve: number } {
  const errors = [steps, 2 * steps].map((n) => {
    const h = 3 / n;
    const free = { rtol: 0.9, atol: 1e9, firstStep: h, longestStep: h };
    const span = { from: 0, to: 3, state: system.solution(0) };
    const solution = solveOde(system, { ...span, ...free, ...(method ? { method } : {}) });
    const off = (y: ArrayLike<number>, t: number) =>
      Math.hypot(...system.solution(t).map((v, i) => v - y[i]!));
    const worst = (points: number) =>
      Math.max(
        ...Array.from({ length: points }, (_, k) => (3 * k) / points).map((t) => off(solution.at(t), t)),
      );
    return { ends: worst(steps), curve: worst(300) };
  });
  const [coarse, fine] = errors as [(typeof errors)[0], (typeof errors)[0]];
  return { ends: Math.log2(coarse.ends / fine.ends), curve: Math.log2(coarse.curve / fine.curve) };
}
