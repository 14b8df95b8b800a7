/** Which counts can follow which, in a box too large to list: limits and conservation laws. */
import type { Job } from '../../job.ts';
import { FORBIDDEN } from '../model/model.ts';
import type { Variables } from '../model/variables.ts';

export class Support {
  /** Species of a state. */
  readonly width: number;
  /** Does a law forbid anything? */
  readonly masked: boolean;
  readonly #variables: Variables;
  readonly #limits: Float64Array;
  /** Total of each dependent species' law. */
  readonly #totals: readonly number[];
  /** For each variable by what is left of the totals. */
  readonly #known: readonly Map<number | string, Uint8Array>[];

  /** @param job  whose start has the same total of every law that the variables rest on */
  constructor(job: Job, variables: Variables) {
    this.#variables = variables;
    this.#limits = job.limits;
    this.width = job.limits.length;
    this.#totals = variables.dependents.map(({ coefficients }) =>
      coefficients.reduce((sum, y, s) => sum + y * job.start.states[s]!, 0),
    );
    this.#known = variables.species.map(() => new Map());
    this.masked = variables.dependents.length > 0;
  }

  /** 1 for the counts of variable i that some state has after the first i counts from `at` on. */
  allowed(counts: Int32Array, at: number, i: number): Uint8Array {
    const left = this.#totals.slice();
    for (let j = 0; j < i; j++) this.#take(left, j, counts[at + j]!);
    return this.#allowed(i, left);
  }

  /** Writes 0 and {@link FORBIDDEN} for a row of counts: shape [classes of all] from `to` on. */
  writeMask(counts: Int32Array, at: number, mask: Float32Array, to: number): void {
    const left = this.#totals.slice();
    this.#variables.species.forEach((_, i) => {
      const allowed = this.#allowed(i, left);
      allowed.forEach((yes, c) => {
        mask[to + this.#variables.offset[i]! + c] = yes ? 0 : FORBIDDEN;
      });
      this.#take(left, i, counts[at + i]!);
    });
  }

  /** Counts of the variables, shape [rows, variables], of states; {@link Support.complete} goes back. */
  countsOf(states: Int32Array): Int32Array {
    const { species } = this.#variables;
    const rows = states.length / this.width;
    const counts = new Int32Array(rows * species.length);
    for (let row = 0; row < rows; row++)
      species.forEach((s, i) => {
        counts[row * species.length + i] = states[row * this.width + s]!;
      });
    return counts;
  }

  /** States of all species from rows of the variables; shape [rows, species]. */
  complete(counts: Int32Array, rows: number): Int32Array {
    const { species, dependents } = this.#variables;
    const [length, width] = [species.length, this.#limits.length];
    const states = new Int32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      const left = this.#totals.slice();
      species.forEach((s, i) => {
        states[row * width + s] = counts[row * length + i]!;
        this.#take(left, i, counts[row * length + i]!);
      });
      dependents.forEach(({ species: s, coefficients }, d) => {
        states[row * width + s] = left[d]! / coefficients[s]!;
      });
    }
    return states;
  }

  /** Is this a state of the box? Counts of shape [species]. */
  holds(state: ArrayLike<number>): boolean {
    const { dependents } = this.#variables;
    for (let s = 0; s < this.#limits.length; s++)
      if (!(Number.isInteger(state[s]) && state[s]! >= 0 && state[s]! <= this.#limits[s]!)) return false;
    return dependents.every(
      ({ coefficients }, d) => coefficients.reduce((sum, y, s) => sum + y * state[s]!, 0) === this.#totals[d],
    );
  }

  #take(left: number[], i: number, count: number): void {
    const s = this.#variables.species[i]!;
    this.#variables.dependents.forEach(({ coefficients }, d) => {
      left[d]! -= coefficients[s]! * count;
    });
  }

  #allowed(i: number, left: readonly number[]): Uint8Array {
    const key = left.length === 1 ? left[0]! : left.join();
    let known = this.#known[i]!.get(key);
    if (!known) {
      known = Uint8Array.from({ length: this.#variables.classes[i]! }, (_, count) => {
        const rest = left.slice();
        this.#take(rest, i, count);
        return this.#isOpen(i + 1, rest) ? 1 : 0;
      });
      this.#known[i]!.set(key, known);
    }
    return known;
  }

  /** Is there a state with so much left for the variables from i on and those that follow? */
  #isOpen(i: number, left: readonly number[]): boolean {
    if (i < this.#variables.species.length) return this.#allowed(i, left).includes(1);
    return this.#variables.dependents.every(({ species: s, coefficients }, d) => {
      const count = left[d]! / coefficients[s]!;
      return Number.isInteger(count) && count >= 0 && count <= this.#limits[s]!;
    });
  }
}
