/** What the probabilities of a search say: a genotype, and the report of a turn. */
import type { Genotype } from '../../kernels/learned/cells/genotype.ts';
import { deriveGenotype } from './derive-genotype.ts';
import {
  type ArchitectureState,
  architecturePenalty,
  entropyOf,
  probabilitiesOf,
} from './passes/architecture.ts';
import type { SearchSpace } from './space.ts';
import type { SearchState, SearchTurn } from './state.ts';

export function genotypeOf(
  { spec, edges, operations }: SearchSpace,
  { alphas }: ArchitectureState,
): Genotype {
  return deriveGenotype(spec, edges, probabilitiesOf(alphas, operations.length));
}

/** What the turn that ends in this state came to. */
export function turnOf(space: SearchSpace, state: SearchState): SearchTurn {
  const { epoch, architectureEpoch, loss, validation, architecture, microseconds } = state;
  const n = space.operations.length;
  const probabilities = probabilitiesOf(architecture.alphas, n);
  const latency = probabilities.flatMap((p, e) => p.map((x, k) => x * microseconds[e]![k]!));
  return {
    epoch,
    architectureEpoch,
    loss,
    validation,
    penalty: architecturePenalty(probabilities, { microseconds, latency: space.spec.latency }),
    alphas: probabilities.map((_, e) => Array.from(architecture.alphas.subarray(e * n, (e + 1) * n))),
    probabilities,
    entropy: entropyOf(probabilities),
    latency: latency.reduce((a, b) => a + b, 0),
    genotype: genotypeOf(space, architecture),
  };
}
