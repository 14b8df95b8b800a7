/** What a learned kernel asks of its head. Two siblings: `counts-head.ts` and `gaussian-head.ts`. */
import type { Stream } from '../../numerics/streams.ts';
import type { FewEvents } from './few-events.ts';

/** Rows that the network is asked about at once. */
export const blockRows = 256;

/** A row inside larger arrays. */
export interface Row {
  /** First count of the row. */
  at: number;
  /** First rate constant of the row. */
  ra: number;
}

export interface Head {
  readonly featureWidth: number;
  readonly outputWidth: number;
  /** Rows without propensity stay as they are without being asked. */
  readonly skipsAbsorbing: boolean;

  /**
   * Steps the row without the network, if its first draw says so.
   *
   * @param few  its propensities are those of this row
   */
  settle(counts: Int32Array, rates: Float64Array, row: Row, few: FewEvents, stream: Stream): boolean;

  /** Writes the features of the row to slot `slot` of `features`, and remembers what the law needs. */
  load(
    slot: number,
    counts: Int32Array,
    rates: Float64Array,
    row: Row,
    few: FewEvents,
    features: Float32Array,
  ): void;

  /** Draws the state after the step of the row that {@link settle} left; `stream` is at the row's start. */
  finish(
    slot: number,
    output: Float32Array,
    counts: Int32Array,
    rates: Float64Array,
    row: Row,
    stream: Stream,
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
}
