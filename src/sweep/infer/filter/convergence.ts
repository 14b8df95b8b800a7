/**
 * Whether chains agree, and how much they say: split R̂ and the effective sample size, as Vehtari, Gelman, Simpson,
 * Carpenter & Bürkner, Bayesian Anal. 16 (2021), doi 10.1214/20-BA1221, §2 and §3.2.
 */
import { mean, standardDeviation } from '../../../numerics/statistics.ts';

export interface Convergence {
  /** Near 1 where the halves of all chains agree; above 1.01 they should run on. */
  readonly rHat: number;
  /** As many independent draws say as much about the mean. */
  readonly size: number;
}

/** @param chains  of one parameter, all of one length, 4 or more */
export function convergenceOf(chains: readonly Float64Array[]): Convergence {
  const half = Math.floor(chains[0]!.length / 2);
  const halves = chains.flatMap((chain) => [chain.subarray(0, half), chain.subarray(chain.length - half)]);
  const means = halves.map((h) => mean(h));
  const within = mean(halves.map((h) => standardDeviation(h) ** 2));
  const between = halves.length > 1 ? standardDeviation(means) ** 2 : 0;
  const variance = ((half - 1) / half) * within + between;
  // A chain that never moved says nothing of itself.
  if (!(variance > 0)) return { rHat: 1, size: 1 };
  if (!(within > 0)) return { rHat: Number.POSITIVE_INFINITY, size: 1 };
  const covariances = halves.map((h, i) => autocovariance(h, means[i]!));
  const correlation = (lag: number): number =>
    1 - (within - mean(covariances.map((of) => of(lag)))) / variance;
  // Geyer's initial monotone sequence: sums of pairs, as long as they are positive, never rising.
  let [tau, before] = [-1, Number.POSITIVE_INFINITY];
  for (let lag = 0; lag + 1 < half; lag += 2) {
    const pair = Math.min(before, (lag === 0 ? 1 : correlation(lag)) + correlation(lag + 1));
    if (pair <= 0) break;
    tau += 2 * pair;
    before = pair;
  }
  const total = halves.length * half;
  return {
    rHat: Math.sqrt(variance / within),
    size: total / Math.max(tau, 1 / Math.log10(total)),
  };
}

function autocovariance(values: Float64Array, middle: number): (lag: number) => number {
  const away = values.map((v) => v - middle);
  return (lag) => {
    let sum = 0;
    for (let i = lag; i < away.length; i++) sum += away[i]! * away[i - lag]!;
    return sum / (away.length - 1);
  };
}
