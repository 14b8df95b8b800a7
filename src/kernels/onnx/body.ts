/** The network of a kernel in the file, and columns of what it puts out. */
import { addGraph } from '../../tensor/onnx/from-graph.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';
import type { LearnedGraph } from '../learned/learned-graph.ts';

export interface Body {
  readonly model: OnnxModel;
  readonly network: LearnedGraph;
  readonly weights: Float32Array;
  /** Components of its mixtures. */
  readonly mixtures: number;
}

/** The network's numbers for each row: a function that cuts columns from..to−1 out of them. */
export function addBody({ model, network, weights }: Body, features: Value) {
  const { graph, input, output } = network;
  const head = addGraph(model, graph, weights, new Map([[input, features]]), [output]).get(output)!;
  return (from: number, to: number): Value =>
    model.node('Slice', [head, ...[from, to, 1].map((n) => model.constant('int64', [1], [n]))]);
}
