/** Linear systems with a dense Jacobian, the system's own or one of differences. */
import { Lu } from '../../linear/lu.ts';
import type { LinearPart, OdeCalls, OdeSystem } from '../system.ts';

/** √ of the spacing of numbers: where truncation and rounding of a difference are alike. */
const root = 2 ** -26;

export class DensePart implements LinearPart {
  readonly #system: OdeSystem;
  readonly #calls: OdeCalls;
  readonly #jacobian: Float64Array;
  readonly #lu: Lu;
  readonly #base: Float64Array;
  readonly #moved: Float64Array;
  readonly #y: Float64Array;

  constructor(system: OdeSystem, calls: OdeCalls) {
    const { size } = system;
    this.#system = system;
    this.#calls = calls;
    this.#jacobian = new Float64Array(size * size);
    this.#lu = new Lu(size);
    this.#base = new Float64Array(size);
    this.#moved = new Float64Array(size);
    this.#y = new Float64Array(size);
  }

  linearise(t: number, y: Float64Array): void {
    if (this.#system.jacobian) this.#system.jacobian(t, y, this.#jacobian);
    else this.#difference(t, y);
  }

  factor(shift: number): boolean {
    const [m, n] = [this.#lu.matrix, this.#system.size];
    for (let i = 0; i < m.length; i++) m[i] = -this.#jacobian[i]!;
    for (let i = 0; i < n; i++) m[i * n + i]! += shift;
    return this.#lu.factor();
  }

  solve(b: Float64Array): void {
    this.#lu.solve(b);
  }

  #difference(t: number, y: Float64Array): void {
    const n = this.#system.size;
    const [base, moved, at] = [this.#base, this.#moved, this.#y];
    this.#system.f(t, y, base);
    let largest = 0;
    for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(y[j]!));
    at.set(y);
    for (let j = 0; j < n; j++) {
      // Upwards, so that what must not be negative is not asked for.
      at[j] = y[j]! + root * Math.max(Math.abs(y[j]!), 1e-3 * largest, 1e-6);
      const step = at[j]! - y[j]!;
      this.#system.f(t, at, moved);
      at[j] = y[j]!;
      for (let i = 0; i < n; i++) this.#jacobian[i * n + j] = (moved[i]! - base[i]!) / step;
    }
    this.#calls.f += n + 1;
  }
}
