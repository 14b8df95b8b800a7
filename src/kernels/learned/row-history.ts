/** The past steps of rows, for kernels that look back (`past` above 1). */
import { KernelError } from '../../errors.ts';
import type { Counts, KernelSpec, RowHistory } from '../kernel.ts';

/** One that knows nothing yet. */
export function rowHistory(rows: number, species: number, past: number): RowHistory {
  return { counts: new Int32Array(rows * (past - 1) * species), known: new Int32Array(rows) };
}

/** The part of rows `first` to `last` − 1, where the whole lies. */
export function partOfHistory({ counts, known }: RowHistory, first: number, last: number): RowHistory {
  const width = counts.length / known.length;
  return { counts: counts.subarray(first * width, last * width), known: known.subarray(first, last) };
}

/** Into another of the same rows. */
export function copyHistory(from: RowHistory, to: RowHistory): void {
  to.counts.set(from.counts);
  to.known.set(from.known);
}

/** Steps that a kernel looks back on, this one among them. */
export function pastOf(spec: KernelSpec): number {
  return 'past' in spec ? spec.past : 1;
}

/** Splits rows by what is known of them, and remembers their counts when they have been stepped. */
export class Remembrance {
  readonly #species: number;
  /** Steps that are remembered. */
  readonly steps: number;
  #before = new Int32Array(0);
  #rows = new Uint32Array(0);

  /** @param past  steps that a kernel looks back on, this one among them, ≥ 2 */
  constructor(species: number, past: number) {
    this.#species = species;
    this.steps = past - 1;
  }

  /** First count of the step that lies `ago` steps before the present, 1 and more, of a row. */
  at(row: number, ago: number): number {
    return (row * this.steps + this.steps - ago) * this.#species;
  }

  /** @throws KernelError for a history that is missing, or that of other rows */
  check(history: RowHistory | undefined, rows: number): RowHistory {
    const what = !history
      ? 'it looks back on past steps, and none are given'
      : history.known.length !== rows || history.counts.length !== rows * this.steps * this.#species
        ? `its history is of ${history.known.length} rows, and there are ${rows}`
        : undefined;
    if (what) throw new KernelError('learned kernel', what, 'Keep a row history from step to step.');
    return history!;
  }

  /**
   * Notes the counts of some rows before a step.
   *
   * @param base  where to note them: rows of several histories do not take the same places
   * @returns the rows that know enough, and those that do not; good until the next call
   */
  begin(
    { known }: RowHistory,
    counts: Counts,
    rows: Uint32Array | undefined,
    n: number,
    base = 0,
  ): { readonly knowing: Uint32Array; readonly others: Uint32Array } {
    if (this.#rows.length < n) this.#rows = new Uint32Array(n);
    const places = (base + n) * this.#species;
    if (this.#before.length < places) {
      const grown = new Int32Array(base > 0 ? 2 * places : places);
      grown.set(this.#before);
      this.#before = grown;
    }
    let [first, last] = [0, n];
    for (let i = 0; i < n; i++) {
      const row = rows ? rows[i]! : i;
      const at = row * this.#species;
      this.#before.set(counts.subarray(at, at + this.#species), (base + i) * this.#species);
      this.#rows[known[row]! >= this.steps ? first++ : --last] = row;
    }
    return { knowing: this.#rows.subarray(0, first), others: this.#rows.subarray(first, n) };
  }

  /** Makes what was noted the newest of the past. */
  end(history: RowHistory, rows: Uint32Array | undefined, n: number, base = 0): void {
    const { counts, known } = history;
    const width = this.steps * this.#species;
    for (let i = 0; i < n; i++) {
      const row = rows ? rows[i]! : i;
      const at = row * width;
      counts.copyWithin(at, at + this.#species, at + width);
      const newest = this.#before.subarray((base + i) * this.#species, (base + i + 1) * this.#species);
      counts.set(newest, at + width - this.#species);
      known[row] = Math.min(known[row]! + 1, this.steps);
    }
  }
}
