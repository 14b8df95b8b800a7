/** The published start: nearly one state. */
import type { Variables } from '../../model/variables.ts';
import type { Support } from '../../sampled/support.ts';

/** Of the count that a species starts from; the rest is spread evenly over its other counts. */
const startShare = 0.99;

/**
 * ln of its probability; it sums to 1, also where conservation laws forbid some of the counts.
 *
 * @param start   counts of the variables, shape [variables]
 * @param counts  shape [rows, variables]
 */
export function smearedStart(
  { classes }: Pick<Variables, 'classes'>,
  support: Pick<Support, 'allowed' | 'masked'>,
  start: ArrayLike<number>,
  counts: Int32Array,
): Float64Array {
  const length = classes.length;
  return Float64Array.from({ length: counts.length / length }, (_, row) => {
    let log = 0;
    classes.forEach((n, i) => {
      const own = counts[row * length + i]!;
      const share = (count: number) => (count === start[i] ? startShare : (1 - startShare) / (n - 1));
      const allowed = support.masked ? support.allowed(counts, row * length, i) : undefined;
      let all = n === 1 ? share(own) : 1;
      if (allowed) {
        all = 0;
        allowed.forEach((yes, count) => {
          if (yes) all += share(count);
        });
      }
      log += Math.log(share(own) / all);
    });
    return log;
  });
}
