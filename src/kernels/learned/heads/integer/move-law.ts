/**
 * The learned law of a move of many events, in coordinates: what the `counts` and the `van` head
 * differ in. Siblings: `../mixture/law.ts` and `../van/law.ts`.
 */

/** A move, and the row it starts from; all by coordinate. */
export interface PlacedMove {
  /** Whole numbers, each within its interval, whose ends take the tails; `high` may be Infinity. */
  readonly z: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Where coordinates are measured from, and in which unit, from index `at` on. */
  readonly base: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
  readonly at: number;
}

/** A coordinate's bells: weights that sum to 1, centres and standard deviations. */
export interface Bells {
  readonly weights: readonly number[];
  readonly centres: readonly number[];
  readonly widths: readonly number[];
}

export interface MoveLaw {
  /** Numbers that the network puts out for it, the gate's among them. */
  readonly outputWidth: number;
  /** Column of the gate. */
  readonly gate: number;

  /** log-probability of a move, from the network's output that begins at `o`, nats. */
  logProb(output: Float32Array, o: number, move: PlacedMove): number;

  /** The bells of each coordinate, where those before it are as in `move`. */
  bells(output: Float32Array, o: number, move: PlacedMove): Bells[];
}
