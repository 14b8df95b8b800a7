/** Parameters as the emitted code reads them: packed, and what depends on them alone computed. */
import { evaluateNodes } from '../evaluate.ts';
import { type Graph, paramLayout } from '../graph.ts';
import { batchNodes, checkParams, neededNodes } from '../graph-walk.ts';
import { packWeights } from '../vector/dense.ts';
import type { InferencePlan } from './plan.ts';

/**
 * Writes the `weightBytes` of a plan.
 *
 * @param params  flat, as `paramLayout` says
 * @param at      byte address, a multiple of 16
 */
export function writeWeights(
  graph: Graph,
  plan: InferencePlan,
  params: Float32Array,
  buffer: ArrayBufferLike,
  at: number,
): void {
  checkParams(paramLayout(graph).size, params);
  const batch = batchNodes(graph);
  const names = plan.outputs.map(({ name }) => name);
  const nodes = neededNodes(graph, names).filter((i) => !batch[i]);
  const values = evaluateNodes(graph, nodes, 1, {}, params);
  const floats = (offset: number, length: number) => new Float32Array(buffer, at + offset, length);
  for (const { node, offset, packed } of plan.statics) {
    const { rows, width, data } = values.get(node)!;
    if (packed) packWeights(data, rows, width, floats(offset, rows * Math.ceil(width / 4) * 4));
    else floats(offset, data.length).set(data);
  }
}
