/**
 * A branch of equilibria along one parameter, through its folds, with its stability and the points where that
 * changes: folds (an eigenvalue 0, the branch turns), Hopf points (a pair ±iω), branch points (an eigenvalue 0,
 * the branch goes on and another one crosses it). They are closed in upon to rounding of the arc length.
 */
import type { Eigenvalue } from '../linear/eigenvalues.ts';
import { type Frame, isInside, sizesOf, spectrum } from './equilibria.ts';
import { Derivatives } from './family.ts';
import { type Curve, Follower, type FollowSettings, type Place } from './follow.ts';
import { lyapunovCoefficient } from './hopf.ts';

export interface EquilibriumPoint {
  readonly parameter: number;
  readonly state: Float64Array;
  /** Largest real part first. */
  readonly spectrum: readonly Eigenvalue[];
  /** Eigenvalues with a real part above 0. */
  readonly unstable: number;
}

export type SpecialPoint = {
  readonly parameter: number;
  readonly state: Float64Array;
} & (
  | { readonly kind: 'fold' | 'branch point' }
  | {
      readonly kind: 'Hopf';
      /** Imaginary part of the pair: cycles begin with the period 2π/omega. */
      readonly omega: number;
      /** First Lyapunov coefficient; below 0 the cycles are born stable (supercritical). NaN where it has no sign. */
      readonly lyapunov: number;
    }
);

export interface EquilibriumBranch {
  /** In order along the branch. */
  readonly points: readonly EquilibriumPoint[];
  readonly special: readonly SpecialPoint[];
}

export interface BranchSettings extends FollowSettings {
  /** Points of a branch, after which it is left. Default 2000. */
  readonly mostPoints?: number;
}

/** Equilibria as a curve in (x, p): of one parameter. */
export function equilibriumCurve(frame: Frame): Curve {
  const { family } = frame;
  const n = family.size;
  const sizes = sizesOf(frame);
  const derivatives = new Derivatives(family, sizes);
  const dx = new Float64Array(n * n);
  return {
    unknowns: n + 1,
    scale: sizes,
    residual: (u, out) => family.rate(u.subarray(0, n), u.subarray(n), out),
    jacobian(u, out) {
      const [x, p] = [u.subarray(0, n), u.subarray(n)];
      derivatives.byState(x, p, dx);
      for (let i = 0; i < n; i++) out.set(dx.subarray(i * n, (i + 1) * n), i * (n + 1));
      derivatives.byParameter(x, p, 0, out, n, n + 1);
    },
  };
}

/**
 * The branch through an equilibrium, both ways, to the ends of the parameter's range or the box.
 *
 * @param frame  of one parameter
 */
export function followEquilibria(
  frame: Frame,
  at: { readonly parameter: number; readonly state: Float64Array },
  settings: BranchSettings = {},
): EquilibriumBranch {
  const walk = new Walk(frame, settings);
  const back = walk.go(at, -1);
  const forth = walk.go(at, 1);
  const [first] = back.points;
  const closed = back.closed;
  return {
    points: closed ? back.points : [...back.points.slice(1).reverse(), ...(first ? forth.points : [])],
    special: closed ? back.special : [...back.special.toReversed(), ...forth.special],
  };
}

/** A step that leaves the range after less than this length is none. */
const least = 1e-9;

class Walk {
  readonly #frame: Frame;
  readonly #settings: BranchSettings;
  readonly #follower: Follower;
  readonly #n: number;

  constructor(frame: Frame, settings: BranchSettings) {
    this.#frame = frame;
    this.#settings = settings;
    this.#follower = new Follower(equilibriumCurve(frame));
    this.#n = frame.family.size;
  }

  go(
    { parameter, state }: { readonly parameter: number; readonly state: Float64Array },
    way: 1 | -1,
  ): { points: EquilibriumPoint[]; special: SpecialPoint[]; closed: boolean } {
    const { mostPoints = 2000, firstStep = 0.005 } = this.#settings;
    const across = new Float64Array(this.#n + 1);
    across[this.#n] = way;
    const special: SpecialPoint[] = [];
    const start = this.#follower.settle(Float64Array.from([...state, parameter]), across);
    if (!start) return { points: [], special, closed: false };
    const points = [this.#point(start)];
    let [from, wanted, closed] = [start, firstStep, false];
    while (points.length < mostPoints) {
      const step = this.#follower.next(from, wanted, this.#settings);
      if (!step) break;
      let [to, length] = [step.place, step.length];
      const left = this.#isOutside(to);
      if (left) {
        length = this.#follower.turn(from, 0, length, (place) => this.#isOutside(place));
        const end = length > least ? this.#end(from, length) : undefined;
        if (!end) break;
        to = end;
      }
      for (const found of this.#between(from, to, length)) {
        special.push(found.special);
        points.push(found.point);
      }
      points.push(this.#point(to));
      if (left) break;
      closed = points.length > 8 && this.#passes(from, to, start);
      if (closed) break;
      [from, wanted] = [to, step.wanted];
    }
    return { points, special, closed };
  }

  /** The last point before the parameter or a variable leaves its range; on the very end of the parameter's. */
  #end(from: Place, length: number): Place | undefined {
    const last = this.#follower.along(from, length);
    const range = this.#frame.ranges[0]!;
    const end = last && range.find((p) => Math.abs(p - last.u[this.#n]!) < 1e-9 * (range[1] - range[0]));
    if (!last || end === undefined) return last;
    const across = new Float64Array(this.#n + 1);
    across[this.#n] = from.tangent[this.#n]! < 0 ? -1 : 1;
    const guess = last.u.slice();
    guess[this.#n] = end;
    return this.#follower.settle(guess, across);
  }

  #point({ u }: Place): EquilibriumPoint {
    const state = u.slice(0, this.#n);
    const found = spectrum(this.#frame, state, u.subarray(this.#n));
    return { parameter: u[this.#n]!, state, spectrum: found, unstable: unstableOf(found) };
  }

  #isOutside({ u }: Place): boolean {
    const [low, high] = this.#frame.ranges[0]!;
    const p = u[this.#n]!;
    return p < low - 1e-12 * (high - low) || p > high + 1e-12 * (high - low) || !isInside(this.#frame, u);
  }

  /** Is `start` on the step, in its direction? */
  #passes(from: Place, to: Place, start: Place): boolean {
    const sizes = sizesOf(this.#frame);
    let [along, square] = [0, 0];
    for (let i = 0; i <= this.#n; i++) {
      const d = (to.u[i]! - from.u[i]!) / sizes[i]!;
      along += (d * (start.u[i]! - from.u[i]!)) / sizes[i]!;
      square += d * d;
    }
    const share = along / square;
    if (!(share > 0 && share <= 1)) return false;
    let off = 0;
    for (let i = 0; i <= this.#n; i++)
      off = Math.max(off, Math.abs(from.u[i]! + share * (to.u[i]! - from.u[i]!) - start.u[i]!) / sizes[i]!);
    return off < 0.1 * Math.sqrt(square);
  }

  /** What changes on a step, in order. */
  #between(from: Place, to: Place, length: number): { special: SpecialPoint; point: EquilibriumPoint }[] {
    const found: { special: SpecialPoint; point: EquilibriumPoint }[] = [];
    const last = this.#kindOf(to);
    for (let begin = 0; found.length < 8; ) {
      const here = begin === 0 ? from : this.#follower.along(from, begin);
      if (!here) break;
      const kind = this.#kindOf(here);
      if (kind.unstable === last.unstable && kind.turned === last.turned) break;
      const differs = (place: Place): boolean => {
        const other = this.#kindOf(place);
        return other.unstable !== kind.unstable || other.turned !== kind.turned;
      };
      const before = this.#follower.turn(from, begin, length, differs);
      const at = before > 0 ? this.#follower.along(from, before) : from;
      // A fold turns and changes stability at one place, which rounding makes two.
      begin = before + 1e-6 * length;
      const beyond = begin < length ? this.#follower.along(from, begin) : to;
      if (!at || !beyond) break;
      const after = this.#kindOf(beyond);
      const special = this.#named(at, after.turned !== kind.turned, after.unstable - kind.unstable);
      if (special) found.push({ special, point: this.#point(at) });
    }
    return found;
  }

  /** Which way the parameter goes, and how many eigenvalues are unstable. */
  #kindOf({ u, tangent }: Place): { turned: boolean; unstable: number } {
    const found = spectrum(this.#frame, u.subarray(0, this.#n), u.subarray(this.#n));
    return { turned: tangent[this.#n]! < 0, unstable: unstableOf(found) };
  }

  #named({ u }: Place, turned: boolean, change: number): SpecialPoint | undefined {
    const [state, parameter] = [u.slice(0, this.#n), u[this.#n]!];
    if (turned) return { kind: 'fold', parameter, state };
    if (change === 0) return undefined;
    const p = u.subarray(this.#n);
    const nearest = spectrum(this.#frame, state, p).reduce((a, b) =>
      Math.abs(b.re) < Math.abs(a.re) ? b : a,
    );
    const omega = Math.abs(nearest.im);
    if (Math.abs(change) === 2 && omega > 0) {
      const lyapunov = lyapunovCoefficient(this.#frame, state, p, omega);
      return { kind: 'Hopf', parameter, state, omega, lyapunov };
    }
    return { kind: 'branch point', parameter, state };
  }
}

function unstableOf(found: readonly Eigenvalue[]): number {
  return found.filter(({ re }) => re > 0).length;
}
