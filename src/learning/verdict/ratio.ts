/** How sure a ratio of two means over settings is. */
import type { Range } from '../../kernels/abstraction.ts';
import { mean } from '../../numerics/statistics.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';

const resamples = 1000;

/**
 * 95 % interval of mean(above) / mean(below) when settings are drawn anew with replacement
 * (percentile bootstrap, Efron 1979, doi 10.1214/aos/1176344552); null where the second is 0.
 *
 * @param which  number of the ratio: ratios share no randomness
 */
export function ratioInterval(
  above: readonly number[],
  below: readonly number[],
  seed: number,
  which: number,
): Range | null {
  if (!(mean(below) > 0)) return null;
  const stream = new Stream().open(seed, which, 0, Purpose.analysis);
  const ratios: number[] = [];
  for (let b = 0; b < resamples; b++) {
    let [a, f] = [0, 0];
    for (let i = 0; i < above.length; i++) {
      const pick = stream.integer(above.length);
      a += above[pick]!;
      f += below[pick]!;
    }
    if (f > 0) ratios.push(a / f);
  }
  ratios.sort((x, y) => x - y);
  const at = (share: number): number =>
    ratios[Math.min(ratios.length - 1, Math.floor(share * ratios.length))]!;
  return [at(0.025), at(0.975)];
}
