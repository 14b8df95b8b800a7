/**
 * Which reactions may fire in a step from a state, however long the step: those
 * whose reactants are there, and those whose missing reactants such reactions make.
 * Depends on the state only through which needs it meets, so the answer is cached.
 */
import type { Network } from '../../../crn/network.ts';

/** Numbers of the reactions that may fire, ascending, and a key that names the set. */
export interface Closure {
  readonly reactions: readonly number[];
  readonly key: string;
}

export class Closures {
  /** What reactants ask for; which of these a state has names its closure. */
  readonly needs: readonly { readonly species: number; readonly count: number }[];
  /** Needs of each reaction, as indices into `needs`. */
  readonly #needsOf: number[][] = [];
  /** Species each reaction makes more of. */
  readonly #makes: Set<number>[];
  readonly #cache = new Map<string | number, Closure>();

  constructor(network: Network) {
    const needs: { readonly species: number; readonly count: number }[] = [];
    this.needs = needs;
    for (const { reactants } of network.reactions)
      this.#needsOf.push(
        reactants.map(({ species, count }) => {
          const known = needs.findIndex((n) => n.species === species && n.count === count);
          return known >= 0 ? known : needs.push({ species, count }) - 1;
        }),
      );
    this.#makes = network.reactions.map(
      (r) => new Set(r.change.filter((c) => c.count > 0).map((c) => c.species)),
    );
  }

  /** The closure of the state that begins at `at` in `counts`. */
  of(counts: ArrayLike<number>, at: number): Closure {
    const met = this.#met(counts, at);
    let closure = this.#cache.get(met);
    if (!closure) {
      closure = this.#close(counts, at);
      this.#cache.set(met, closure);
    }
    return closure;
  }

  /** One bit for each need; a number while they fit, for speed. */
  #met(counts: ArrayLike<number>, at: number): string | number {
    const { needs } = this;
    if (needs.length <= 30) {
      let bits = 0;
      for (let i = 0; i < needs.length; i++)
        if (counts[at + needs[i]!.species]! >= needs[i]!.count) bits |= 1 << i;
      return bits;
    }
    return needs.map(({ species, count }) => (counts[at + species]! >= count ? '1' : '0')).join('');
  }

  #close(counts: ArrayLike<number>, at: number): Closure {
    const enabled = new Set<number>();
    const made = new Set<number>();
    for (let grew = true; grew; ) {
      grew = false;
      this.#needsOf.forEach((needs, r) => {
        if (enabled.has(r)) return;
        const all = needs.every((n) => {
          const { species, count } = this.needs[n]!;
          return counts[at + species]! >= count || made.has(species);
        });
        if (!all) return;
        enabled.add(r);
        for (const s of this.#makes[r]!) made.add(s);
        grew = true;
      });
    }
    const reactions = [...enabled].sort((a, b) => a - b);
    return { reactions, key: reactions.join() };
  }
}
