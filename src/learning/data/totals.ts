/** Counts that sum to a fixed number, such as the copies of a gene over its states. */
import type { Counts } from '../../kernels/kernel.ts';
import type { Stream } from '../../numerics/streams.ts';

/** Some species, by number, whose counts together are `is`. */
export interface Total {
  readonly of: readonly number[];
  readonly is: number;
}

/**
 * Overwrites the species of each total by one of the ways to share it out, all equally
 * likely: for two species, the first is uniform on 0 … `is`.
 *
 * @param out  one row, shape [species]
 */
export function shareOut(totals: readonly Total[], out: Counts, stream: Stream): void {
  for (const { of, is } of totals) {
    // Bars among stars: a sample of places without repeats (Floyd, doi 10.1145/30401.315746).
    const bars: number[] = [];
    for (let last = is; last < is + of.length - 1; last++) {
      const place = stream.integer(last + 1);
      bars.push(bars.includes(place) ? last : place);
    }
    bars.sort((a, b) => a - b);
    of.forEach((species, i) => {
      out[species] = (bars[i] ?? is + of.length - 1) - (bars[i - 1] ?? -1) - 1;
    });
  }
}
