/**
 * A learned kernel: a network that draws the state after a step, by one of the heads of `learned/`.
 *
 * Use when a step holds many events, so that exact simulation is dear. Not when rows
 * expect a handful of events: exact SSA is cheaper then, and `hybrid` finds those rows.
 * Rows are stepped by emitted WebAssembly (`learned/rows/`) around an inference.
 * Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788; the heads of integers are ours
 * (`learned/heads/integer/head.ts`), the published one is `learned/heads/gaussian/head.ts`.
 */
import type { Network } from '../crn/network.ts';
import { KernelError } from '../errors.ts';
import { openStaged, shareWeights, stagedBytes } from '../tensor/inference/staged.ts';
import type { OpenStaged } from '../tensor/machine.ts';
import { createMemory, isPrepared } from '../wasm/memory.ts';
import type { Abstraction } from './abstraction.ts';
import { openHead } from './learned/heads/open-head.ts';
import { learnedGraph } from './learned/learned-graph.ts';
import { LearnedKernel, type LearnedRowKernel, type LearnedSpec } from './learned/learned-kernel.ts';
import { openRowModule, rowModuleBytes } from './learned/rows/row-module.ts';
import { copyBytes } from './learned/rows/row-walk.ts';
import { openSsa } from './ssa.ts';

export type { LearnedRowKernel, LearnedSpec } from './learned/learned-kernel.ts';

/** What a learned kernel is opened for. */
export interface LearnedJob {
  readonly network: Network;
  readonly abstraction: Abstraction;
  /** Made by `createMemory`; see {@link learnedBytes}. Counts that lie elsewhere are copied in and out. */
  readonly memory?: WebAssembly.Memory;
  /** Where {@link shareLearnedWeights} has put the weights. Default: a copy for this thread. */
  readonly weightsAt?: number;
  /** Fused multiply–add; the last bits then depend on the machine. Default: where the machine has it. */
  readonly relaxed?: boolean;
  /** Runs the network elsewhere, such as on a device. Default: on this thread. */
  readonly inference?: OpenStaged;
}

/**
 * Bytes of a memory that learned kernels take: `weights` once by {@link shareLearnedWeights},
 * `kernel` for each kernel that is opened with them, exact simulation not counted.
 *
 * @param staged  rows that the job's own inference stages at a time; default: none is given
 */
export function learnedBytes(
  network: Network,
  abstraction: Abstraction,
  staged = 0,
): { readonly weights: number; readonly kernel: number } {
  const head = openHead(network, abstraction);
  const { weights, scratch, capacity } = stagedBytes(learnedGraph(network, abstraction).graph);
  const options = { network, abstraction, head, outside: 'ssa', exactBelow: 0 } as const;
  const rows = rowModuleBytes(options, Math.max(staged, capacity));
  return { weights, kernel: scratch + rows + copyBytes(network) };
}

/**
 * Puts the weights of an abstraction into a memory, for all kernels opened in it.
 *
 * @returns their byte address, for `weightsAt` of the jobs
 */
export function shareLearnedWeights(
  network: Network,
  abstraction: Abstraction,
  memory: WebAssembly.Memory,
): number {
  return shareWeights(learnedGraph(network, abstraction).graph, abstraction.weights, memory);
}

/**
 * Opens a learned kernel with exact SSA beside it; rows outside its training domain go where `spec.outside` says.
 *
 * @param exactBelow  rows that expect fewer events than this in a step are stepped exactly
 */
export async function openLearned(
  spec: LearnedSpec,
  job: LearnedJob,
  exactBelow = 0,
): Promise<LearnedRowKernel> {
  const { network, abstraction, weightsAt, relaxed } = job;
  if (job.memory && !isPrepared(job.memory))
    throw new KernelError(`${spec.kind} kernel`, 'the memory has no tables', 'Make it with createMemory.');
  const bytes = learnedBytes(network, abstraction);
  const memory = job.memory ?? createMemory(bytes.weights + bytes.kernel);
  const head = openHead(network, abstraction);
  const { graph } = learnedGraph(network, abstraction);
  const local = job.inference
    ? undefined
    : openStaged(graph, abstraction.weights, memory, {
        ...(weightsAt === undefined ? {} : { weightsAt }),
        ...(relaxed === undefined ? {} : { relaxed }),
      });
  const staged = local ?? job.inference!(graph, abstraction.weights, memory);
  const options = { network, abstraction, head, outside: spec.outside, exactBelow };
  const module = await openRowModule(options, memory, staged);
  const ssa = await openSsa({ network, ...(job.memory ? { memory } : {}) });
  return new LearnedKernel({
    spec,
    network,
    abstraction,
    memory,
    head,
    staged,
    module,
    ssa,
    backend: local?.backend ?? 'given',
  });
}
