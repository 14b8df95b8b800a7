/**
 * Leaps of one row. Within a leap every reaction fires a Poisson number of times, in two
 * halves of which the second knows where the first has led: the weak trapezoidal method,
 * whose law errs by O(τ²) where plain tau-leaping errs by O(τ).
 *
 * Hu, Li & Min 2011, doi 10.1063/1.3609119; Anderson & Koyama 2012, doi 10.1137/110849699 (θ = 1/2).
 */
import { compilePropensities, type Law } from '../../crn/law-closures.ts';
import type { Network, Term } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import { poisson } from '../../numerics/samplers.ts';
import type { Stream } from '../../numerics/streams.ts';
import type { Counts } from '../kernel.ts';
import { LeapSize } from './leap-size.ts';

const mostMolecules = 2 ** 31 - 1;

export class Leaper {
  /** Total propensity of the row, since {@link open} or the last leap. */
  total = 0;
  /** Events fired by leaps. */
  events = 0;

  readonly #network: Network;
  readonly #laws: readonly Law[];
  readonly #changes: readonly (readonly Term[])[];
  readonly #size: LeapSize;
  readonly #x: Float64Array;
  readonly #next: Float64Array;
  readonly #a: Float64Array;
  readonly #later: Float64Array;
  #rates!: Float64Array;
  #ra = 0;

  constructor(network: Network, epsilon: number) {
    this.#network = network;
    this.#laws = compilePropensities(network);
    this.#changes = network.reactions.map((r) => r.change);
    this.#size = new LeapSize(network, epsilon);
    this.#x = new Float64Array(network.species.length);
    this.#next = new Float64Array(network.species.length);
    this.#a = new Float64Array(network.reactions.length);
    this.#later = new Float64Array(network.reactions.length);
  }

  /**
   * Takes over the row at `at`, with its rates at `ra`.
   *
   * @throws KernelError where a propensity is negative or no number
   */
  open(counts: Counts, at: number, rates: Float64Array, ra: number): void {
    for (let s = 0; s < this.#x.length; s++) this.#x[s] = counts[at + s]!;
    this.#rates = rates;
    this.#ra = ra;
    this.#refresh();
  }

  /** Writes the row back. */
  store(counts: Counts, at: number): void {
    for (let s = 0; s < this.#x.length; s++) counts[at + s] = this.#x[s]!;
  }

  /**
   * One leap, of `left` at most.
   *
   * @param least  events beside critical ones that a leap must expect to be worth it
   * @returns      how far it went; 0 where it is not worth it, and nothing has changed
   */
  leap(left: number, least: number, stream: Stream): number {
    const size = this.#size;
    let most = Math.min(left, size.find(this.#x, this.#a, this.#rates, this.#ra));
    const { criticalTotal } = size;
    const rest = this.total - criticalTotal;
    // A critical reaction ends the leap: after 1/criticalTotal on average.
    for (; rest * Math.min(most, 1 / criticalTotal) >= least; most /= 2) {
      const alone = criticalTotal > 0 ? stream.exponential() / criticalTotal : Number.POSITIVE_INFINITY;
      const tau = Math.min(most, alone);
      // A count below 0: what was drawn is forgotten, and half as far tried.
      if (!this.#fireBoth(tau, stream)) continue;
      if (alone <= most) this.#fireOne(stream);
      this.#x.set(this.#next);
      this.#refresh();
      return tau;
    }
    return 0;
  }

  /** Both halves of a leap, into the next state. @returns whether it is one */
  #fireBoth(tau: number, stream: Stream): boolean {
    const [a, later, next] = [this.#a, this.#later, this.#next];
    next.set(this.#x);
    const before = this.events;
    if (!this.#fire(a, tau / 2, stream)) return this.#forget(before);
    for (let j = 0; j < a.length; j++) {
      if (this.#size.isCritical[j] === 1) continue;
      const there = this.#laws[j]!(next, 0, this.#rates, this.#ra, 0);
      later[j] = Math.max(0, 2 * this.#checked(j, there, next) - a[j]!);
    }
    return this.#fire(later, tau / 2, stream) || this.#forget(before);
  }

  #forget(events: number): false {
    this.events = events;
    return false;
  }

  /** Fires every reaction that is not critical as often as it happens in `time`. */
  #fire(a: Float64Array, time: number, stream: Stream): boolean {
    const next = this.#next;
    for (let j = 0; j < a.length; j++) {
      if (a[j] === 0 || this.#size.isCritical[j] === 1) continue;
      const times = poisson(stream, a[j]! * time);
      if (times === 0) continue;
      const change = this.#changes[j]!;
      for (let c = 0; c < change.length; c++) next[change[c]!.species]! += times * change[c]!.count;
      this.events += times;
    }
    for (let s = 0; s < next.length; s++) if (next[s]! < 0) return false;
    return true;
  }

  /** One critical reaction at the end of a leap; nothing where the leap has used up what it takes. */
  #fireOne(stream: Stream): void {
    const { isCritical, criticalTotal } = this.#size;
    let target = stream.uniform() * criticalTotal;
    let chosen = -1;
    for (let j = 0; j < this.#a.length && target >= 0; j++) {
      if (isCritical[j] === 0) continue;
      chosen = j;
      target -= this.#a[j]!;
    }
    const { reactants, change } = this.#network.reactions[chosen]!;
    if (reactants.some(({ species, count }) => this.#next[species]! < count)) return;
    for (const { species, count } of change) this.#next[species]! += count;
    this.events++;
  }

  #refresh(): void {
    this.total = 0;
    for (let s = 0; s < this.#x.length; s++)
      if (this.#x[s]! > mostMolecules)
        throw new KernelError(
          'tau kernel',
          `there are ${this.#x[s]} molecules of "${this.#network.species[s]}", more than 2^31 − 1`,
          'Does the population explode? Correct the rates, or count in larger units.',
        );
    for (let j = 0; j < this.#a.length; j++) {
      const a = this.#checked(j, this.#laws[j]!(this.#x, 0, this.#rates, this.#ra, 0), this.#x);
      this.#a[j] = a;
      this.total += a;
    }
  }

  #checked(j: number, a: number, x: Float64Array): number {
    if (a >= 0 && a < Number.POSITIVE_INFINITY) return a;
    const { species, reactions } = this.#network;
    throw new KernelError(
      `tau kernel, reaction "${reactions[j]!.name}"`,
      `its propensity is ${a} at ${species.map((name, s) => `${name} ${x[s]}`).join(', ')}`,
      'Make the formula ≥ 0 and finite for every count ≥ 0.',
    );
  }
}
