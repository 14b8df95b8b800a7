/** Where folds and Hopf points lie as a second parameter changes: curves in the plane of two parameters. */
import { eigenvalues } from '../linear/eigenvalues.ts';
import { type Frame, isInside, sizesOf } from './equilibria.ts';
import type { SpecialPoint } from './equilibrium-branch.ts';
import { Derivatives } from './family.ts';
import { type Curve, Follower, type Place } from './follow.ts';

export interface LocusPoint {
  /** First and second. */
  readonly parameters: readonly [number, number];
  readonly state: Float64Array;
}

/** A curve of points of one kind, in order. */
export interface Locus {
  readonly kind: 'fold' | 'Hopf';
  readonly points: readonly LocusPoint[];
  /** Turns of a curve of folds: there two folds meet and vanish, a cusp. */
  readonly cusps: readonly LocusPoint[];
}

export interface LocusSettings {
  /** Points one way. Default 400. */
  readonly mostPoints?: number;
}

/**
 * The curve through a special point, both ways, to the ends of the ranges or the box, or to where its kind ends.
 *
 * @param frame   of two parameters
 * @param at      a fold or Hopf point of the frame whose second parameter is held at `second`
 * @returns undefined where the point is of another kind
 */
export function followLocus(
  frame: Frame,
  at: SpecialPoint,
  second: number,
  settings: LocusSettings = {},
): Locus | undefined {
  if (at.kind === 'branch point') return undefined;
  const { mostPoints = 400 } = settings;
  const n = frame.family.size;
  const curve = locusCurve(frame, at.kind);
  const follower = new Follower(curve);
  const start = Float64Array.from([...at.state, at.parameter, second]);
  const pointOf = ({ u }: Place): LocusPoint => ({ parameters: [u[n]!, u[n + 1]!], state: u.slice(0, n) });
  const go = (way: 1 | -1): { points: LocusPoint[]; cusps: LocusPoint[] } => {
    const across = new Float64Array(n + 2);
    across[n + 1] = way;
    const first = follower.settle(start, across);
    if (!first) return { points: [], cusps: [] };
    const [points, cusps] = [[pointOf(first)], [] as LocusPoint[]];
    let [from, wanted] = [first, 0.005];
    while (points.length < mostPoints) {
      const step = follower.next(from, wanted, { longestStep: 0.03, shortestStep: 1e-6 });
      if (!step) break;
      let to = step.place;
      const left = isOutside(frame, to.u);
      if (left) {
        const length = follower.turn(from, 0, step.length, ({ u }) => isOutside(frame, u));
        to = (length > 1e-9 ? follower.along(from, length) : undefined) ?? from;
        if (to === from) break;
      }
      // Both parameters turn at a cusp, the state goes on.
      const turned = (place: Place): boolean => {
        const [a, b] = [place.tangent, from.tangent];
        return a[n]! * b[n]! + a[n + 1]! * b[n + 1]! < 0;
      };
      if (at.kind === 'fold' && turned(to)) {
        const cusp = follower.along(from, follower.turn(from, 0, step.length, turned));
        if (cusp) cusps.push(pointOf(cusp));
      }
      points.push(pointOf(to));
      if (left) break;
      [from, wanted] = [to, step.wanted];
    }
    return { points, cusps };
  };
  const [back, forth] = [go(-1), go(1)];
  return {
    kind: at.kind,
    points: [...back.points.slice(1).reverse(), ...forth.points],
    cusps: [...back.cusps, ...forth.cusps],
  };
}

function isOutside(frame: Frame, u: Float64Array): boolean {
  const n = frame.family.size;
  const off = frame.ranges.some(([low, high], k) => {
    const hair = 1e-12 * (high - low);
    return u[n + k]! < low - hair || u[n + k]! > high + hair;
  });
  return off || !isInside(frame, u);
}

/** Equilibria at which the real eigenvalue, or pair, nearest to the imaginary axis lies on it: in (x, p, q). */
function locusCurve(frame: Frame, kind: 'fold' | 'Hopf'): Curve {
  const { family } = frame;
  const n = family.size;
  const sizes = sizesOf(frame);
  const derivatives = new Derivatives(family, sizes);
  const dx = new Float64Array(n * n);
  const moved = new Float64Array(n + 2);
  const critical = (u: Float64Array): number => {
    derivatives.byState(u.subarray(0, n), u.subarray(n), dx);
    if (!dx.every(Number.isFinite)) return Number.NaN;
    const found = eigenvalues(dx, n).filter(({ im }) => (kind === 'Hopf' ? im > 0 : im === 0));
    if (found.length === 0) return Number.NaN;
    return found.reduce((a, b) => (Math.abs(b.re) < Math.abs(a.re) ? b : a)).re;
  };
  return {
    unknowns: n + 2,
    scale: sizes,
    // The eigenvalue is as exact as the differences of the Jacobian that the last row is made of.
    tolerance: 1e-9,
    residual(u, out) {
      family.rate(u.subarray(0, n), u.subarray(n), out);
      out[n] = critical(u);
    },
    jacobian(u, out) {
      const m = n + 2;
      const [x, p] = [u.subarray(0, n), u.subarray(n)];
      derivatives.byState(x, p, dx);
      for (let i = 0; i < n; i++) out.set(dx.subarray(i * n, (i + 1) * n), i * m);
      for (const k of [0, 1]) derivatives.byParameter(x, p, k, out, n + k, m);
      moved.set(u);
      for (let j = 0; j < m; j++) {
        const h = 1e-6 * sizes[j]!;
        moved[j] = u[j]! + h;
        const up = critical(moved);
        moved[j] = u[j]! - h;
        const down = critical(moved);
        moved[j] = u[j]!;
        out[n * m + j] = (up - down) / (2 * h);
      }
    },
  };
}
