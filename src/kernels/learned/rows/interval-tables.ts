/**
 * The bounds of every coordinate (`support.ts`) as the emitted code reads them, one table
 * for each closure, in an area of fixed size: when it is full, it starts afresh.
 *
 * A table is, for each coordinate in turn, the number of bounds (i32, padded to 8 bytes)
 * and for each bound its factor (f64), its number of terms (i32, padded), and the terms:
 * factor (f64) and where the value lies among those of the row (i32, padded).
 */
import type { Intervals, Support } from '../lattice/support.ts';

export class IntervalTables {
  readonly #view: DataView;
  readonly #slots: Int32Array;
  readonly #support: Support;
  readonly #species: number;
  readonly #begin: number;
  readonly #end: number;
  #top: number;
  readonly #known = new Map<Intervals, number>();

  /**
   * @param area   room for any of them, see `Support.numbers`
   * @param slots  the emitted code's own memory of closures, shape [slots, words], zero for none
   */
  constructor(
    support: Support,
    species: number,
    buffer: ArrayBufferLike,
    area: { readonly at: number; readonly bytes: number },
    slots: { readonly at: number; readonly bytes: number },
  ) {
    this.#support = support;
    this.#species = species;
    this.#view = new DataView(buffer);
    this.#slots = new Int32Array(buffer, slots.at, slots.bytes / 4);
    this.#begin = area.at;
    this.#end = area.at + area.bytes;
    this.#top = area.at;
  }

  /** Byte address of the table of the row at `at` of `counts`. */
  addressOf(counts: Int32Array, at: number): number {
    const intervals = this.#support.intervals(counts, at);
    return this.#known.get(intervals) ?? this.#write(intervals);
  }

  #write(intervals: Intervals): number {
    const bytes = 8 * intervals.numbers;
    if (this.#top + bytes > this.#end) {
      this.#known.clear();
      this.#slots.fill(0);
      this.#top = this.#begin;
    }
    const at = this.#top;
    this.#known.set(intervals, at);
    for (const bounds of intervals.bounds) {
      this.#integer(bounds.length);
      for (const { factor, before, counts } of bounds) {
        this.#real(factor);
        this.#integer(before.length + counts.length);
        for (const term of counts) this.#term(term.factor, term.species);
        for (const term of before) this.#term(-term.factor, this.#species + term.index);
      }
    }
    return at;
  }

  #term(factor: number, place: number): void {
    this.#real(factor);
    this.#integer(8 * place);
  }

  #integer(value: number): void {
    this.#view.setInt32(this.#top, value, true);
    this.#top += 8;
  }

  #real(value: number): void {
    this.#view.setFloat64(this.#top, value, true);
    this.#top += 8;
  }
}
