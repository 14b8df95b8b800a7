/**
 * What every network is made of: one step for each variable, which gives its logits and leaves
 * something to the next, so that a law can be drawn from without going over the same ground again.
 */
import type { GraphBuilder, NodeId } from '../../../../tensor/graph.ts';
import type { Features } from '../features.ts';

/** What a step may read; see {@link Features}. */
export interface Given {
  /** Of all variables; only those before count. */
  readonly features: NodeId;
  /** Of the variable before; at the first step, the start. */
  readonly own: NodeId;
  /** What the step before has left: nothing at first. */
  readonly left: readonly NodeId[];
}

export interface Stepped {
  /** Of the variable, shape [rows, classes of it]. */
  readonly logits: NodeId;
  readonly left: readonly NodeId[];
}

/** Writes the step of variable i. */
export type WriteStep = (i: number, given: Given) => Stepped;

export interface NetworkSteps {
  readonly features: Features;
  /** To write steps into a graph: all of them, or one. */
  readonly open: (g: GraphBuilder) => WriteStep;
}

/** Parameters that several steps share: made when first asked for. */
export function sharedParams(g: GraphBuilder): GraphBuilder['param'] {
  const known = new Map<string, NodeId>();
  return (name, rows, width, init) => {
    const node = known.get(name) ?? g.param(name, rows, width, init);
    known.set(name, node);
    return node;
  };
}
