/** The network of an abstraction: what an inference or a device opens. */
import type { Network } from '../../crn/network.ts';
import type { Graph } from '../../tensor/graph.ts';
import type { Abstraction } from '../abstraction.ts';
import { bodyOf } from './bodies/body.ts';
import { gaussianGraph } from './heads/gaussian/graph.ts';
import { inferenceGraph } from './heads/mixture/graph.ts';
import { openHead } from './heads/open-head.ts';
import { vanInferenceGraph } from './heads/van/graph.ts';

/** A graph of one input and one output. */
export interface LearnedGraph {
  readonly graph: Graph;
  /** Names of its input and output. */
  readonly input: string;
  readonly output: string;
  readonly inputWidth: number;
  readonly outputWidth: number;
}

/** @throws KernelError where the network's counts cannot be decoded one by one */
export function learnedGraph(
  network: Network,
  abstraction: Pick<Abstraction, 'shape' | 'genotype' | 'domain' | 'dt' | 'scaling'>,
): LearnedGraph {
  const { featureWidth, outputWidth } = openHead(network, abstraction);
  const { head } = abstraction.shape;
  const { scaling } = abstraction;
  const species = network.species.length;
  const body = bodyOf(abstraction, species);
  const graph =
    head.kind === 'gaussian'
      ? gaussianGraph(body, featureWidth, head, species)
      : head.kind === 'van' && scaling.head === 'van'
        ? vanInferenceGraph(body, featureWidth, head, scaling)
        : inferenceGraph(body, featureWidth, outputWidth);
  return { graph, input: 'features', output: 'head', inputWidth: featureWidth, outputWidth };
}
