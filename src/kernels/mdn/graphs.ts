/**
 * The network of a kernel as a graph: a body, and one layer more. Each head says in its own
 * file how it is trained, with the same parameters in the same order.
 */
import { type Graph, GraphBuilder, type NodeId } from '../../tensor/graph.ts';
import type { BuildBody } from './bodies/body.ts';

/** What a head puts out, from `features`. */
export function outputs(g: GraphBuilder, body: BuildBody, featureWidth: number, outputWidth: number): NodeId {
  return g.dense('head', body(g, g.input('features', featureWidth)), outputWidth, undefined, 0.1);
}

/** What a kernel runs: `features` in, `head` out. */
export function inferenceGraph(body: BuildBody, featureWidth: number, outputWidth: number): Graph {
  const g = new GraphBuilder();
  return g.build({ head: outputs(g, body, featureWidth, outputWidth) });
}
