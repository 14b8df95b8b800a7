/** Infers by chains side by side, each kept from time to time. */
import type { Advanced, ChainState } from '../filter/chain.ts';
import { type Convergence, convergenceOf } from '../filter/convergence.ts';
import type { Inference } from '../inference.ts';
import type { ParticleMarginalSpec } from '../method.ts';
import type { InferOptions } from './infer.ts';
import type { Hands } from './jobs.ts';

export interface ChainsDone {
  readonly kind: 'particle-marginal';
  readonly chains: readonly ChainDone[];
  /** Of each parameter. */
  readonly convergence: readonly Convergence[];
}

export interface ChainDone {
  /** Shape [iterations, parameters]. */
  readonly points: Float64Array;
  readonly logLikelihoods: Float64Array;
  /** Share of accepted proposals. */
  readonly acceptance: number;
}

interface KeptChain {
  readonly state: ChainState;
  readonly points: readonly number[];
  readonly logLikelihoods: readonly number[];
}

/** Seconds that a job shall take: what a kill may cost. */
const jobSeconds = 2;
const firstSteps = 8;

export async function inferByChains(
  inference: Inference,
  hands: Hands,
  options: InferOptions,
): Promise<ChainsDone> {
  const { chains: n } = inference.method as ParticleMarginalSpec;
  const done = new Array<number>(n).fill(0);
  const ended = await Promise.allSettled(
    done.map((_, chain) =>
      runChain(inference, hands, options, chain, (steps) => {
        done[chain] = steps;
        options.onProgress?.({
          kind: 'steps',
          done: done.reduce((a, b) => a + b, 0),
          of: n * total(inference),
        });
      }),
    ),
  );
  const chains = ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  const d = inference.parameters.length;
  const convergence = inference.parameters.map((_, p) =>
    convergenceOf(chains.map(({ points }) => points.filter((_, i) => i % d === p))),
  );
  return { kind: 'particle-marginal', chains, convergence };
}

function total({ method }: Inference): number {
  const { warmup, iterations } = method as ParticleMarginalSpec;
  return warmup + iterations;
}

async function runChain(
  inference: Inference,
  hands: Hands,
  { kept, signal }: InferOptions,
  chain: number,
  tell: (steps: number) => void,
): Promise<ChainDone> {
  const name = `chain-${chain}`;
  const before = await kept.read<KeptChain>(name);
  const d = inference.parameters.length;
  const { iterations } = inference.method as ParticleMarginalSpec;
  const points = [...(before?.points ?? [])];
  const logs = [...(before?.logLikelihoods ?? [])];
  let state = before?.state;
  let [steps, secondsEach] = [firstSteps, 0];
  while ((state?.done ?? 0) < total(inference)) {
    signal?.throwIfAborted();
    const began = performance.now();
    const wanted = Math.min(steps, total(inference) - (state?.done ?? 0));
    const advanced: Advanced = await hands.advance({
      ...{ kind: 'chain', chain, steps: wanted },
      ...(state ? { from: state } : {}),
    });
    secondsEach = (performance.now() - began) / 1000 / wanted;
    steps = Math.max(1, Math.min(4 * steps, Math.round(jobSeconds / Math.max(secondsEach, 1e-6))));
    for (const point of advanced.points) points.push(point);
    for (const log of advanced.logLikelihoods) logs.push(log);
    state = advanced.state;
    await kept.write(name, { state, points, logLikelihoods: logs } satisfies KeptChain);
    tell(state.done);
  }
  const here = logs.length;
  return {
    // A chain that was once asked for more has them.
    points: Float64Array.from(points.slice(0, iterations * d)),
    logLikelihoods: Float64Array.from(logs.slice(0, iterations)),
    acceptance: state!.accepted / here,
  };
}
