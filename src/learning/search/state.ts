/** Where a search has come to. */
import { AbstractionError } from '../../errors.ts';
import type { Genotype } from '../../kernels/learned/cells/genotype.ts';
import type { AdamState } from '../../tensor/adam.ts';
import { paramLayout } from '../../tensor/graph.ts';
import { initParams } from '../../tensor/initialise.ts';
import type { CostTable } from './latency.ts';
import { type ArchitectureState, beginArchitecture } from './passes/architecture.ts';
import { blocksOf, Weights } from './passes/weights.ts';
import { beginRate, type RateState } from './schedule.ts';
import type { SearchSpace } from './space.ts';

/** What a turn came to. */
export interface SearchTurn {
  /** Passes so far over training and validation examples. */
  readonly epoch: number;
  readonly architectureEpoch: number;
  /** Mean loss of the sampled paths over the last pass of each kind, nats. */
  readonly loss: number;
  readonly validation: number;
  /** What the architecture's loss has besides the validation loss. */
  readonly penalty: number;
  /** By edge and operation, in the order of the spec. */
  readonly alphas: readonly (readonly number[])[];
  readonly probabilities: readonly (readonly number[])[];
  /** Mean over edges, nats. */
  readonly entropy: number;
  /** Of a path drawn by the probabilities, µs per row; 0 where nothing was measured. */
  readonly latency: number;
  readonly genotype: Genotype;
}

/** All there is to know between two passes: plain data. */
export interface SearchState {
  readonly epoch: number;
  readonly architectureEpoch: number;
  readonly params: Float32Array;
  readonly adam: readonly AdamState[];
  readonly architecture: ArchitectureState;
  readonly weightRate: RateState;
  readonly architectureRate: RateState;
  readonly loss: number;
  readonly validation: number;
  /** By edge and operation. */
  readonly microseconds: readonly (readonly number[])[];
  readonly history: readonly SearchTurn[];
}

/** What operations cost at a width. */
export type Costs = (width: number) => CostTable | Promise<CostTable>;

/** @throws AbstractionError when latencies are to count and not given */
export async function beginSearch(
  space: SearchSpace,
  seed: number,
  costs: Costs | undefined,
): Promise<SearchState> {
  const { graph, edges, operations, schedule } = space;
  return {
    epoch: 0,
    architectureEpoch: 0,
    params: initParams(graph, seed),
    adam: new Weights(blocksOf(paramLayout(graph), space)).states,
    architecture: beginArchitecture(edges.length * operations.length),
    weightRate: beginRate(schedule.weightRate),
    architectureRate: beginRate(schedule.architectureRate),
    loss: Number.POSITIVE_INFINITY,
    validation: Number.POSITIVE_INFINITY,
    microseconds: await microsecondsOf(space, costs),
    history: [],
  };
}

async function microsecondsOf(
  { spec, edges, operations }: SearchSpace,
  costs: Costs | undefined,
): Promise<number[][]> {
  if (spec.latency > 0 && !costs)
    throw new AbstractionError('search', 'latency is to count, but none was measured', 'Give `costs`.');
  const known = new Map<number, CostTable>();
  for (const { width } of edges) if (costs && !known.has(width)) known.set(width, await costs(width));
  return edges.map(({ width }) => operations.map((operation) => known.get(width)?.[operation] ?? 0));
}
