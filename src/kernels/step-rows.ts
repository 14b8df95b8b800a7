/**
 * The rows of one step, as emitted modules are told of them: where they are if that is the
 * module's memory, else copied in and out, some at a time.
 */
import type { Network } from '../crn/network.ts';
import type { RowStreams } from '../numerics/streams.ts';
import { reserve } from '../wasm/memory.ts';
import type { Counts } from './kernel.ts';

/** Where some rows lie; modules take every number modulo 2^32. */
export interface RowArguments {
  /** Byte address of row numbers, or 0: `firstRow`, `firstRow` + 1, … */
  readonly rows: number;
  readonly n: number;
  readonly firstRow: number;
  readonly counts: number;
  /** 1: row i of the call lies at place i, not at place `rows[i]`. */
  readonly countsGathered: number;
  readonly rates: number;
  /** Bytes from row to row; 0 if all rows share their rates. */
  readonly ratesStride: number;
  readonly ratesGathered: number;
  readonly firstAgent: number;
  readonly step: number;
  readonly seedLow: number;
  readonly seedHigh: number;
}

/** In the order in which modules take them. */
export function rowArguments(a: RowArguments): number[] {
  return [
    a.rows,
    a.n,
    a.firstRow,
    a.counts,
    a.countsGathered,
    a.rates,
    a.ratesStride,
    a.ratesGathered,
    a.firstAgent,
    a.step,
    a.seedLow,
    a.seedHigh,
  ];
}

type Numbers = Int32Array | Float64Array;

/** Makes the calls of one kernel in one memory. */
export class StepRows {
  readonly #network: Network;
  readonly #memory: WebAssembly.Memory;
  readonly #chunk: number;
  #copies: { counts: Int32Array; rates: Float64Array; rows: Uint32Array } | undefined;
  #counts!: Counts;
  #rows: Uint32Array | undefined;
  #rates!: Float64Array;
  #rng!: RowStreams;
  #base = 0;
  /** Of the step at hand: does each row have rates of its own, and do counts and rates lie in the memory? */
  perRow = false;
  inPlace = false;
  #ratesInPlace = false;
  /** Whether modules read copies of counts or rates: the next {@link stage} writes over them. */
  copies = false;
  /** Rows of the step at hand that {@link stage} takes at a time. */
  size = 0;

  /** @param chunk  rows that are copied at a time */
  constructor(network: Network, memory: WebAssembly.Memory, chunk: number) {
    this.#network = network;
    this.#memory = memory;
    this.#chunk = chunk;
  }

  /** Bytes of the memory that copies take. */
  static bytes({ species, rates }: Network, chunk: number): number {
    return chunk * (4 * species.length + 8 * rates.length + 4) + 64;
  }

  /**
   * Begins a step of rows 0 … n − 1, or of the first `n` numbers in `rows`.
   *
   * @param base  what is added to the number of each row for the module, no more: 0, or where the rows begin
   *              among others that it knows by number
   */
  open(
    counts: Counts,
    rows: Uint32Array | undefined,
    n: number,
    rates: Float64Array,
    rng: RowStreams,
    base = 0,
  ): void {
    const { buffer } = this.#memory;
    this.#counts = counts;
    this.#rows = rows;
    this.#rates = rates;
    this.#rng = rng;
    this.#base = base;
    this.perRow = rates.length !== this.#network.rates.length;
    this.inPlace = counts.buffer === buffer;
    this.#ratesInPlace = rates.buffer === buffer;
    const copied = !this.inPlace || rows !== undefined || (this.perRow && !this.#ratesInPlace);
    this.copies = !this.inPlace || !this.#ratesInPlace;
    this.size = copied ? this.#chunk : Math.max(n, 1);
    if (!this.perRow && !this.#ratesInPlace) this.#openCopies().rates.set(rates);
  }

  /** Copies `n` rows from the `first`-th on into the memory, where they are not there, and says where they lie. */
  stage(first: number, n: number): number[] {
    const { species, rates: names } = this.#network;
    const [rows, rng, base] = [this.#rows, this.#rng, this.#base];
    if (rows) this.#copyNumbers(rows, this.#openCopies().rows, first, n);
    if (!this.inPlace) this.#copy(this.#counts, this.#openCopies().counts, species.length, first, n, true);
    if (this.perRow && !this.#ratesInPlace)
      this.#copy(this.#rates, this.#openCopies().rates, names.length, first, n, true);
    return rowArguments({
      rows: rows ? this.#openCopies().rows.byteOffset : 0,
      n,
      firstRow: base + first,
      counts: this.inPlace
        ? this.#counts.byteOffset - 4 * species.length * base
        : this.#openCopies().counts.byteOffset,
      countsGathered: Number(!this.inPlace),
      rates: this.#ratesInPlace
        ? this.#rates.byteOffset - (this.perRow ? 8 * names.length * base : 0)
        : this.#openCopies().rates.byteOffset,
      ratesStride: this.perRow ? 8 * names.length : 0,
      ratesGathered: Number(!this.#ratesInPlace),
      firstAgent: rng.firstAgent - base,
      step: rng.step,
      seedLow: rng.seed >>> 0,
      seedHigh: Math.floor(rng.seed / 4294967296),
    });
  }

  /** Copies the counts of `n` rows from the `first`-th on back to where they came from. */
  putBack(first: number, n: number): void {
    if (this.inPlace) return;
    this.#copy(this.#counts, this.#openCopies().counts, this.#network.species.length, first, n, false);
  }

  /** Number of the row at place `i` of the step. */
  row(i: number): number {
    return this.#rows ? this.#rows[i]! : i;
  }

  #copyNumbers(rows: Uint32Array, copies: Uint32Array, first: number, n: number): void {
    if (this.#base === 0) copies.set(rows.subarray(first, first + n));
    else for (let i = 0; i < n; i++) copies[i] = rows[first + i]! + this.#base;
  }

  /** Between rows of `width` elsewhere and their copies, in or out. */
  #copy(elsewhere: Numbers, copies: Numbers, width: number, first: number, n: number, into: boolean): void {
    const rows = this.#rows;
    if (!rows) {
      if (into) copies.set(elsewhere.subarray(first * width, (first + n) * width));
      else elsewhere.set(copies.subarray(0, n * width), first * width);
      return;
    }
    for (let i = 0; i < n; i++) {
      const at = rows[first + i]! * width;
      for (let k = 0; k < width; k++)
        if (into) copies[i * width + k] = elsewhere[at + k]!;
        else elsewhere[at + k] = copies[i * width + k]!;
    }
  }

  #openCopies() {
    const { species, rates } = this.#network;
    const [memory, chunk] = [this.#memory, this.#chunk];
    this.#copies ??= {
      counts: new Int32Array(
        memory.buffer,
        reserve(memory, 4 * chunk * species.length),
        chunk * species.length,
      ),
      rates: new Float64Array(memory.buffer, reserve(memory, 8 * chunk * rates.length), chunk * rates.length),
      rows: new Uint32Array(memory.buffer, reserve(memory, 4 * chunk), chunk),
    };
    return this.#copies;
  }
}
