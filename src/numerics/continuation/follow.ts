/**
 * Curves F(u) = 0 of one equation less than there are unknowns, followed through their turns: a step along the
 * tangent, then Newton's method across it (pseudo-arclength; Keller 1977; Allgower & Georg, Introduction to
 * Numerical Continuation Methods, doi 10.1137/1.9780898719154).
 */
import { Lu } from '../linear/lu.ts';

export interface Curve {
  /** Unknowns; equations are one less. */
  readonly unknowns: number;
  /** Typical size of each unknown: lengths are measured in them. */
  readonly scale: Float64Array;
  /** Overwrites `out`, shape [unknowns − 1]. */
  residual(u: Float64Array, out: Float64Array): void;
  /** Overwrites `out`, shape [unknowns − 1, unknowns], row-major. */
  jacobian(u: Float64Array, out: Float64Array): void;
  /** Newton's method has come to its end where it moves by less than this. Default 1e-11 of the scale. */
  readonly tolerance?: number;
}

/** A point of a curve. */
export interface Place {
  readonly u: Float64Array;
  /** Unit vector along the curve, in the scale. */
  readonly tangent: Float64Array;
  /** The curve's Jacobian here. */
  readonly jacobian: Float64Array;
}

export interface FollowSettings {
  /** Length of the first step, in the scale. Default 0.005. */
  readonly firstStep?: number;
  /** Default 0.04. */
  readonly longestStep?: number;
  /** A step shorter than this is not taken: the curve is lost. Default 1e-7. */
  readonly shortestStep?: number;
}

const mostIterations = 12;
/** Cosine of the angle by which a curve may turn in one step. */
const straight = 0.985;

export class Follower {
  readonly #curve: Curve;
  readonly #n: number;
  readonly #residual: Float64Array;
  readonly #jacobian: Float64Array;
  readonly #lu: Lu;
  readonly #step: Float64Array;

  constructor(curve: Curve) {
    const n = curve.unknowns;
    this.#curve = curve;
    this.#n = n;
    this.#residual = new Float64Array(n - 1);
    this.#jacobian = new Float64Array((n - 1) * n);
    this.#lu = new Lu(n);
    this.#step = new Float64Array(n);
  }

  /**
   * The point of the curve on the plane through a guess, across a direction.
   *
   * @param across    normal of the plane, in the scale
   * @param jacobian  of a point near by, to begin with; else that of the guess
   * @returns undefined where Newton's method finds none near by
   */
  settle(guess: Float64Array, across: Float64Array, jacobian?: Float64Array): Place | undefined {
    const [n, { scale, tolerance = 1e-11 }] = [this.#n, this.#curve];
    const u = guess.slice();
    let before = Number.POSITIVE_INFINITY;
    if (jacobian) this.#jacobian.set(jacobian);
    else this.#curve.jacobian(u, this.#jacobian);
    if (!this.#factor(across)) return undefined;
    for (let k = 0; k < mostIterations; k++) {
      this.#curve.residual(u, this.#residual);
      if (!this.#residual.every(Number.isFinite)) return undefined;
      this.#step.set(this.#residual);
      let off = 0;
      for (let i = 0; i < n; i++) off += (across[i]! * (u[i]! - guess[i]!)) / scale[i]!;
      this.#step[n - 1] = off;
      this.#lu.solve(this.#step);
      let moved = 0;
      for (let i = 0; i < n; i++) {
        u[i]! -= this.#step[i]! * scale[i]!;
        moved = Math.max(moved, Math.abs(this.#step[i]!));
      }
      if (!(moved < 1)) return undefined;
      if (moved <= tolerance) return this.#place(u, across);
      // The factors of an earlier point do while they halve the error a few times over.
      if (moved > 0.05 * before) {
        this.#curve.jacobian(u, this.#jacobian);
        if (!this.#factor(across)) return undefined;
      }
      before = moved;
    }
    return undefined;
  }

  /** As far along the tangent as `length` says, below 0 backwards, and onto the curve. */
  along(from: Place, length: number): Place | undefined {
    const { scale } = this.#curve;
    return this.settle(
      from.u.map((v, i) => v + length * from.tangent[i]! * scale[i]!),
      from.tangent,
      from.jacobian,
    );
  }

  /** The point after a step, and its length: as long as the last or longer, shorter where the curve bends. */
  next(
    from: Place,
    wanted: number,
    settings: FollowSettings = {},
  ): { place: Place; length: number; wanted: number } | undefined {
    const { longestStep = 0.04, shortestStep = 1e-7 } = settings;
    for (let length = Math.min(wanted, longestStep); length >= shortestStep; length /= 2) {
      const place = this.along(from, length);
      if (!place) continue;
      const cosine = place.tangent.reduce((sum, t, i) => sum + t * from.tangent[i]!, 0);
      if (cosine < straight) continue;
      return { place, length, wanted: length * (cosine > 0.998 ? 1.6 : 1) };
    }
    return undefined;
  }

  /**
   * Where a step changes its kind, to rounding.
   *
   * @param begin    a length on the step, 0 at its beginning
   * @param end      a length at which it differs from there
   * @param differs  false at `begin`, true at `end`
   * @returns the last length that does not
   */
  turn(from: Place, begin: number, end: number, differs: (place: Place) => boolean): number {
    let [before, after] = [begin, end];
    while (after - before > 1e-14 * Math.max(1e-3, end)) {
      const middle = (before + after) / 2;
      const place = this.along(from, middle);
      if (place && !differs(place)) before = middle;
      else after = middle;
    }
    return before;
  }

  /** Readies solutions with the present Jacobian. @returns false where there are none */
  #factor(across: Float64Array): boolean {
    const [n, { scale }] = [this.#n, this.#curve];
    for (let i = 0; i < n - 1; i++)
      for (let j = 0; j < n; j++) this.#lu.matrix[i * n + j] = this.#jacobian[i * n + j]! * scale[j]!;
    this.#lu.matrix.set(across, (n - 1) * n);
    return this.#lu.factor();
  }

  /** The same point with the tangent that belongs to its Jacobian, which was changed. */
  readied({ u, tangent, jacobian }: Place): Place {
    return { u, tangent: this.#tangent(jacobian, tangent), jacobian };
  }

  #place(u: Float64Array, towards: Float64Array): Place {
    const jacobian = new Float64Array(this.#jacobian.length);
    this.#curve.jacobian(u, jacobian);
    return { u, tangent: this.#tangent(jacobian, towards), jacobian };
  }

  /** The tangent on the side of `towards`; that itself where there is no single one. */
  #tangent(jacobian: Float64Array, towards: Float64Array): Float64Array {
    const tangent = new Float64Array(this.#n);
    tangent[this.#n - 1] = 1;
    this.#jacobian.set(jacobian);
    if (!this.#factor(towards)) return towards.slice();
    this.#lu.solve(tangent);
    const length = Math.hypot(...tangent);
    return Number.isFinite(length) ? tangent.map((t) => t / length) : towards.slice();
  }
}
