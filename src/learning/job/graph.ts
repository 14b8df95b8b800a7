/** The graph that a kernel's parameters are trained with. */
import type { Network } from '../../crn/network.ts';
import { AbstractionError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { type BuildBody, bodyOf } from '../../kernels/learned/bodies/body.ts';
import { gaussianTrainingGraph } from '../../kernels/learned/heads/gaussian/graph.ts';
import { countsTrainingGraph } from '../../kernels/learned/heads/mixture/graph.ts';
import { openHead } from '../../kernels/learned/heads/open-head.ts';
import { vanTrainingGraph } from '../../kernels/learned/heads/van/graph.ts';
import type { Graph } from '../../tensor/graph.ts';
import { outcomesOf } from '../data/examples.ts';

/** What is known of a kernel before it is trained. */
export type KernelParts = Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling' | 'genotype'>;

/**
 * Inputs are those of `examplesOf`; the output `loss` is in nats.
 *
 * @param body  default: that of the shape
 * @throws AbstractionError for a body that is searched for, without a genotype
 */
export function trainingGraph(network: Network, parts: KernelParts, body?: BuildBody): Graph {
  const { scaling } = parts;
  const { head } = parts.shape;
  const { featureWidth } = openHead(network, parts);
  const species = network.species.length;
  const build = body ?? bodyOf(parts, species);
  if (head.kind === 'gaussian') return gaussianTrainingGraph(build, featureWidth, head, species);
  if (scaling.head !== head.kind)
    throw new AbstractionError('training', 'the scaling is that of another head', 'Measure the data again.');
  const outcomes = outcomesOf(head);
  return head.kind === 'van'
    ? vanTrainingGraph(build, featureWidth, head, scaling, outcomes)
    : countsTrainingGraph(build, featureWidth, head.mixtures, scaling, outcomes);
}
