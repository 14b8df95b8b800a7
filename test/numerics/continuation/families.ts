/** Families whose bifurcations are known in closed form. */
import type { Frame } from '../../../src/numerics/continuation/equilibria.ts';
import type { Family, Range } from '../../../src/numerics/continuation/family.ts';

function framed(family: Family, box: readonly Range[], ...ranges: readonly Range[]): Frame {
  return { family, box, ranges };
}

/** x' = p + q·x − x³: folds at x² = q/3, a cusp at p = q = 0. */
export const cusp: Family = {
  size: 1,
  parameters: 2,
  rate: (x, p, out) => {
    out[0] = p[0]! + p[1]! * x[0]! - x[0]! ** 3;
  },
};

/** Folds at p = ±2/(3√3). */
export const folded = framed(
  { ...cusp, parameters: 1, rate: (x, p, out) => cusp.rate(x, [p[0]!, 1], out) },
  [[-3, 3]],
  [-1, 1],
);

/** x' = x·(p − x): a transcritical branch point at p = 0. */
export const crossing = framed(
  {
    size: 1,
    parameters: 1,
    rate: (x, p, out) => {
      out[0] = x[0]! * (p[0]! - x[0]!);
    },
  },
  [[-2, 2]],
  [-1, 1],
);

/** The Brusselator: equilibrium (a, b/a), Hopf at b = 1 + a², omega = a. */
export const brusselator: Family = {
  size: 2,
  parameters: 2,
  rate: (x, p, out) => {
    const square = x[0]! * x[0]! * x[1]!;
    out[0] = p[0]! - (p[1]! + 1) * x[0]! + square;
    out[1] = p[1]! * x[0]! - square;
  },
};

/** r' = r·(p + sign·r² − r⁴), turning at 1: a Hopf point at 0, sub- or supercritical; cycles r² = (sign ± √(1 + 4p))/2. */
export function polar(sign: 1 | -1): Frame {
  return framed(
    {
      size: 2,
      parameters: 1,
      rate: ([x, y], p, out) => {
        const square = x! * x! + y! * y!;
        const growth = p[0]! + sign * square - square * square;
        out[0] = growth * x! - y!;
        out[1] = growth * y! + x!;
      },
    },
    [
      [-2, 2],
      [-2, 2],
    ],
    [-0.5, 0.5],
  );
}

/** On the unit circle φ' = p − cos φ: an oscillation of period 2π/√(p² − 1) for p > 1, at rest below: SNIC at 1. */
export const snic = framed(
  {
    size: 2,
    parameters: 1,
    rate: ([x, y], p, out) => {
      const growth = 1 - x! * x! - y! * y!;
      const turning = p[0]! - x!;
      out[0] = growth * x! - turning * y!;
      out[1] = growth * y! + turning * x!;
    },
  },
  [
    [-2, 2],
    [-2, 2],
  ],
  [0.5, 2],
);
