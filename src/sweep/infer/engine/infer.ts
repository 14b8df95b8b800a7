/** Infers: by the method asked for, then looks at what the posterior predicts. */
import { Purpose, Stream } from '../../../numerics/streams.ts';
import type { Generation } from '../abc/smc.ts';
import type { Inference } from '../inference.ts';
import { describe, type Inferred, type Posterior, posteriorOf } from '../posterior.ts';
import { type ChainsDone, inferByChains } from './infer-by-chains.ts';
import { inferBySmc, type SmcDone } from './infer-by-smc.ts';
import type { Hands } from './jobs.ts';
import type { Kept } from './kept.ts';

export type InferProgress =
  | {
      readonly kind: 'runs';
      readonly generation: number;
      readonly accepted: number;
      readonly proposals: number;
    }
  | { readonly kind: 'generation'; readonly generation: Generation }
  | { readonly kind: 'steps'; readonly done: number; readonly of: number };

export interface InferOptions {
  /** What is done is kept there, and taken from there. */
  readonly kept: Kept;
  /** Ends after the jobs at hand. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: InferProgress) => void;
}

export interface InferenceResult {
  readonly inference: Inference;
  readonly posterior: Posterior;
  readonly parameters: readonly Inferred[];
  readonly how: SmcDone | ChainsDone;
  /** What `compared.shown` is in new runs of points of the posterior, shape [runs, summaries]. */
  readonly predicted: Float64Array;
}

const predictedRuns = 400;
/** No generation has this number. */
const afterAll = 0xffffffff;

/**
 * @throws ScenarioError where the prior has nothing near the data, or the method cannot be used; RecordingError where
 *         the disk fails; the signal's reason where it is stopped
 */
export async function infer(
  inference: Inference,
  hands: Hands,
  options: InferOptions,
): Promise<InferenceResult> {
  const { method, parameters, truth } = inference;
  const how =
    method.kind === 'smc'
      ? await inferBySmc(inference, hands, options)
      : await inferByChains(inference, hands, options);
  const { points, weights } = pointsOf(how);
  const posterior = posteriorOf(parameters, points, weights);
  return {
    ...{ inference, posterior, how },
    parameters: describe(parameters, posterior, truth),
    predicted: await predict(inference, hands, points, weights),
  };
}

function pointsOf(how: SmcDone | ChainsDone): { points: Float64Array; weights: Float64Array } {
  if (how.kind === 'smc') return how.generations.at(-1)!;
  const points = Float64Array.from(how.chains.flatMap((chain) => [...chain.points]));
  const n = how.chains.reduce((sum, chain) => sum + chain.logLikelihoods.length, 0);
  return { points, weights: new Float64Array(n).fill(1 / n) };
}

/** New runs of points that are drawn by their weights. */
async function predict(
  { seed, parameters }: Inference,
  hands: Hands,
  points: Float64Array,
  weights: Float64Array,
): Promise<Float64Array> {
  const d = parameters.length;
  const stream = new Stream().open(seed, afterAll, 0, Purpose.inference);
  const first = stream.uniform();
  const drawn = new Float64Array(predictedRuns * d);
  let [from, sum] = [0, weights[0]!];
  for (let i = 0; i < predictedRuns; i++) {
    while (sum < (i + first) / predictedRuns && from < weights.length - 1) sum += weights[++from]!;
    drawn.set(points.subarray(from * d, (from + 1) * d), i * d);
  }
  const seeds = Float64Array.from({ length: predictedRuns }, () => Math.floor(stream.uniform() * 2 ** 53));
  const proposals = { points: drawn, seeds };
  return (await hands.simulate({ kind: 'simulate', proposals, of: 'shown' })).summaries;
}
