/**
 * Plans the way back: from the loss, node by node in reverse, to the gradient of every
 * parameter.
 */
import { f32x4 } from '../../../wasm/encoder.ts';
import { pieceOf } from '../nodes/columns.ts';
import { nodeRules } from '../nodes/rules.ts';
import { type NodeClass, type Planner, unsuitable } from './planner.ts';
import { WayBack } from './way-back.ts';

/**
 * Plans all steps from the loss to the flat gradient, after those forward.
 *
 * @throws KernelError when the loss is no single number, or no plain sum of its means
 */
export function planBackward(plan: Planner): void {
  const { graph, phases, nodes, classes } = plan;
  const loss = graph.outputs.loss!;
  const [rows, width] = graph.shapes[loss]!;
  if (rows !== 1 || width !== 1) throw unsuitable(`the loss has shape [${rows || 'batch'}, ${width}]`);
  const way = new WayBack(plan);
  const back = (own: NodeClass) => {
    for (const i of nodes.toReversed())
      if (classes[i] === own && plan.needsGradient[i]) plan.within(plan.guardOf(i), () => planNode(way, i));
  };
  plan.steps = classes[loss] === 'static' ? phases.after : phases.seeds;
  if (plan.needsGradient[loss]) plan.map('loss', [], [way.gradients.target(loss)], () => [f32x4.const(1)]);
  back('tail');
  plan.steps = phases.backward;
  way.now('rows');
  back('rows');
  plan.steps = phases.after;
  way.now('weights');
  way.now('sums');
  back('static');
}

/** What node `i` gives to its operands; a piece has its gradient in that of the whole. */
function planNode(way: WayBack, i: number): void {
  const node = way.plan.graph.nodes[i]!;
  if (pieceOf(way.plan.graph, i)) return;
  const dy = way.gradients.take(i);
  if (dy) nodeRules[node.op].back(way, i, node, dy);
}
