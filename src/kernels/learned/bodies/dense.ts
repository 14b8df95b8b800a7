/** Dense layers; where widths agree, a layer adds to what came before. */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { BodySpec } from '../shape/shape.ts';
import { activate } from './activations.ts';

export function denseBody(
  g: GraphBuilder,
  features: NodeId,
  { hidden, activation }: Extract<BodySpec, { kind: 'dense' }>,
): NodeId {
  return hidden.reduce<NodeId>((x, width, i) => {
    const layer = activate(g, `body/${i}`, activation, g.dense(`body/${i}`, x, width, undefined, Math.SQRT2));
    return i > 0 && g.shape(x)[1] === width ? g.binary('add', x, layer) : layer;
  }, features);
}
