/** Coarse grids for joint laws: quantile bins of an exact sample. */

/** Bins along one axis of a joint histogram. */
export const gridBins = 8;

/**
 * Upper ends of at most `bins` bins that hold about equally many values; a bin holds its upper
 * end. Ascending, all different, the last one without end left out.
 */
export function quantileEnds(sample: ArrayLike<number>, bins: number): number[] {
  const sorted = Float64Array.from(sample).sort();
  const ends: number[] = [];
  for (let b = 1; b < bins; b++) {
    const end = sorted[Math.ceil((b * sorted.length) / bins) - 1]!;
    if (end !== ends.at(-1) && end < sorted.at(-1)!) ends.push(end);
  }
  return ends;
}

/** The number of the bin of every value. */
export function placed(sample: Int32Array, ends: readonly number[]): Uint8Array {
  const out = new Uint8Array(sample.length);
  for (let i = 0; i < sample.length; i++) {
    let b = 0;
    while (b < ends.length && sample[i]! > ends[b]!) b++;
    out[i] = b;
  }
  return out;
}

/** Shares of a joint sample per cell of the grid. */
export function jointHistogram(a: Uint8Array, b: Uint8Array): Float64Array {
  const shares = new Float64Array(gridBins * gridBins);
  for (let i = 0; i < a.length; i++) shares[a[i]! * gridBins + b[i]!]!++;
  return shares.map((n) => n / a.length);
}
