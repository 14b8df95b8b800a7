/**
 * How fast neighbours part: the largest Lyapunov exponent, from a solution and a neighbour
 * that is brought back near to it again and again.
 *
 * Source: Benettin, Galgani, Strelcyn, Phys. Rev. A 1976, doi 10.1103/PhysRevA.14.2338.
 */
import { openOde } from '../../../numerics/ode/solve.ts';
import type { OdeSystem } from '../../../numerics/ode/system.ts';

/** Distance of the neighbour, as a share of the state. */
const near = 1e-5;
/** Spans between which the neighbour is brought back, and the first ones, in which it finds its direction. */
const [spans, settling] = [60, 10];

/**
 * Per time; about 0 on a cycle, below it at rest, NaN where the neighbour falls together with the solution.
 *
 * @param state  where to begin, on the attractor
 * @param time   how long in all; a span of it must not let neighbours part by much more than 1e3
 */
export function divergence(
  system: OdeSystem,
  state: ArrayLike<number>,
  time: number,
  stiff: boolean,
): number {
  const solver = openOde(system, {
    method: stiff ? 'rosenbrock' : 'explicit',
    rtol: 1e-9,
    atol: 1e-12,
    nonNegative: 'all',
    dense: false,
  });
  const span = time / spans;
  const size = Math.hypot(...Array.from(state));
  let here = Float64Array.from(state);
  let other = here.map((value, i) => value + (i === 0 ? near * size : 0));
  let sum = 0;
  for (let k = 0; k < spans; k++) {
    const next = (from: Float64Array): Float64Array<ArrayBuffer> =>
      Float64Array.from(solver.solve({ from: 0, to: span, state: from }).state);
    [here, other] = [next(here), next(other)];
    const apart = Math.hypot(...here.map((value, i) => other[i]! - value));
    if (k >= settling) sum += Math.log(apart / (near * size));
    const back = (near * size) / apart;
    other = here.map((value, i) => Math.max(0, value + back * (other[i]! - value)));
  }
  return sum / ((spans - settling) * span);
}
