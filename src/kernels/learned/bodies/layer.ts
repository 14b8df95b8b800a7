/** A dense layer as bodies begin it. */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';

/**
 * `x · W + b`, b = 0 at first and W normal of variance 1 / `width`: variance scaling by the fan-out,
 * as published, but with its tails.
 */
export function layer(g: GraphBuilder, name: string, x: NodeId, width: number): NodeId {
  return g.dense(name, x, width, undefined, Math.sqrt(g.shape(x)[1] / width));
}

/** The standard deviation of first weights that lead to `width` numbers. */
export function fanOut(width: number): number {
  return Math.sqrt(1 / width);
}

/** A learned gain and offset of each column: what a batch normalisation is that never sees a batch. */
export function affine(g: GraphBuilder, name: string, x: NodeId): NodeId {
  const width = g.shape(x)[1];
  const gain = g.binary('add', g.param(`${name}/gain`, 1, width, 0), g.constant([1]));
  return g.binary('add', g.binary('mul', x, gain), g.param(`${name}/offset`, 1, width, 0));
}
