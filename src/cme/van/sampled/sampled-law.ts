/** The law of a network over more states than can be listed. */
import { ScenarioError } from '../../../errors.ts';
import { Purpose } from '../../../numerics/streams.ts';
import type { Joint } from '../../law.ts';
import { ListedLaw } from '../../listed-law.ts';
import type { VanState } from '../state.ts';
import type { VanDiagnostics, VanLaw } from '../van-law.ts';
import type { Conditionals } from './conditionals.ts';

export interface SampledLawParts {
  readonly time: number;
  readonly species: readonly string[];
  /** Its own: nothing may change its weights. */
  readonly net: Conditionals;
  readonly diagnostics: VanDiagnostics;
  readonly state: VanState;
}

/** Draws that answers are taken from: a mean is good to a 200th of the deviation. */
const answering = 40_000;

/** Probabilities are exact; means, marginals and entropy are those of its own draws. */
export class SampledLaw implements VanLaw {
  readonly time: number;
  readonly species: readonly string[];
  readonly lost = 0;
  readonly samples = answering;
  readonly diagnostics: VanDiagnostics;
  readonly state: VanState;
  readonly #net: Conditionals;
  #draws: { readonly counts: Int32Array; readonly law: ListedLaw } | undefined;

  constructor({ time, species, net, diagnostics, state }: SampledLawParts) {
    this.time = time;
    this.species = species;
    this.diagnostics = diagnostics;
    this.state = state;
    this.#net = net;
  }

  sample(n: number, seed: number): Int32Array {
    return this.#net.support.complete(this.#net.sample(n, seed, 0, Purpose.analysis), n);
  }

  marginal(species: string): Float64Array {
    return this.#answers().law.marginal(species);
  }

  joint(first: string, second: string): Joint {
    return this.#answers().law.joint(first, second);
  }

  mean(): Float64Array {
    return this.#answers().law.mean();
  }

  covariance(): Float64Array {
    return this.#answers().law.covariance();
  }

  entropy(): number {
    const log = this.#net.logProbability(this.#answers().counts, answering);
    return -log.reduce((sum, v) => sum + v, 0) / answering;
  }

  logProbability(state: ArrayLike<number>): number {
    if (state.length !== this.species.length)
      throw new ScenarioError(
        'law',
        `a state of ${state.length} counts`,
        `Give one for each of ${this.species}.`,
      );
    if (!this.#net.support.holds(state)) return Number.NEGATIVE_INFINITY;
    const counts = Int32Array.from(this.#net.model.variables.species, (s) => state[s]!);
    return this.#net.logProbability(counts, 1)[0]!;
  }

  #answers() {
    if (!this.#draws) {
      const counts = this.#net.sample(answering, 0, 1, Purpose.analysis);
      const law = new ListedLaw({
        time: this.time,
        species: this.species,
        states: this.#net.support.complete(counts, answering),
        probability: new Float64Array(answering).fill(1 / answering),
        error: Number.POSITIVE_INFINITY,
      });
      this.#draws = { counts, law };
    }
    return this.#draws;
  }
}
