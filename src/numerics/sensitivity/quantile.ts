/** Quantiles of samples. */
import { ScenarioError } from '../../errors.ts';

/**
 * The p-quantile of a sorted sample: value k of n stands at (k − ½)/n, straight lines between (Hazen 1914;
 * type 5 of Hyndman & Fan 1996, doi 10.1080/00031305.1996.10473566). p = ½ is the median.
 *
 * @param sorted  ascending, one value or more
 * @param p       in [0, 1]
 * @throws ScenarioError for an empty sample, or p outside
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new ScenarioError('quantile', 'the sample is empty', 'Give it a value.');
  chanceFrom('quantile', p, true);
  const last = sorted.length - 1;
  const at = Math.min(last, Math.max(0, sorted.length * p - 0.5));
  const low = Math.floor(at);
  const next = sorted[Math.min(low + 1, last)]!;
  return sorted[low]! + (at - low) * (next - sorted[low]!);
}

/** The median of a sample in any order, which is not changed. */
export function median(sample: ArrayLike<number>): number {
  return quantile(Float64Array.from(sample).sort(), 0.5);
}

/** @throws ScenarioError unless p is between 0 and 1, which count where `ends` */
export function chanceFrom(where: string, p: number, ends = false): void {
  if (!(ends ? p >= 0 && p <= 1 : p > 0 && p < 1))
    throw new ScenarioError(where, `${p} is no share`, `It must be ${ends ? 'from' : 'between'} 0 and 1.`);
}
