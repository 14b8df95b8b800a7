/**
 * The law of a head: what is asked of the network, and what its answers mean. Two siblings:
 * `integer/head.ts` and `gaussian/head.ts`. Rows are stepped by emitted code, `rows/`.
 */
import type { FewEvents } from './integer/few-events.ts';

/** Rows that a law is asked about at once. */
export const blockRows = 256;

/** A row inside larger arrays. */
export interface Row {
  /** First count of the row. */
  at: number;
  /** First rate constant of the row. */
  ra: number;
}

/** The mixtures that a head has drawn up for one row, for people to look at: one for each coordinate. */
export type Mixture = readonly {
  /** What the coordinate counts, in words: `P1`, `G1 −1, G2 +1`. */
  readonly coordinate: string;
  /** By component, summing to 1. */
  readonly weights: readonly number[];
  /** By component; of coordinates that lean on others, where those are central. */
  readonly centres: readonly number[];
  readonly widths: readonly number[];
}[];

export interface Head {
  /** Numbers that the network reads of a row: so many for each step it looks back on, the oldest first. */
  readonly featureWidth: number;
  readonly outputWidth: number;

  /** Writes what the network reads of the step that lies `ago` steps back, 1 and more, to slot `slot`. */
  recall(
    slot: number,
    ago: number,
    counts: Int32Array,
    rates: Float64Array,
    row: Row,
    features: Float32Array,
  ): void;

  /** Writes that of the present step of the row to slot `slot` of `features`, and remembers what the law needs. */
  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    row: Row,
    few: FewEvents,
    features: Float32Array,
  ): void;

  /** log P(after | before) of the row loaded in `slot`, nats. */
  logProb(
    slot: number,
    output: Float32Array,
    before: Int32Array,
    after: Int32Array,
    rates: Float64Array,
    row: Row,
  ): number;

  /** The mixture of the row loaded in `slot`. */
  mixture(slot: number, output: Float32Array): Mixture;
}
