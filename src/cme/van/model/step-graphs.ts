/** The steps of a network, each as a graph of its own: what draws go through one by one. */
import { type Graph, GraphBuilder, type NodeId, paramLayout } from '../../../tensor/graph.ts';
import type { VanModel } from './model.ts';
import { openNetwork } from './network.ts';

/**
 * One graph for each variable. It reads `own` or `features`, see `Given`, and `left/0`, `left/1` …; it
 * gives `logits`, not masked, and what is left to the next step under the same names.
 */
export function stepGraphs({ network, variables }: VanModel): Graph[] {
  const { features, open } = openNetwork(network, variables);
  const last = variables.classes.length - 1;
  let widths: readonly number[] = [];
  return variables.classes.map((_, i) => {
    const g = new GraphBuilder();
    const given = {
      features: g.input('features', features.offset.at(-1)!),
      own: g.input('own', features.offset[i]! - (i > 0 ? features.offset[i - 1]! : 0)),
      left: widths.map((width, k) => g.input(`left/${k}`, width)),
    };
    const { logits, left } = open(g)(i, given);
    widths = left.map((node) => g.shape(node)[1]);
    const outputs: Record<string, NodeId> = { logits };
    // Nothing follows the last.
    if (i < last) left.forEach((node, k) => (outputs[`left/${k}`] = node));
    return g.build(outputs);
  });
}

/** Of the weights of the whole network, those of one step, as its graph lays them out. */
export function stepWeights(model: VanModel, step: Graph, weights: Float32Array): Float32Array {
  const places = new Map(paramLayout(model.graph).params.map(({ name, offset }) => [name, offset]));
  const { params, size } = paramLayout(step);
  const out = new Float32Array(size);
  for (const { name, rows, width, offset } of params) {
    const from = places.get(name)!;
    out.set(weights.subarray(from, from + rows * width), offset);
  }
  return out;
}
