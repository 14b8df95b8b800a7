/** A law that lists its states, each with its probability. */
import { suggestName } from '../crn/check-names.ts';
import { ScenarioError } from '../errors.ts';
import type { Joint, Law } from './law.ts';
import { StateTable } from './state-table.ts';

export interface ListedLawParts {
  readonly time: number;
  readonly species: readonly string[];
  /** Every state once, shape [states, species]. */
  readonly states: Int32Array;
  /** Shape [states], none negative, together at most 1. */
  readonly probability: Float64Array;
  /** Bound on Σ|p − exact| over all states; Infinity where none is known. */
  readonly error: number;
}

/**
 * The law as arrays: read them freely, do not write. It can be the start of another
 * solve as it is.
 */
export class ListedLaw implements Law {
  readonly kind = 'listed';
  readonly time: number;
  readonly species: readonly string[];
  /** Shape [states, species], in no particular order. */
  readonly states: Int32Array;
  /** Shape [states]. */
  readonly probability: Float64Array;
  readonly lost: number;
  /** Bound on Σ|p − exact| over all states; Infinity where none is known. */
  readonly error: number;
  #table: StateTable | undefined;

  constructor({ time, species, states, probability, error }: ListedLawParts) {
    this.time = time;
    this.species = species;
    this.states = states;
    this.probability = probability;
    this.error = error;
    let held = 0;
    for (let i = 0; i < probability.length; i++) held += probability[i]!;
    this.lost = Math.max(0, 1 - held);
  }

  /** Σ p(state) · f(state); `f` sees one reused array and must not keep it. */
  expectation(f: (state: Int32Array) => number): number {
    const width = this.species.length;
    const state = new Int32Array(width);
    let sum = 0;
    for (let i = 0; i < this.probability.length; i++) {
      for (let s = 0; s < width; s++) state[s] = this.states[i * width + s]!;
      sum += this.probability[i]! * f(state);
    }
    return sum;
  }

  marginal(species: string): Float64Array {
    const s = this.#column(species);
    const width = this.species.length;
    const law = new Float64Array(this.#greatest(s) + 1);
    for (let i = 0; i < this.probability.length; i++)
      law[this.states[i * width + s]!]! += this.probability[i]!;
    return law;
  }

  joint(first: string, second: string): Joint {
    const [a, b] = [this.#column(first), this.#column(second)];
    const width = this.species.length;
    const shape = [this.#greatest(a) + 1, this.#greatest(b) + 1] as const;
    const values = new Float64Array(shape[0] * shape[1]);
    for (let i = 0; i < this.probability.length; i++) {
      const at = this.states[i * width + a]! * shape[1] + this.states[i * width + b]!;
      values[at]! += this.probability[i]!;
    }
    return { shape, values };
  }

  mean(): Float64Array {
    const width = this.species.length;
    const mean = new Float64Array(width);
    for (let i = 0; i < this.probability.length; i++)
      for (let s = 0; s < width; s++) mean[s]! += this.probability[i]! * this.states[i * width + s]!;
    return mean;
  }

  covariance(): Float64Array {
    const width = this.species.length;
    const mean = this.mean();
    const covariance = new Float64Array(width * width);
    for (let i = 0; i < this.probability.length; i++)
      for (let a = 0; a < width; a++) {
        const weighted = this.probability[i]! * (this.states[i * width + a]! - mean[a]!);
        for (let b = 0; b < width; b++)
          covariance[a * width + b]! += weighted * (this.states[i * width + b]! - mean[b]!);
      }
    return covariance;
  }

  entropy(): number {
    let sum = 0;
    for (let i = 0; i < this.probability.length; i++) {
      const p = this.probability[i]!;
      if (p > 0) sum -= p * Math.log(p);
    }
    return sum;
  }

  logProbability(state: ArrayLike<number>): number {
    this.#table ??= StateTable.of(this.states, this.species.length);
    const i = this.#table.find(state, 0);
    return i < 0 ? Number.NEGATIVE_INFINITY : Math.log(this.probability[i]!);
  }

  #column(name: string): number {
    const column = this.species.indexOf(name);
    if (column < 0)
      throw new ScenarioError(
        'law',
        `"${name}" is no species of the network`,
        suggestName(name, this.species),
      );
    return column;
  }

  #greatest(column: number): number {
    const width = this.species.length;
    let greatest = 0;
    for (let i = 0; i < this.probability.length; i++)
      if (this.probability[i]! > 0) greatest = Math.max(greatest, this.states[i * width + column]!);
    return greatest;
  }
}
