/**
 * Cycles as the roots of the map that follows the equations for one period (single shooting): unknown are a state on
 * the cycle, the logarithm of the period, and the parameter. The state is held on a plane across the flow.
 */
import { isCrnGridError } from '../../../errors.ts';
import { Lu } from '../../linear/lu.ts';
import { type OdeSolution, type OdeSolver, openOde } from '../../ode/solve.ts';
import { type Frame, sizesOf } from '../equilibria.ts';
import { Derivatives } from '../family.ts';
import type { Curve } from '../follow.ts';

/** A plane: states x with normal · (x − through) = offset, all in the sizes of the box. */
export interface Plane {
  readonly through: Float64Array;
  readonly normal: Float64Array;
  readonly offset: number;
}

/** Error of an orbit's steps. */
const rtol = 1e-10;
/** Steps in which the linear equations beside an orbit are followed. */
const linearSteps = 2000;

/** Unknown u = (x, ln T, p). */
export class CycleCurve implements Curve {
  readonly unknowns: number;
  readonly scale: Float64Array;
  readonly tolerance = 1e-7;
  plane!: Plane;
  readonly #n: number;
  readonly #frame: Frame;
  readonly #sizes: Float64Array;
  readonly #solver: OdeSolver;
  readonly #curves: OdeSolver;
  readonly #p = new Float64Array(1);
  readonly #derivatives: Derivatives;
  readonly #slope: Float64Array;

  constructor(frame: Frame) {
    const { family } = frame;
    const n = family.size;
    const sizes = sizesOf(frame);
    this.#n = n;
    this.#frame = frame;
    this.#sizes = sizes;
    this.unknowns = n + 2;
    // A period that grows by half is as far as the width of the box.
    this.scale = Float64Array.from([...sizes.subarray(0, n), 0.5, sizes[n]!]);
    const derivatives = new Derivatives(family, sizes);
    this.#derivatives = derivatives;
    const system = {
      size: n,
      autonomous: true,
      f: (_: number, y: Float64Array, out: Float64Array) => family.rate(y, this.#p, out),
      jacobian: (_: number, y: Float64Array, out: Float64Array) => derivatives.byState(y, this.#p, out),
    };
    const settings = {
      method: family.stiff ? ('rosenbrock' as const) : ('explicit' as const),
      rtol,
      atol: sizes.subarray(0, n).map((size) => rtol * size),
      bound: 1e3 * frame.box.reduce((most, [low, high]) => Math.max(most, -low, high), 0),
      mostSteps: 50_000,
    };
    this.#solver = openOde(system, { ...settings, dense: false });
    this.#curves = openOde(system, settings);
    this.#slope = new Float64Array(n);
  }

  residual(u: Float64Array, out: Float64Array): void {
    const { through, normal, offset } = this.plane;
    this.#flow(u, out);
    let across = -offset;
    for (let i = 0; i < this.#n; i++) {
      out[i]! -= u[i]!;
      across += (normal[i]! * (u[i]! - through[i]!)) / this.#sizes[i]!;
    }
    out[this.#n] = across;
  }

  jacobian(u: Float64Array, out: Float64Array): void {
    const [n, m] = [this.#n, this.unknowns];
    out.fill(Number.NaN);
    const orbit = this.turn(u);
    if (!orbit) return;
    const linear = this.#alongside(orbit);
    // The end moves with the flow as the period grows.
    this.#p[0] = u[n + 1]!;
    this.#frame.family.rate(orbit.state, this.#p, this.#slope);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= n; j++)
        out[i * m + (j < n ? j : n + 1)] = linear[i * (n + 1) + j]! - (i === j ? 1 : 0);
      out[i * m + n] = orbit.t * this.#slope[i]!;
    }
    this.writePlane(out);
  }

  /**
   * ∂(state at the end of an orbit)/∂(state at its start, parameter), shape [size, size + 1]: the linear equations
   * M' = J·M + (0 … 0 ∂f/∂p) in implicit midpoint steps, which are stable however stiff, and free of noise.
   */
  #alongside(orbit: OdeSolution): Float64Array {
    const [n, w] = [this.#n, this.#n + 1];
    const [all, lu, dx] = [new Float64Array(n * w), new Lu(n), new Float64Array(n * n)];
    const [x, column, byP] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) all[i * w + i] = 1;
    const half = orbit.t / linearSteps / 2;
    for (let k = 0; k < linearSteps; k++) {
      orbit.at((2 * k + 1) * half, x);
      this.#derivatives.byState(x, this.#p, dx);
      this.#derivatives.byParameter(x, this.#p, 0, byP);
      for (let i = 0; i < dx.length; i++) lu.matrix[i] = -half * dx[i]!;
      for (let i = 0; i < n; i++) lu.matrix[i * n + i]! += 1;
      if (!lu.factor()) return all.fill(Number.NaN);
      for (let j = 0; j < w; j++) {
        for (let i = 0; i < n; i++) {
          let sum = all[i * w + j]! + (j === n ? 2 * half * byP[i]! : 0);
          for (let l = 0; l < n; l++) sum += half * dx[i * n + l]! * all[l * w + j]!;
          column[i] = sum;
        }
        lu.solve(column);
        for (let i = 0; i < n; i++) all[i * w + j] = column[i]!;
      }
    }
    return all;
  }

  /** Overwrites the last row of a Jacobian, that of the plane. */
  writePlane(jacobian: Float64Array): void {
    const [n, m] = [this.#n, this.unknowns];
    for (let j = 0; j < m; j++) jacobian[n * m + j] = j < n ? this.plane.normal[j]! / this.#sizes[j]! : 0;
  }

  /**
   * ∂(state after a period)/∂(state), shape [size, size]; one of its eigenvalues is 1.
   *
   * @param jacobian  of this curve at a cycle
   */
  monodromy(jacobian: Float64Array): Float64Array {
    const [n, m] = [this.#n, this.unknowns];
    return Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return jacobian[i * m + j]! + (i === j ? 1 : 0);
    });
  }

  /** One whole turn. @returns undefined where it blows up */
  turn(u: Float64Array): OdeSolution | undefined {
    return this.orbit(u, Math.exp(u[this.#n]!), u[this.#n + 1]!);
  }

  /** The solution from a state. @returns undefined where it blows up */
  orbit(state: Float64Array, time: number, parameter: number): OdeSolution | undefined {
    this.#p[0] = parameter;
    try {
      return this.#curves.solve({ from: 0, to: time, state: state.subarray(0, this.#n) });
    } catch (error) {
      if (isCrnGridError(error, 'OdeError')) return undefined;
      throw error;
    }
  }

  /** The plane across the flow through a state; a state that hardly moves has none that is good for much. */
  planeThrough(u: Float64Array): Plane {
    const through = u.slice(0, this.#n);
    const normal = new Float64Array(this.#n);
    this.#p[0] = u[this.#n + 1]!;
    this.#frame.family.rate(through, this.#p, normal);
    for (let i = 0; i < this.#n; i++) normal[i]! /= this.#sizes[i]!;
    const length = Math.hypot(...normal);
    return { through, normal: normal.map((v) => v / length), offset: 0 };
  }

  /** The state after the period, NaN where there is none. */
  #flow(u: Float64Array, out: Float64Array): void {
    this.#p[0] = u[this.#n + 1]!;
    try {
      const to = Math.exp(u[this.#n]!);
      if (!(to > 0 && to < 1e12)) out.fill(Number.NaN);
      else out.set(this.#solver.solve({ from: 0, to, state: u.subarray(0, this.#n) }).state);
    } catch (error) {
      if (!isCrnGridError(error, 'OdeError')) throw error;
      out.fill(Number.NaN);
    }
  }
}
