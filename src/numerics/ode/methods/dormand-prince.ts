/**
 * The explicit Runge–Kutta method of order 5 with an embedded order 4 and a curve of order 4.
 *
 * Use where nothing is stiff: a step costs six calls of f and no linear algebra. On stiff equations its steps
 * stay as short as the fastest rate, however little of it is seen.
 *
 * Dormand & Prince 1980, doi 10.1016/0771-050X(80)90013-3; curve: Hairer, Nørsett & Wanner, Solving
 * Ordinary Differential Equations I, §II.6.
 */

import type { OdeCalls, OdeSystem } from '../system.ts';
import type { Stepper } from './stepper.ts';

const nodes = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];

/** Row i: what the state of stage i takes of the slopes before; the last row is the result. */
const states: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];

/** The result less the embedded one. */
const errors = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

const curve = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

export class DormandPrince implements Stepper {
  readonly #system: OdeSystem;
  readonly #calls: OdeCalls;
  readonly #slopes: Float64Array[];
  #t = 0;
  #h = 0;
  #y!: Float64Array;

  constructor(system: OdeSystem, calls: OdeCalls) {
    this.#system = system;
    this.#calls = calls;
    this.#slopes = nodes.map(() => new Float64Array(system.size));
  }

  begin(t: number, y: Float64Array, continued: boolean): Float64Array {
    this.#t = t;
    this.#y = y;
    const [first, last] = [this.#slopes[0]!, this.#slopes[nodes.length - 1]!];
    if (continued) first.set(last);
    else this.#f(t, y, first);
    return first;
  }

  attempt(h: number, next: Float64Array, error: Float64Array): boolean {
    this.#h = h;
    for (let i = 1; i < nodes.length; i++) {
      next.set(this.#y);
      this.#add(next, states[i]!, h);
      this.#f(this.#t + nodes[i]! * h, next, this.#slopes[i]!);
    }
    error.fill(0);
    this.#add(error, errors, h);
    return true;
  }

  bend(next: Float64Array, out: Float64Array): void {
    const n = this.#system.size;
    const [first, last] = [this.#slopes[0]!, this.#slopes[nodes.length - 1]!];
    const fifth = out.subarray(2 * n, 3 * n).fill(0);
    this.#add(fifth, curve, this.#h);
    for (let k = 0; k < n; k++) {
      const rise = next[k]! - this.#y[k]!;
      const third = this.#h * first[k]! - rise;
      out[k] = third;
      out[n + k] = rise - this.#h * last[k]! - third + fifth[k]!;
      fifth[k] = -fifth[k]!;
    }
  }

  /** Adds slopes, weighted. */
  #add(to: Float64Array, weights: readonly number[], scale: number): void {
    for (let j = 0; j < weights.length; j++) {
      if (weights[j] === 0) continue;
      const slope = this.#slopes[j]!;
      const weight = weights[j]! * scale;
      for (let k = 0; k < to.length; k++) to[k]! += weight * slope[k]!;
    }
  }

  #f(t: number, y: Float64Array, out: Float64Array): void {
    this.#calls.f++;
    this.#system.f(t, y, out);
  }
}
