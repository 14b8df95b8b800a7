/** Where the reduced field rests, and how it behaves there: as mu → 0, so does the full network. */
import { type Frame, findEquilibria, Newton, spectrum } from '../../../numerics/continuation/equilibria.ts';
import type { Eigenvalue } from '../../../numerics/linear/eigenvalues.ts';
import { ReducedField } from '../field/reduced.ts';
import type { Interval, Rncrn } from '../model.ts';

export interface Equilibrium {
  readonly x: readonly number[];
  /** Of ∂g/∂x, the largest real part first: as mu → 0 the slow ones of the full network. */
  readonly eigenvalues: readonly Eigenvalue[];
  readonly stable: boolean;
}

/** Starts of Newton's method, by the number of species. */
const starts = [0, 60, 200, 300];

/**
 * All equilibria in a box that Newton's method finds from points that fill it, by their
 * first coordinate.
 *
 * @param lambda  shape [L]
 * @param box     of each executive species
 */
export function equilibria(model: Rncrn, lambda: ArrayLike<number>, box: readonly Interval[]): Equilibrium[] {
  const frame = frameOf(model, box);
  return findEquilibria(frame, lambda, starts[model.executive] ?? 400)
    .map((x) => judged(frame, lambda, x))
    .sort((a, b) => a.x[0]! - b.x[0]! || (a.x[1] ?? 0) - (b.x[1] ?? 0));
}

/** The equilibrium that a state is near to. @returns undefined where Newton's method ends nowhere */
export function equilibriumNear(
  model: Rncrn,
  lambda: ArrayLike<number>,
  state: ArrayLike<number>,
): Equilibrium | undefined {
  const frame = frameOf(
    model,
    Array.from(state, (a): Interval => [0, 2 * a + 1e-3]),
  );
  const x = new Newton(frame).solve(Float64Array.from(state), lambda);
  return x && judged(frame, lambda, x);
}

function judged(frame: Frame, lambda: ArrayLike<number>, x: Float64Array): Equilibrium {
  const eigenvalues = spectrum(frame, x, lambda);
  return { x: [...x], eigenvalues, stable: eigenvalues[0]!.re < 0 };
}

function frameOf(model: Rncrn, box: readonly Interval[]): Frame {
  const field = new ReducedField(model);
  const family = {
    size: model.executive,
    parameters: model.parameters,
    rate: (x: Float64Array, p: ArrayLike<number>, out: Float64Array) => field.rate(x, p, out),
    jacobian: (x: Float64Array, p: ArrayLike<number>, out: Float64Array) => field.jacobian(x, p, out),
  };
  return { family, box, ranges: Array.from({ length: model.parameters }, () => [0, 1] as const) };
}

/** Points of a grid, the ends of every side included. */
export function gridOf(box: readonly Interval[], each: number): number[][] {
  return box.reduce<number[][]>(
    (points, [low, high]) =>
      points.flatMap((point) =>
        Array.from({ length: each }, (_, k) => [...point, low + ((high - low) * k) / Math.max(1, each - 1)]),
      ),
    [[]],
  );
}

/** A box with a margin, as a share of its sides; not below 0. */
export function widened(box: readonly Interval[], share: number): Interval[] {
  return box.map(([low, high]) => [Math.max(0, low - share * (high - low)), high + share * (high - low)]);
}
