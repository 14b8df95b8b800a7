/** Accuracy against speed: which of several networks are worth a choice. */

/** A network as it was measured. */
export interface MeasuredPoint {
  readonly name: string;
  /** Held-out loss, nats. */
  readonly loss: number;
  /** Per row. */
  readonly microseconds: number;
}

/**
 * The points that no other beats in one measure without losing in the other, the fastest
 * first. Of equal points the first stays.
 */
export function paretoFront<P extends MeasuredPoint>(points: readonly P[]): P[] {
  const order = points
    .map((point, i) => ({ point, i }))
    .sort((a, b) => a.point.microseconds - b.point.microseconds || a.point.loss - b.point.loss || a.i - b.i);
  let best = Number.POSITIVE_INFINITY;
  return order.flatMap(({ point }) => {
    if (!(point.loss < best)) return [];
    best = point.loss;
    return [point];
  });
}
