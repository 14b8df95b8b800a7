/**
 * The tile actor. In the model every cell is an actor with its own counts, random
 * stream and mail; in memory a band of cells is, and this is one step of its life:
 *
 *   take mail → react → hop / diffuse → post mail
 *
 * Each tile writes only its own rows; mail is integer addition, so the order of
 * arrival cannot matter. Tiles meet after posting mail and after each sweep of a field.
 */
import { openMaxRule } from '../../grid/max-rule.ts';
import type { Tile } from '../../grid/tiles.ts';
import type { RowBlock, RowTally } from '../../kernels/kernel.ts';
import { partOfHistory } from '../../kernels/learned/row-history.ts';
import { noRows } from '../../kernels/step-block.ts';
import { Purpose, type RowStreams } from '../../numerics/streams.ts';
import type { Setup } from '../scenario/setup.ts';
import type { GridArrays } from './grid-arrays.ts';
import type { Transport } from './transport.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What an actor is made of. */
export interface TileParts {
  readonly setup: Setup;
  readonly arrays: GridArrays;
  readonly transport: Transport;
  readonly tile: Tile;
  /** Waits for the other tiles. */
  meet(): void;
}

export class TileActor {
  /** What became of its rows, and how many molecules have left over an absorbing edge. */
  readonly tally: RowTally = noRows();
  lost = 0;
  /** Which way its cells went, noted in steps that a frame follows; empty where frames do not tell. */
  readonly route: Uint8Array;

  readonly #parts: TileParts;
  readonly #maxes;
  readonly #meets: boolean;
  readonly #secretes: boolean;
  readonly #rng: Mutable<RowStreams>;
  readonly #block: Mutable<RowBlock>;
  /** Which of its planes holds each field. */
  readonly #at: number[];
  #mailSide = 0;

  constructor(parts: TileParts) {
    const { setup, arrays, tile } = parts;
    const { network, lattice } = setup;
    const { counts, maxes } = arrays;
    const { first, last } = tile;
    const cells = lattice.width * lattice.height;
    const species = network.species.length;
    this.#parts = parts;
    this.#at = setup.fields.map(() => 0);
    this.#meets = setup.hops.length + setup.fields.length > 0;
    this.#secretes = setup.fields.some(({ sources }) => sources.length > 0);
    this.#maxes = setup.maxes.map((rule, i) => ({
      rule,
      spread: openMaxRule(lattice, rule),
      call: { counts, species, first, last, plane: maxes.subarray(i * cells, (i + 1) * cells) },
    }));
    this.route = arrays.route.subarray(first, last);
    this.#rng = { seed: setup.seed, step: 0, firstAgent: first };
    this.#block = {
      counts: counts.subarray(first * species, last * species),
      rates: setup.ratesPerCell
        ? arrays.rates.subarray(first * network.rates.length, last * network.rates.length)
        : arrays.rates,
      time: 0,
      rng: this.#rng,
      history: arrays.past.known.length > 0 ? partOfHistory(arrays.past, first, last) : undefined,
      routes: undefined,
      tally: this.tally,
    };
    this.feedRates();
  }

  /** Its rows as a kernel sees them. */
  get rows(): Pick<RowBlock, 'counts' | 'history'> {
    return this.#block;
  }

  /**
   * All that comes before the reactions of a step.
   *
   * @param told  whether to note which way each cell goes
   * @returns what the kernel is to be given; the same object in every step
   */
  before(step: number, told: boolean): RowBlock {
    const { setup } = this.#parts;
    this.#spreadMaxima(step);
    if (setup.split !== 'lie') this.#transport(step, Purpose.hopBefore);
    this.#rng.step = step;
    this.#block.time = step * setup.dt;
    this.#block.routes = told ? this.route : undefined;
    return this.#block;
  }

  /** All that comes after them. */
  after(step: number): void {
    this.#transport(step, Purpose.hopAfter);
    // A max rule reads the counts of other tiles: they must have settled.
    if (!this.#meets || this.#maxes.length > 0) this.#parts.meet();
  }

  /** The tile's part of a field. */
  field(f: number): Float64Array {
    const { setup, arrays, tile } = this.#parts;
    const plane = this.#at[f]! * setup.lattice.width * setup.lattice.height;
    return arrays.fields[f]!.subarray(plane + tile.first, plane + tile.last);
  }

  /** Moves the tile's part of the fields to plane 0. */
  settleFields(): void {
    this.#at.forEach((_, f) => {
      this.#parts.arrays.fields[f]!.set(this.field(f), this.#parts.tile.first);
      this.#at[f] = 0;
    });
  }

  /** Agents read a field as a rate of their own. */
  feedRates(): void {
    const { rates } = this.#block;
    const columns = this.#parts.setup.network.rates.length;
    this.#parts.setup.fieldRates.forEach((column, f) => {
      const field = this.field(f);
      for (let i = 0; i < field.length; i++) rates[i * columns + column] = field[i]!;
    });
  }

  #spreadMaxima(step: number): void {
    if (this.#maxes.length === 0) return;
    const due = this.#maxes.filter(({ rule }) => step > 0 && step % rule.every === 0);
    if (due.length === 0) return;
    for (const { spread, call } of due) spread.spread(call);
    this.#parts.meet();
    for (const { spread, call } of due) spread.take(call);
  }

  #transport(step: number, purpose: Purpose): void {
    if (!this.#meets) return;
    const { setup, arrays, transport, tile, meet } = this.#parts;
    const { counts } = arrays;
    const { first, last } = tile;
    const species = setup.network.species.length;
    if (setup.hops.length > 0) {
      const { arrivals } = arrays;
      const mail = arrays.mail[this.#mailSide]!;
      const call = { counts, species, first, last, seed: setup.seed, step, purpose, arrivals, mail };
      this.lost += transport.hopper.send(call);
      meet();
      transport.hopper.takeMail(call);
      this.#mailSide = 1 - this.#mailSide;
    }
    // A tile reads the sources of rows next to it: those must have settled.
    if (this.#secretes) meet();
    transport.fields.forEach((field, f) => {
      for (let sweep = 0; sweep < field.sweeps; sweep++) {
        const planes = arrays.fields[f]!;
        field.advance({ planes, at: this.#at[f]!, sweep, counts, species, first, last });
        meet();
      }
      this.#at[f] = field.after(this.#at[f]!);
    });
    this.feedRates();
  }
}
