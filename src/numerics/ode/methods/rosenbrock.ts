/**
 * A linearly implicit method for stiff equations: Rodas5P, eight stages, order 5 with an embedded order 4,
 * L-stable. A step costs one Jacobian, one factorisation and eight solves, and nothing is iterated.
 *
 * Use where some rates are a hundred times faster than what is of interest. Else explicit steps are cheaper.
 * Linear conservation laws hold to rounding, if the Jacobian is exact.
 *
 * Steinebach 2023, doi 10.1007/s10543-023-00967-x; `rodas5p.ts` has the numbers.
 */

import type { LinearPart, OdeCalls, OdeSystem } from '../system.ts';
import { DensePart } from './dense-part.ts';
import { couplings, curve, gamma, nodes, slopes, states } from './rodas5p.ts';
import type { Stepper } from './stepper.ts';

const stages = nodes.length;
/** Distance of the points by which ∂f/∂t is measured, in steps: its error is 1e-6 of that of the step. */
const slopeDistance = 1e-3;

export class Rosenbrock implements Stepper {
  readonly #system: OdeSystem;
  readonly #calls: OdeCalls;
  readonly #linear: LinearPart;
  readonly #stages: Float64Array[];
  readonly #f0: Float64Array;
  readonly #slope: Float64Array;
  readonly #work: Float64Array;
  #t = 0;
  #y!: Float64Array;

  constructor(system: OdeSystem, calls: OdeCalls) {
    const { size } = system;
    this.#system = system;
    this.#calls = calls;
    this.#linear = system.linear ?? new DensePart(system, calls);
    this.#stages = nodes.map(() => new Float64Array(size));
    this.#f0 = new Float64Array(size);
    this.#slope = new Float64Array(size);
    this.#work = new Float64Array(size);
  }

  begin(t: number, y: Float64Array): Float64Array {
    this.#t = t;
    this.#y = y;
    this.#f(t, y, this.#f0);
    this.#linear.linearise(t, y);
    this.#calls.jacobians++;
    if (!this.#system.autonomous) this.#system.timeSlope?.(t, y, this.#slope);
    return this.#f0;
  }

  attempt(h: number, next: Float64Array, error: Float64Array): boolean {
    const n = this.#system.size;
    const y = this.#y;
    this.#calls.factorisations++;
    if (!this.#linear.factor(1 / (gamma * h))) return false;
    if (!this.#system.autonomous && !this.#system.timeSlope) this.#measureSlope(h);
    for (let i = 0; i < stages; i++) {
      const stage = this.#stages[i]!;
      if (i === 0) stage.set(this.#f0);
      else {
        next.set(y);
        this.#add(next, states[i]!, 1);
        this.#f(this.#t + nodes[i]! * h, next, stage);
        this.#add(stage, couplings[i]!, 1 / h);
      }
      const share = slopes[i]! * h;
      if (share !== 0 && !this.#system.autonomous)
        for (let k = 0; k < n; k++) stage[k]! += share * this.#slope[k]!;
      this.#linear.solve(stage);
    }
    // Stiffly accurate: the last stage is the correction of the embedded result.
    error.set(this.#stages[stages - 1]!);
    for (let k = 0; k < n; k++) next[k]! += error[k]!;
    return true;
  }

  bend(_next: Float64Array, out: Float64Array): void {
    const n = this.#system.size;
    curve.forEach((weights, row) => {
      const part = out.subarray(row * n, (row + 1) * n).fill(0);
      this.#add(part, weights, 1);
    });
  }

  /** Adds the stages so far, weighted. */
  #add(to: Float64Array, weights: readonly number[], scale: number): void {
    for (let j = 0; j < weights.length; j++) {
      const stage = this.#stages[j]!;
      const weight = weights[j]! * scale;
      for (let k = 0; k < to.length; k++) to[k]! += weight * stage[k]!;
    }
  }

  /** ∂f/∂t by three points that lie in the step. */
  #measureSlope(h: number): void {
    const d = slopeDistance * h;
    const [slope, work] = [this.#slope, this.#work];
    this.#f(this.#t + d, this.#y, slope);
    this.#f(this.#t + 2 * d, this.#y, work);
    for (let k = 0; k < slope.length; k++) slope[k] = (4 * slope[k]! - 3 * this.#f0[k]! - work[k]!) / (2 * d);
  }

  #f(t: number, y: Float64Array, out: Float64Array): void {
    this.#calls.f++;
    this.#system.f(t, y, out);
  }
}
