/** What a kind of node is to the planner. Each kind has a rule, in a file beside this one; `rules.ts` lists them. */
import type { GraphNode } from '../../graph.ts';
import type { View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { WayBack } from '../plan/way-back.ts';

export type NodeOf<Op extends GraphNode['op']> = Extract<GraphNode, { op: Op }>;

export interface NodeRule<N extends GraphNode = GraphNode> {
  /** Plans the steps that compute node `i`; those of its operands are planned. */
  forward(plan: Planner, i: number, node: N): void;
  /** Plans the steps that give its operands what they get for `dy`, the gradient of node `i`. */
  back(way: WayBack, i: number, node: N, dy: View): void;
}
