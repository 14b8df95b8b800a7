/** Where a family rests: equilibria at one value of its parameters, and how they are approached. */
import { type Eigenvalue, eigenvalues } from '../linear/eigenvalues.ts';
import { Lu } from '../linear/lu.ts';
import { Derivatives, type Family, type Range } from './family.ts';

/** A family with the sizes it is looked at in. */
export interface Frame {
  readonly family: Family;
  /** Where equilibria are looked for, shape [size]. */
  readonly box: readonly Range[];
  /** Values of the parameters, shape [parameters]. */
  readonly ranges: readonly Range[];
  /** States near which equilibria may be, beside those that are tried anyway. */
  readonly guesses?: (p: ArrayLike<number>) => readonly Float64Array[];
}

/** Widths of the box and of the ranges of the parameters, one after the other. */
export function sizesOf({ box, ranges }: Frame): Float64Array {
  return Float64Array.from([...box, ...ranges], ([low, high]) => high - low);
}

/** Is every variable in the box, but for rounding? */
export function isInside({ box }: Frame, x: ArrayLike<number>): boolean {
  return box.every(
    ([low, high], i) => x[i]! >= low - 1e-7 * (high - low) && x[i]! <= high + 1e-7 * (high - low),
  );
}

/** Eigenvalues of ∂f/∂x, largest real part first. */
export function spectrum(frame: Frame, x: Float64Array, p: ArrayLike<number>): Eigenvalue[] {
  const n = frame.family.size;
  const jacobian = new Float64Array(n * n);
  new Derivatives(frame.family, sizesOf(frame)).byState(x, p, jacobian);
  return eigenvalues(jacobian, n);
}

/** Starts of Newton's method; the box is filled evenly with them. */
const defaultStarts = 60;

/**
 * All equilibria in the box that Newton's method finds from points that fill it evenly (those of the additive
 * recurrence of the generalised golden ratio), in the order in which they are found.
 *
 * @param p       shape [parameters]
 * @param starts  how many points. Default 60
 */
export function findEquilibria(frame: Frame, p: ArrayLike<number>, starts = defaultStarts): Float64Array[] {
  const { family, box } = frame;
  const newton = new Newton(frame);
  const widths = sizesOf(frame).subarray(0, family.size);
  const found: Float64Array[] = [];
  const ratio = goldenRatio(family.size);
  const filling = (k: number): Float64Array =>
    Float64Array.from(box, ([low, high], i) => low + ((0.5 + k * ratio ** -(i + 1)) % 1) * (high - low));
  for (const start of [
    ...(frame.guesses?.(p) ?? []),
    ...Array.from({ length: starts }, (_, k) => filling(k)),
  ]) {
    const x = newton.solve(start, p);
    if (x && isInside(frame, x) && !found.some((other) => isSame(x, other, widths))) found.push(x);
  }
  return found;
}

/** Are two states nearer to each other than a millionth of the widths? */
export function isSame(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  widths: ArrayLike<number>,
  hair = 1e-6,
): boolean {
  for (let i = 0; i < widths.length; i++) if (Math.abs(a[i]! - b[i]!) > hair * widths[i]!) return false;
  return true;
}

/** The root of r^(d+1) = r + 1. */
function goldenRatio(d: number): number {
  let r = 1.5;
  for (let k = 0; k < 60; k++) r = (1 + r) ** (1 / (d + 1));
  return r;
}

const mostIterations = 40;

/** Newton's method for f(x; p) = 0, with steps of a quarter of the box at most. */
export class Newton {
  readonly #frame: Frame;
  readonly #widths: Float64Array;
  readonly #derivatives: Derivatives;
  readonly #lu: Lu;
  readonly #f: Float64Array;

  constructor(frame: Frame) {
    const sizes = sizesOf(frame);
    this.#frame = frame;
    this.#widths = sizes.subarray(0, frame.family.size);
    this.#derivatives = new Derivatives(frame.family, sizes);
    this.#lu = new Lu(frame.family.size);
    this.#f = new Float64Array(frame.family.size);
  }

  /** @returns undefined where none is found */
  solve(start: Float64Array, p: ArrayLike<number>): Float64Array | undefined {
    const { family } = this.#frame;
    const x = start.slice();
    for (let k = 0; k < mostIterations; k++) {
      family.rate(x, p, this.#f);
      this.#derivatives.byState(x, p, this.#lu.matrix);
      if (!this.#f.every(Number.isFinite) || !this.#lu.factor()) return undefined;
      this.#lu.solve(this.#f);
      const moved = this.#f.reduce((most, d, i) => Math.max(most, Math.abs(d) / this.#widths[i]!), 0);
      if (!Number.isFinite(moved)) return undefined;
      const damped = moved > 0.25 ? 0.25 / moved : 1;
      for (let i = 0; i < x.length; i++) x[i]! -= damped * this.#f[i]!;
      if (moved < 1e-12) return x;
    }
    return undefined;
  }
}
