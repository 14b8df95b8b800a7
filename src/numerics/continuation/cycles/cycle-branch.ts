/**
 * A branch of cycles along one parameter, stable or not: amplitude, period, Floquet multipliers, folds of cycles,
 * and how it ends. Where the period grows beyond all bounds while the parameter stays, a cycle meets an equilibrium:
 * a saddle (homoclinic, T ~ −ln|p − p*|), or a saddle that is just born on it (SNIC, T ~ 1/√|p − p*|).
 */
import { type Eigenvalue, eigenvalues } from '../../linear/eigenvalues.ts';
import { type Frame, sizesOf } from '../equilibria.ts';
import type { SpecialPoint } from '../equilibrium-branch.ts';
import { Derivatives } from '../family.ts';
import { Follower, type Place } from '../follow.ts';
import { planeOf } from '../hopf.ts';
import { CycleCurve } from './cycle-curve.ts';
import { type CycleEnd, endOfGrowth } from './cycle-end.ts';

export interface CyclePoint {
  readonly parameter: number;
  readonly period: number;
  /** Of each variable. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** A state on the cycle. */
  readonly state: Float64Array;
  readonly stable: boolean;
}

export interface CycleBranch {
  /** In order along the branch. */
  readonly points: readonly CyclePoint[];
  readonly folds: readonly { readonly parameter: number; readonly period: number }[];
  /** At the first point and at the last. */
  readonly ends: readonly [CycleEnd, CycleEnd];
}

export interface CycleSettings {
  /** Periods longer than this many times the shortest of the branch are not followed. Default 5. */
  readonly longestPeriod?: number;
  /** Points one way, after which a branch is left. Default 200. */
  readonly mostPoints?: number;
}

type Hopf = Extract<SpecialPoint, { kind: 'Hopf' }>;
/** A cycle smaller than this share of the box is taken for the Hopf point it shrinks to. */
const smallest = 2e-3;

/**
 * The cycles that grow out of a Hopf point.
 *
 * @param specials  folds among them name a SNIC
 * @returns undefined where none are found
 */
export function cyclesFromHopf(
  frame: Frame,
  hopf: Hopf,
  specials: readonly SpecialPoint[],
  settings: CycleSettings = {},
): CycleBranch | undefined {
  const walk = new Walk(frame, specials, settings);
  const start = walk.atHopf(hopf);
  if (!start) return undefined;
  const { points, folds, end } = walk.go(start, true);
  return { points, folds, ends: [{ kind: 'Hopf', parameter: hopf.parameter }, end] };
}

/**
 * The branch through a cycle that is nearly known, both ways.
 *
 * @returns undefined where there is no cycle
 */
export function cyclesThrough(
  frame: Frame,
  near: Pick<CyclePoint, 'parameter' | 'period' | 'state'>,
  specials: readonly SpecialPoint[],
  settings: CycleSettings = {},
): CycleBranch | undefined {
  const walk = new Walk(frame, specials, settings);
  const [down, up] = [walk.near(near, -1), walk.near(near, 1)];
  if (!down || !up) return undefined;
  const [back, forth] = [walk.go(down, false), walk.go(up, false)];
  return {
    points: [...back.points.slice(1).reverse(), ...forth.points],
    folds: [...back.folds.toReversed(), ...forth.folds],
    ends: [back.end, forth.end],
  };
}

class Walk {
  readonly #frame: Frame;
  readonly #specials: readonly SpecialPoint[];
  readonly #settings: Required<CycleSettings>;
  readonly #curve: CycleCurve;
  readonly #follower: Follower;
  readonly #n: number;
  readonly #sizes: Float64Array;

  constructor(frame: Frame, specials: readonly SpecialPoint[], settings: CycleSettings) {
    this.#frame = frame;
    this.#specials = specials;
    this.#settings = { longestPeriod: 5, mostPoints: 200, ...settings };
    this.#curve = new CycleCurve(frame);
    this.#follower = new Follower(this.#curve);
    this.#n = frame.family.size;
    this.#sizes = sizesOf(frame);
  }

  /** A small cycle beside a Hopf point, in the plane of its pair. */
  atHopf({ state, parameter, omega }: Hopf): Place | undefined {
    const [n, sizes] = [this.#n, this.#sizes];
    const jacobian = new Float64Array(n * n);
    new Derivatives(this.#frame.family, sizes).byState(state, [parameter], jacobian);
    const plane = planeOf(jacobian, n, omega);
    if (!plane) return undefined;
    const scaled = (v: Float64Array): Float64Array => v.map((value, i) => value / sizes[i]!);
    const [a, b] = [scaled(plane.a), scaled(plane.b)];
    const [la, lb] = [Math.hypot(...a), Math.hypot(...b)];
    const across = new Float64Array(n + 2);
    across.set(a.map((v) => v / la));
    this.#curve.plane = { through: state.slice(), normal: b.map((v) => v / lb), offset: 0 };
    const start = Float64Array.from([...state, Math.log((2 * Math.PI) / omega), parameter]);
    for (const size of [1, 0.3, 3]) {
      const guess = start.map((v, i) => v + size * smallest * across[i]! * this.#curve.scale[i]!);
      const place = this.#follower.settle(guess, across);
      if (place) return place;
    }
    return undefined;
  }

  /** The cycle beside a guess, at its parameter. */
  near({ state, period, parameter }: Pick<CyclePoint, 'parameter' | 'period' | 'state'>, way: 1 | -1) {
    const guess = Float64Array.from([...state, Math.log(period), parameter]);
    const across = new Float64Array(this.#n + 2);
    across[this.#n + 1] = way;
    this.#curve.plane = this.#curve.planeThrough(guess);
    return this.#follower.settle(guess, across);
  }

  go(start: Place, born: boolean): { points: CyclePoint[]; folds: CycleBranch['folds']; end: CycleEnd } {
    const points: CyclePoint[] = [];
    const folds: { parameter: number; period: number }[] = [];
    const done = (end: CycleEnd) => ({ points, folds, end });
    const first = this.#point(start);
    if (!first) return done({ kind: 'lost' });
    points.push(first);
    let [from, wanted, shortest] = [start, 0.01, first.period];
    while (points.length < this.#settings.mostPoints) {
      from = this.#moved(from);
      // A longer step could jump over the point where a cycle has shrunk to nothing, into itself half a turn on.
      const longestStep = Math.min(0.2, 0.5 * this.#sizeOf(points.at(-1)!));
      const step = this.#follower.next(from, wanted, { longestStep, shortestStep: 1e-3 * longestStep });
      if (!step) return done(this.#endBy(points));
      let [to, length] = [step.place, step.length];
      const left = this.#isOutside(to);
      if (left) {
        length = this.#follower.turn(from, 0, length, (place) => this.#isOutside(place));
        to = this.#follower.along(from, length) ?? from;
      }
      const point = this.#point(to);
      if (!point) return done({ kind: 'lost' });
      const turned = (place: Place): boolean => place.tangent[this.#n + 1]! * from.tangent[this.#n + 1]! < 0;
      if (turned(to) && (points.length > 1 || !born)) {
        const at = this.#follower.along(from, this.#follower.turn(from, 0, length, turned)) ?? to;
        folds.push({ parameter: at.u[this.#n + 1]!, period: Math.exp(at.u[this.#n]!) });
      }
      points.push(point);
      if (process.env.DBG)
        console.log(point.parameter, point.period, length, step.wanted, process.cpuUsage().user / 1e3);
      if (left) return done({ kind: 'range' });
      if (this.#sizeOf(point) < smallest && points.length > 3)
        return done({ kind: 'Hopf', parameter: this.#nearestHopf(point) });
      shortest = Math.min(shortest, point.period);
      if (point.period > this.#settings.longestPeriod * shortest) return done(this.#endBy(points));
      [from, wanted] = [to, step.wanted];
    }
    return done({ kind: 'lost' });
  }

  #isOutside({ u }: Place): boolean {
    const [low, high] = this.#frame.ranges[0]!;
    const p = u[this.#n + 1]!;
    return p < low - 1e-12 * (high - low) || p > high + 1e-12 * (high - low);
  }

  /** The same cycle from where it is fastest, if it is slow here: its direction is then well defined. */
  #moved(from: Place): Place {
    const orbit = this.#curve.turn(from.u);
    if (!orbit) return from;
    const n = this.#n;
    const [slope, p] = [new Float64Array(n), [from.u[n + 1]!]];
    let [best, most, here] = [0, 0, 0];
    for (let k = 0; k < samples; k++) {
      const t = (k / samples) * orbit.t;
      this.#frame.family.rate(orbit.at(t), p, slope);
      const speed = Math.hypot(...slope.map((v, i) => v / this.#sizes[i]!));
      if (k === 0) here = speed;
      if (speed > most) [best, most] = [t, speed];
    }
    const u = from.u.slice();
    if (here > 0.4 * most) {
      this.#curve.plane = this.#curve.planeThrough(u);
      this.#curve.writePlane(from.jacobian);
      return this.#follower.readied(from);
    }
    u.set(orbit.at(best));
    this.#curve.plane = this.#curve.planeThrough(u);
    // The tangent's state is carried along with the flow, its period and parameter stay.
    const { scale } = this.#curve;
    const beside = from.u.map((v, i) => v + hair * from.tangent[i]! * scale[i]!);
    const carried = this.#curve.orbit(beside, best, beside[n + 1]!);
    if (!carried) return from;
    const towards = from.tangent.slice();
    for (let i = 0; i < n; i++) towards[i] = (carried.state[i]! - u[i]!) / (hair * scale[i]!);
    const length = Math.hypot(...towards);
    const unit = towards.map((t) => t / length);
    return this.#follower.settle(u, unit) ?? from;
  }

  #point({ u, jacobian }: Place): CyclePoint | undefined {
    const [n, orbit] = [this.#n, this.#curve.turn(u)];
    if (!orbit) return undefined;
    const states = Array.from({ length: samples }, (_, k) => orbit.at((k / samples) * orbit.t));
    const extreme = (i: number, sign: number): number => {
      const values = states.map((state) => sign * state[i]!);
      const at = values.indexOf(Math.max(...values));
      const [a, b, c] = [values.at(at - 1)!, values[at]!, values[(at + 1) % samples]!];
      // The top of the parabola through the three highest.
      const bend = a - 2 * b + c;
      return sign * (bend < 0 ? b - (a - c) ** 2 / (8 * bend) : b);
    };
    const each = (sign: number) => Float64Array.from({ length: n }, (_, i) => extreme(i, sign));
    const multipliers = eigenvalues(this.#curve.monodromy(jacobian), n);
    return {
      parameter: u[n + 1]!,
      period: Math.exp(u[n]!),
      least: each(-1),
      greatest: each(1),
      state: u.slice(0, n),
      stable: areStable(multipliers),
    };
  }

  #endBy(points: readonly CyclePoint[]): CycleEnd {
    return endOfGrowth(this.#frame, points, this.#specials) ?? { kind: 'lost' };
  }

  #sizeOf({ least, greatest }: CyclePoint): number {
    return Math.max(...greatest.map((g, i) => (g - least[i]!) / this.#sizes[i]!));
  }

  #nearestHopf({ parameter }: CyclePoint): number {
    const all = this.#specials.filter(({ kind }) => kind === 'Hopf').map((hopf) => hopf.parameter);
    const distance = (p: number): number => Math.abs(p - parameter);
    return all.reduce((a, b) => (distance(b) < distance(a) ? b : a), all[0] ?? parameter);
  }
}

const samples = 400;
/** Distance of neighbours whose difference is a direction. */
const hair = 1e-6;

/** All but the one that is 1, the multiplier along the cycle, within the unit circle? */
function areStable(multipliers: readonly Eigenvalue[]): boolean {
  const along = multipliers.reduce((a, b) =>
    Math.hypot(b.re - 1, b.im) < Math.hypot(a.re - 1, a.im) ? b : a,
  );
  return multipliers.every((m) => m === along || Math.hypot(m.re, m.im) < 1);
}
