/** Which factor moves the measures most by itself: whose levels are worth telling apart. */
import type { Levels, SweepData } from './sweep-data.ts';

/**
 * The factor whose levels make the largest share of the variance, on average over measures, with what chance makes
 * of it taken off; undefined where none has two levels.
 */
export function movingFactor(data: SweepData): Levels | undefined {
  const several = data.levels.filter(({ at }) => at.length > 1);
  const share = (factor: Levels): number =>
    data.outputs.reduce((sum, outputs) => sum + shareOfVariance(outputs, factor), 0);
  let [most, found]: [number, Levels | undefined] = [Number.NEGATIVE_INFINITY, undefined];
  for (const factor of several) {
    const moved = share(factor);
    if (moved > most) [most, found] = [moved, factor];
  }
  return found;
}

/**
 * How much of the variance of outputs lies between the means of levels, below 1; 0 where it cannot be told from
 * chance: ε² of Kelley 1935, doi 10.1073/pnas.21.9.554.
 */
export function shareOfVariance(outputs: readonly (number | undefined)[], { level, at }: Levels): number {
  const sums = at.map(() => ({ sum: 0, n: 0 }));
  let [total, runs] = [0, 0];
  outputs.forEach((value, run) => {
    if (value === undefined) return;
    const here = sums[level[run]!]!;
    here.sum += value;
    here.n++;
    total += value;
    runs++;
  });
  const present = sums.filter(({ n }) => n > 0).length;
  if (present < 2 || runs <= present) return 0;
  let [within, all] = [0, 0];
  outputs.forEach((value, run) => {
    if (value === undefined) return;
    const { sum, n } = sums[level[run]!]!;
    within += (value - sum / n) ** 2;
    all += (value - total / runs) ** 2;
  });
  return all > 0 ? Math.max(0, 1 - (within / (runs - present)) * ((runs - 1) / all)) : 0;
}
