/** Samples whose values count unequally. Weights need not sum to 1. */
import { ScenarioError } from '../../errors.ts';
import { chanceFrom } from './quantile.ts';

/** @throws ScenarioError unless weights are finite, none negative, one at least positive */
function totalOf(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! >= 0))
      throw new ScenarioError('weights', `weight ${i} is ${weights[i]}`, 'None may be below 0.');
    sum += weights[i]!;
  }
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY))
    throw new ScenarioError('weights', `they sum to ${sum}`, 'One at least must be positive, all finite.');
  return sum;
}

function sameLength(values: ArrayLike<number>, weights: ArrayLike<number>): void {
  if (values.length !== weights.length)
    throw new ScenarioError(
      'weights',
      `there are ${values.length} values and ${weights.length} weights`,
      'Give one weight for each value.',
    );
}

/**
 * Σ w x / Σ w.
 *
 * @throws ScenarioError where lengths differ, a weight is negative, or none is positive
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  sameLength(values, weights);
  const total = totalOf(weights);
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (weights[i]! > 0) sum += (weights[i]! / total) * values[i]!;
  return sum;
}

/**
 * The p-quantile: a value stands at the middle of its weight's share, straight lines between. With equal
 * weights it is `quantile`. Values of weight 0 do not count.
 *
 * @param values  in any order
 * @param p       in [0, 1]
 * @throws ScenarioError where lengths differ, a weight is negative, none is positive, or p is outside
 */
export function weightedQuantile(values: ArrayLike<number>, weights: ArrayLike<number>, p: number): number {
  sameLength(values, weights);
  chanceFrom('weighted quantile', p, true);
  const wanted = p * totalOf(weights);
  const order = Array.from(values, (_, i) => i)
    .filter((i) => weights[i]! > 0)
    .sort((i, j) => values[i]! - values[j]!);
  let below = 0;
  let [before, at] = [values[order[0]!]!, 0];
  for (const i of order) {
    const middle = below + weights[i]! / 2;
    if (middle >= wanted)
      return middle > at && below > 0
        ? before + ((wanted - at) / (middle - at)) * (values[i]! - before)
        : values[i]!;
    below += weights[i]!;
    [before, at] = [values[i]!, middle];
  }
  return before;
}

/**
 * (Σ w)² / Σ w²: as many values of equal weight say as much about a mean. From 1 to the number of values.
 *
 * Source: Kish, Survey Sampling, 1965, §11.7.
 * @throws ScenarioError where a weight is negative, or none is positive
 */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  const total = totalOf(weights);
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += (weights[i]! / total) ** 2;
  return 1 / squares;
}
