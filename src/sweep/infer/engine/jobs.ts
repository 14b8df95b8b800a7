/** What one thread of an inference does: it runs points, or takes a chain further. */
import type { FindAbstraction } from '../../engine/work.ts';
import type { Proposals, Simulated } from '../abc/generation.ts';
import { openSimulator } from '../abc/simulate.ts';
import { type Advanced, advanceChain, beginChain, type ChainState } from '../filter/chain.ts';
import { type LogLikelihood, openLikelihood } from '../filter/likelihood.ts';
import type { Inference } from '../inference.ts';
import type { ParticleMarginalSpec } from '../method.ts';

/** Runs points: with the summaries that are compared, or those that are shown. */
export interface SimulateJob {
  readonly kind: 'simulate';
  readonly proposals: Proposals;
  readonly of: 'summary' | 'shown';
}

/** Takes a chain further; one without a state begins. */
export interface ChainJob {
  readonly kind: 'chain';
  readonly chain: number;
  readonly from?: ChainState;
  readonly steps: number;
}

/** Performs jobs: the threads', or this one's. */
export interface Hands {
  /** Jobs that are worth giving at once. */
  readonly lanes: number;
  simulate(job: SimulateJob): Promise<Simulated>;
  advance(job: ChainJob): Promise<Advanced>;
}

/** An inference opened in this thread: kernels stay open from job to job. */
export function openHands(inference: Inference, find: FindAbstraction): Hands {
  const simulate = openSimulator(inference, find);
  let likelihood: Promise<LogLikelihood> | undefined;
  return {
    lanes: 1,
    simulate: ({ proposals, of }) => simulate(proposals, inference.compared[of]),
    async advance({ chain, from, steps }) {
      likelihood ??= openLikelihood(inference, find);
      const { warmup } = inference.method as ParticleMarginalSpec;
      const task = {
        ...{ seed: inference.seed, chain, warmup, parameters: inference.parameters.length },
        logLikelihood: await likelihood,
      };
      return advanceChain(task, from ?? beginChain(task), steps);
    },
  };
}
