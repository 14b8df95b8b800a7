/**
 * The mean-field flow of a network over one step: how many events of each reaction to expect when
 * counts are real numbers and follow their propensities.
 *
 * Euler's method, in which no species gives more than it has: where the reactions of a substep
 * would use up more than there is, each of them gets the same share of what it wants. So counts
 * stay ≥ 0, and a balance of forth and back stays one.
 */
import { compileLaw, type Law } from '../../../crn/law-closures.ts';
import type { Network } from '../../../crn/network.ts';

/** Substeps of a step. Over the 17 coordinates of EGFR 4 cost 0.9 nats against 200, 8 cost 0.1, 16 cost 0.02. */
export const substeps = 8;

/** Entries of a sparse matrix by column, one after the other. */
interface Sparse {
  /** Where each column begins, and where the last one ends. */
  readonly from: Int32Array;
  readonly row: Int32Array;
  readonly value: Float64Array;
}

export class Flow {
  /** Events of each reaction in the step last {@link run}. */
  readonly events: Float64Array;
  readonly #laws: readonly Law[];
  readonly #reactants: Sparse;
  readonly #changes: Sparse;
  readonly #uses: Sparse;
  /** Counts, events of a substep, and what each species is asked for, then its share of that. */
  readonly #counts: Float64Array;
  readonly #substep: Float64Array;
  readonly #share: Float64Array;

  constructor({ reactions, species }: Network) {
    this.#laws = reactions.map(({ law }) => compileLaw(law));
    this.#reactants = sparse(reactions.map((r) => r.reactants));
    this.#changes = sparse(reactions.map((r) => r.change));
    this.#uses = sparse(reactions.map((r) => usedBy(r.change)));
    this.#counts = new Float64Array(species.length);
    this.#share = new Float64Array(species.length);
    this.#substep = new Float64Array(reactions.length);
    this.events = new Float64Array(reactions.length);
  }

  /** Sets `events` for the row at `at`, whose propensities are `a`, with the rates at `ra`. */
  run(
    counts: ArrayLike<number>,
    at: number,
    rates: ArrayLike<number>,
    ra: number,
    a: Float64Array,
    dt: number,
  ): void {
    const [x, e] = [this.#counts, this.#substep];
    for (let s = 0; s < x.length; s++) x[s] = counts[at + s]!;
    this.events.fill(0);
    const h = dt / substeps;
    for (let step = 0; step < substeps; step++) {
      for (let k = 0; k < e.length; k++) e[k] = (step === 0 ? a[k]! : this.#propensity(k, rates, ra)) * h;
      this.#limit();
      for (let k = 0; k < e.length; k++) this.events[k]! += e[k]!;
      this.#advance();
    }
  }

  /** Between whole numbers a reactant is there as long as anything of it is; what is no number is nothing. */
  #propensity(k: number, rates: ArrayLike<number>, ra: number): number {
    const { from, row } = this.#reactants;
    for (let r = from[k]!; r < from[k + 1]!; r++) if (!(this.#counts[row[r]!]! > 0)) return 0;
    const a = this.#laws[k]!(this.#counts, 0, rates, ra, 0);
    return a > 0 && a < Number.POSITIVE_INFINITY ? a : 0;
  }

  #limit(): void {
    const [x, e, share] = [this.#counts, this.#substep, this.#share];
    const { from, row, value } = this.#uses;
    share.fill(0);
    for (let k = 0; k < e.length; k++)
      for (let u = from[k]!; u < from[k + 1]!; u++) share[row[u]!]! += value[u]! * e[k]!;
    for (let s = 0; s < x.length; s++) share[s] = share[s]! > x[s]! ? x[s]! / share[s]! : 1;
    for (let k = 0; k < e.length; k++) {
      let least = 1;
      for (let u = from[k]!; u < from[k + 1]!; u++) least = Math.min(least, share[row[u]!]!);
      e[k]! *= least;
    }
  }

  #advance(): void {
    const [x, e] = [this.#counts, this.#substep];
    const { from, row, value } = this.#changes;
    for (let k = 0; k < e.length; k++)
      for (let c = from[k]!; c < from[k + 1]!; c++) x[row[c]!]! += value[c]! * e[k]!;
    for (let s = 0; s < x.length; s++) x[s] = Math.max(x[s]!, 0);
  }
}

/** What a change takes, as positive counts. */
export function usedBy(change: readonly { readonly species: number; readonly count: number }[]) {
  return change.flatMap(({ species, count }) => (count < 0 ? [{ species, count: -count }] : []));
}

function sparse(
  columns: readonly (readonly { readonly species: number; readonly count: number }[])[],
): Sparse {
  const from = new Int32Array(columns.length + 1);
  columns.forEach((column, k) => {
    from[k + 1] = from[k]! + column.length;
  });
  const all = columns.flat();
  return {
    from,
    row: Int32Array.from(all, ({ species }) => species),
    value: Float64Array.from(all, ({ count }) => count),
  };
}
