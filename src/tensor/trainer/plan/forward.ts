/** Plans the way forward: the steps that compute each node of a graph, and when they run. */
import { operands } from '../../graph-walk.ts';
import { planFlags } from '../nodes/choices.ts';
import type { NodeOf } from '../nodes/node-rule.ts';
import { nodeRules } from '../nodes/rules.ts';
import { type Planner, unsuitable } from './planner.ts';

/**
 * Plans all steps from the inputs and parameters to the outputs.
 *
 * @throws KernelError when a mean over the batch goes back into its rows
 */
export function planForward(plan: Planner): void {
  const { graph, nodes, classes, phases } = plan;
  const choices = nodes.filter((i) => graph.nodes[i]!.op === 'choose');
  const choice = (i: number) => graph.nodes[i] as NodeOf<'choose'>;
  const gates = new Set(choices.map((i) => choice(i).live));
  plan.steps = phases.forward;
  for (const i of gates) planNode(plan, i);
  // A choice inside a branch has the smaller number: what it is in comes first.
  for (const i of choices.toReversed()) planFlags(plan, i, choice(i));
  const phaseOf = { static: phases.head, rows: phases.forward, tail: phases.tail };
  for (const i of nodes) {
    if (gates.has(i)) continue;
    plan.guard = plan.guardOf(i);
    plan.steps = phaseOf[classes[i]!];
    if (classes[i] === 'rows' && operands(graph.nodes[i]!).some((from) => classes[from] === 'tail'))
      throw unsuitable('a mean over the batch goes back into its rows');
    planNode(plan, i);
  }
  plan.guard = undefined;
}

function planNode(plan: Planner, i: number): void {
  const node = plan.graph.nodes[i]!;
  nodeRules[node.op].forward(plan, i, node);
}
