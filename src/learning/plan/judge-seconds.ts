/** How long a verdict takes besides its exact steps: two small ones of the network before its training. */
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import { type Abstraction, abstractionFormat } from '../../kernels/abstraction.ts';
import type { Counts } from '../../kernels/kernel.ts';
import { learnedSpec } from '../../kernels/specs.ts';
import type { Crew } from '../crew.ts';
import type { KernelParts } from '../job/graph.ts';
import type { TrainJob } from '../job/job.ts';
import { BrokenKernel, noteBroken } from '../verdict/broken.ts';
import { crewChains, type DrawChains } from '../verdict/sets/chains.ts';
import { drawExactSets } from '../verdict/sets/exact-sets.ts';
import { designOf, judge } from '../verdict.ts';
import { stopwatch } from './stopwatch.ts';

/** What a verdict takes once, and for each of its trajectories: the learned steps and all statistics. */
export interface JudgeSpeed {
  readonly once: number;
  readonly each: number;
}

export interface JudgeSecondsJob {
  readonly job: TrainJob;
  readonly crew: Crew;
  readonly seed: number;
  readonly parts: KernelParts;
  readonly weights: Float32Array;
  readonly signal?: AbortSignal | undefined;
}

/** Two small verdicts: their difference is what trajectories take. */
const verdicts = { settings: 3, trajectories: [100, 1000] };

/**
 * Trajectories of the untrained kernel stand in for exact ones.
 *
 * @returns null where it comes to states that it cannot step, such as those that a formula refuses
 */
export async function judgeSeconds(of: JudgeSecondsJob): Promise<JudgeSpeed | null> {
  const { job, crew, seed, parts, weights, signal } = of;
  const { network, dt, ranges, rates, totals = [] } = job;
  const abstraction = untrained(network, parts, weights, seed);
  const spec = learnedSpec({ ...parts.shape, outside: 'learned' });
  const control = signal ? { signal } : {};
  const learned = crewChains(crew, spec, dt, abstraction);
  // Exact chains need no past; these would begin with exact steps without one.
  const standIn: DrawChains = (drawn, ...rest) =>
    learned(
      { ...drawn, past: lasting(drawn.starts, network.species.length, parts.shape.past) },
      ...rest,
    ).catch(noteBroken);
  const taken: number[] = [];
  for (const trajectories of verdicts.trajectories) {
    const options = { ranges, rates, totals, settings: verdicts.settings, trajectories };
    const design = designOf(network, abstraction, options);
    const exact = await drawExactSets(design, standIn, control).catch(noteUnknown);
    if (!exact) return null;
    const clock = stopwatch();
    const { verdict } = await judge(crew, network, abstraction, { ...options, ...control, exact });
    taken.push(clock());
    // It was not simulated to the end.
    if (verdict.states === 0) return null;
  }
  const [few, many] = verdicts.trajectories.map((n) => n * verdicts.settings) as [number, number];
  const each = Math.max(0, taken[1]! - taken[0]!) / (many - few);
  return { each, once: Math.max(0, taken[0]! - few * each) };
}

/** @throws any error but that of a kernel that is broken */
function noteUnknown(error: unknown): undefined {
  if (!(error instanceof BrokenKernel)) throw error;
}

/** A past in which nothing happened, shape [starts, past − 1, species]. */
function lasting(starts: Counts, species: number, past: number): Counts {
  const back = (past - 1) * species;
  return Int32Array.from(
    { length: (starts.length / species) * back },
    (_, i) => starts[Math.floor(i / back) * species + (i % species)]!,
  );
}

/** An abstraction as it is before its first epoch. */
function untrained(network: Network, parts: KernelParts, weights: Float32Array, seed: number): Abstraction {
  return {
    formatVersion: abstractionFormat,
    networkHash: hashNetwork(network),
    ...parts,
    weights,
    provenance: {
      ...{ seed, starts: 0, transitions: 0, heldOut: 0, rounds: 0, epochs: 0 },
      ...{ validation: 0, loss: 0, backend: '', versions: {} },
    },
    verdict: null,
  };
}
