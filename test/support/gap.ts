/** Distances between a sample and a law, and the bands that chance allows. */

/**
 * The Dvoretzky–Kiefer–Wolfowitz band: a correct sample of n leaves it with
 * probability at most `chance`. Massart 1990, doi 10.1214/aop/1176990746.
 */
export function band(n: number, chance: number): number {
  return Math.sqrt(Math.log(2 / chance) / (2 * n));
}

/** Largest distance between the cumulative law of counts and `law[k] = P(count = k)`. */
export function gap(sample: ArrayLike<number>, law: ArrayLike<number>): number {
  const seen = new Float64Array(law.length + 1);
  for (let i = 0; i < sample.length; i++) seen[Math.min(sample[i]!, law.length)]!++;
  let most = 0;
  let difference = 0;
  for (let k = 0; k < law.length; k++) {
    difference += seen[k]! / sample.length - law[k]!;
    most = Math.max(most, Math.abs(difference));
  }
  return most;
}

/** Largest distance between a sample and a continuous cumulative law. */
export function continuousGap(sample: ArrayLike<number>, cumulative: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let most = 0;
  sorted.forEach((x, i) => {
    const p = cumulative(x);
    most = Math.max(most, p - i / sorted.length, (i + 1) / sorted.length - p);
  });
  return most;
}

/** Mean, standard deviation and the standard errors of both (of the sd from the fourth moment). */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly meanError: number;
  readonly sdError: number;
}

/** Moments of every `stride`-th number from `first` on: one column of counts. */
export function moments(sample: ArrayLike<number>, first = 0, stride = 1): Moments {
  const n = Math.floor((sample.length - first - 1) / stride) + 1;
  let sum = 0;
  for (let i = first; i < sample.length; i += stride) sum += sample[i]!;
  const mean = sum / n;
  let second = 0;
  let fourth = 0;
  for (let i = first; i < sample.length; i += stride) {
    const square = (sample[i]! - mean) ** 2;
    second += square;
    fourth += square * square;
  }
  const variance = second / (n - 1);
  const sd = Math.sqrt(variance);
  // Var(s²) = (μ₄ − σ⁴) / n, and ds = ds² / 2s.
  const varianceError = Math.sqrt(Math.max(0, fourth / n - variance * variance) / n);
  return { n, mean, sd, meanError: sd / Math.sqrt(n), sdError: sd === 0 ? 0 : varianceError / (2 * sd) };
}
