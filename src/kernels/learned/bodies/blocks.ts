/**
 * Blocks of two layers (`a`, `b`) or of one (`c`), each adding what it made to what it read
 * or made before. Body `b` has a dense layer before them.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788.
 */
import { KernelError } from '../../../errors.ts';
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { BodySpec } from '../shape/shape.ts';
import { activate } from './activations.ts';
import { affine, layer } from './layer.ts';

type Blocks = Extract<BodySpec, { kind: 'body_a' | 'body_b' }>;

/** @throws KernelError where block `c` would add numbers of unequal width */
export function blocksBody(g: GraphBuilder, features: NodeId, spec: Blocks): NodeId {
  const first = spec.kind === 'body_b' ? after(g, 'body/first', features, spec) : features;
  return Array.from({ length: spec.blocks }, (_, i) => `body/${i}`).reduce<NodeId>(
    (x, name) => block(g, name, x, spec),
    first,
  );
}

function block(g: GraphBuilder, name: string, x: NodeId, spec: Blocks): NodeId {
  if (spec.block === 'c') {
    if (g.shape(x)[1] !== spec.hidden)
      throw new KernelError(
        `${spec.kind}, block c`,
        `it adds ${spec.hidden} numbers to the ${g.shape(x)[1]} it reads`,
        'Take body_b, whose first layer makes them as many, or another block.',
      );
    return g.binary('add', x, after(g, `${name}/0`, x, spec));
  }
  const one = spec.block === 'a' ? after : before;
  const h1 = one(g, `${name}/0`, x, spec);
  return g.binary('add', h1, one(g, `${name}/1`, h1, spec));
}

/** A layer whose affine map comes last. */
function after(g: GraphBuilder, name: string, x: NodeId, { hidden, activation, batchNorm }: Blocks): NodeId {
  const y = activate(g, name, activation, layer(g, name, x, hidden));
  return batchNorm ? affine(g, name, y) : y;
}

/** A layer whose affine map comes first. */
function before(g: GraphBuilder, name: string, x: NodeId, { hidden, activation, batchNorm }: Blocks): NodeId {
  return activate(g, name, activation, layer(g, name, batchNorm ? affine(g, name, x) : x, hidden));
}
