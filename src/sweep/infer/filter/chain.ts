/**
 * One chain of Metropolis and Hastings over the unit cube of the prior, whose likelihoods may be unbiased estimates
 * (Andrieu & Roberts, Ann. Stat. 37 (2009), doi 10.1214/07-AOS574). While it warms up, its Gaussian proposals learn
 * covariance and scale (Andrieu & Thoms, Stat. Comput. 18 (2008), algorithm 4, doi 10.1007/s11222-008-9110-y); then
 * they stay as they are. It goes on from plain data, to the same bits.
 */
import { ScenarioError } from '../../../errors.ts';
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { factorise } from '../covariance.ts';
import type { LogLikelihood } from './likelihood.ts';

/** Where a chain stands: plain data. */
export interface ChainState {
  /** Steps done, the warming up among them. */
  readonly done: number;
  /** Shares of the parameters' ranges. */
  readonly at: readonly number[];
  readonly logLikelihood: number;
  /** What proposals have learned: mean and covariance, shape [d, d], of where the chain was. */
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
  /** log of what the covariance is multiplied with. */
  readonly logScale: number;
  /** Of the steps after warming up. */
  readonly accepted: number;
}

export interface ChainTask {
  readonly seed: number;
  /** Number of the chain. */
  readonly chain: number;
  readonly parameters: number;
  readonly warmup: number;
  readonly logLikelihood: LogLikelihood;
}

/** Share of accepted proposals that the scale is tuned for (Roberts, Gelman & Gilks 1997, doi 10.1214/aoap/1034625254). */
const wantedShare = 0.234;
const firstSpread = 0.1;
/** Points of the prior that a chain may begin at: the likeliest. */
const firstPoints = 20;
const mostFirstPoints = 500;

/** Where the chain begins. @throws ScenarioError where no point of the prior explains the data */
export function beginChain({ seed, chain, parameters: d, logLikelihood }: ChainTask): ChainState {
  const stream = new Stream().open(seed, 0, chain, Purpose.inference);
  let best: { at: Float64Array; log: number } | undefined;
  for (let tried = 0, found = 0; found < firstPoints && tried < mostFirstPoints; tried++) {
    const at = Float64Array.from({ length: d }, () => stream.uniform());
    const log = logLikelihood(at, seedFrom(stream));
    if (log > Number.NEGATIVE_INFINITY) found++;
    if (log > (best?.log ?? Number.NEGATIVE_INFINITY)) best = { at, log };
  }
  if (!best)
    throw new ScenarioError(
      'inference',
      `none of ${mostFirstPoints} points of the prior explains the data`,
      'Narrow the prior, take more particles, or an observation with more noise.',
    );
  return {
    done: 0,
    at: [...best.at],
    logLikelihood: best.log,
    mean: [...best.at],
    covariance: Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? firstSpread ** 2 : 0)),
    logScale: Math.log(2.38 ** 2 / d),
    accepted: 0,
  };
}

const seedFrom = (stream: Stream): number => Math.floor(stream.uniform() * 2 ** 53);

export interface Advanced {
  readonly state: ChainState;
  /** Where it was after each step beyond the warming up, shape [steps, parameters]. */
  readonly points: Float64Array;
  readonly logLikelihoods: Float64Array;
}

/** Goes on for so many steps. */
export function advanceChain(task: ChainTask, from: ChainState, steps: number): Advanced {
  const { seed, chain, parameters: d, warmup, logLikelihood } = task;
  const stream = new Stream();
  const at = Float64Array.from(from.at);
  const mean = Float64Array.from(from.mean);
  const covariance = Float64Array.from(from.covariance);
  const points: number[] = [];
  const logs: number[] = [];
  const moved = new Float64Array(d);
  let { done, logLikelihood: log, logScale, accepted } = from;
  let factor = factorise(covariance, d);
  for (const end = done + steps; done < end; ) {
    done++;
    stream.open(seed, done, chain, Purpose.inference);
    const noise = Float64Array.from({ length: d }, () => stream.normal());
    const size = Math.exp(logScale / 2);
    for (let k = 0; k < d; k++) {
      moved[k] = at[k]!;
      for (let j = 0; j <= k; j++) moved[k]! += size * factor[k * d + j]! * noise[j]!;
    }
    const inside = moved.every((u) => u >= 0 && u < 1);
    const there = inside ? logLikelihood(moved, seedFrom(stream)) : Number.NEGATIVE_INFINITY;
    const chance = Math.min(1, Math.exp(there - log));
    const takes = stream.uniform() < chance;
    if (takes) {
      at.set(moved);
      log = there;
    }
    if (done <= warmup) {
      learn(done, at, mean, covariance);
      logScale += pace(done) * (chance - wantedShare);
      factor = factorise(covariance, d);
      continue;
    }
    accepted += Number(takes);
    points.push(...at);
    logs.push(log);
  }
  return {
    state: {
      ...{ done, logScale, accepted, logLikelihood: log },
      ...{ at: [...at], mean: [...mean], covariance: [...covariance] },
    },
    points: Float64Array.from(points),
    logLikelihoods: Float64Array.from(logs),
  };
}

const pace = (step: number): number => (step + 1) ** -0.6;

function learn(step: number, at: Float64Array, mean: Float64Array, covariance: Float64Array): void {
  const d = at.length;
  const away = at.map((u, k) => u - mean[k]!);
  const by = pace(step);
  for (let k = 0; k < d; k++) mean[k]! += by * away[k]!;
  for (let j = 0; j < d; j++)
    for (let k = 0; k < d; k++) covariance[j * d + k]! += by * (away[j]! * away[k]! - covariance[j * d + k]!);
}
