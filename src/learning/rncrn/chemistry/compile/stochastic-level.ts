/**
 * The mean of one perceptron as the birth–death process it is: birth gamma·V + plus·n, death
 * minus·n + tau·n(n−1)/V. As V grows it becomes the activation at s = plus − minus; in small
 * volumes strong opposing weights pull it down. Ground truth for the cheaper readings.
 */
import { ScenarioError } from '../../../../errors.ts';

/**
 * ⟨n⟩/V in the stationary law p(n+1)/p(n) = (gamma·V + plus·n) / ((n+1)(minus + tau·n/V)).
 *
 * @param plus   what drives it up: the sum of positive weights times what they read, ≥ 0
 * @param minus  what drives it down, ≥ 0; where it is 0 the last molecule never goes
 * @returns a concentration; mu does not matter
 * @throws ScenarioError for a negative rate, or gamma, tau or volume not above 0
 */
export function stochasticLevel(
  plus: number,
  minus: number,
  gamma: number,
  tau: number,
  volume: number,
): number {
  const allowed = plus >= 0 && minus >= 0 && gamma > 0 && tau > 0 && volume > 0;
  if (!(allowed && Number.isFinite(plus + minus + gamma + tau + volume)))
    throw new ScenarioError(
      'stochasticLevel',
      `rates ${plus}, ${minus}, ${gamma}, ${tau} and volume ${volume}`,
      'Give plus, minus ≥ 0 and gamma, tau, volume > 0.',
    );
  // Beyond this count the law falls for ever: the larger root of ratio = 1.
  const limit = tau / volume;
  const b = minus + limit - plus;
  const c = minus - gamma * volume;
  const falling = (-b + Math.sqrt(Math.max(0, b * b - 4 * limit * c))) / (2 * limit);

  // Sums are kept in units of the largest weight seen, whose logarithm is `top`.
  let n = minus === 0 ? 1 : 0;
  let [log, top, sum, moment] = [0, 0, 1, n];
  for (;;) {
    log += Math.log((gamma * volume + plus * n) / ((n + 1) * (minus + limit * n)));
    n++;
    if (log > top) {
      const shrink = Math.exp(top - log);
      [sum, moment, top] = [sum * shrink, moment * shrink, log];
    }
    const weight = Math.exp(log - top);
    sum += weight;
    moment += weight * n;
    // 1e-18 of the mode, and falling at least as fast as from here on.
    if (n > falling && log < top - 42) return moment / sum / volume;
  }
}
