/** Activations by the names users know, in operations every machine has. */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Activation } from '../shape/shape.ts';

/** Slope of a leaky unit below 0, and where that of a learned one begins. */
const leak = 0.2;

/** @param name  of the layer: a learned slope is called `<name>/slope` */
export function activate(g: GraphBuilder, name: string, activation: Activation, x: NodeId): NodeId {
  const zero = () => g.constant([0]);
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
    case 'elu':
    case 'swish':
      return g.unary(activation, x);
    case 'relu6':
      return g.binary('min', g.unary('relu', x), g.constant([6]));
    case 'leakyrelu':
      return g.binary('max', x, g.binary('mul', x, g.constant([leak])));
    case 'prelu': {
      const slope = g.binary('add', g.param(`${name}/slope`, 1, g.shape(x)[1], 0), g.constant([leak]));
      return g.binary('add', g.unary('relu', x), g.binary('mul', g.binary('min', x, zero()), slope));
    }
  }
}
