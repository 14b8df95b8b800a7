import { describe, expect, test } from 'vitest';
import { vanModel } from '../../../../src/cme/van/model/model.ts';
import { readNetwork } from '../../../../src/cme/van/model/network-text.ts';
import { stepGraphs, stepWeights } from '../../../../src/cme/van/model/step-graphs.ts';
import { variables } from '../../../../src/cme/van/model/variables.ts';
import type { Graph } from '../../../../src/tensor/graph.ts';
import { batchNodes, neededNodes } from '../../../../src/tensor/graph-walk.ts';
import { initParams } from '../../../../src/tensor/initialise.ts';

const species = 12;
const v = variables(
  'van',
  Array.from({ length: species }, (_, s) => `X${s}`),
  [],
  new Array<number>(species).fill(9),
);
const open = (text: string) => vanModel(readNetwork(text)!, v, false);

/** Numbers that a row takes: one for each result, of a product one for each term. */
function work(graph: Graph, outputs: readonly string[] = Object.keys(graph.outputs)): number {
  const batch = batchNodes(graph);
  return neededNodes(graph, outputs).reduce((sum, i) => {
    const node = graph.nodes[i]!;
    if (!batch[i] || node.op === 'input') return sum;
    return sum + graph.shapes[i]![1] * (node.op === 'matmul' ? graph.shapes[node.b]![0] : 1);
  }, 0);
}

describe('a draw goes through the whole network once', () => {
  for (const text of ['nade', 'gru', 'transformer'])
    test(text, () => {
      const model = open(text);
      const each = v.classes.map((_, i) => `logits/${i}`);
      const once = work(model.graph, each);
      const drawn = stepGraphs(model).reduce((sum, graph) => sum + work(graph), 0);
      expect(drawn).toBeLessThan(1.05 * once);
      // Control: nothing kept, it is several times that.
      expect(each.reduce((sum, name) => sum + work(model.graph, [name]), 0)).toBeGreaterThan(3 * once);
    });

  test('but for a masked one, of which each species takes a pass', () => {
    const model = open('made');
    const drawn = stepGraphs(model).reduce((sum, graph) => sum + work(graph), 0);
    expect(drawn / work(model.graph, ['logits'])).toBeGreaterThan(species / 2);
  });
});

test('a step has the weights of its own', () => {
  const model = open('nade:3');
  const weights = initParams(model.graph, 1);
  const parts = stepGraphs(model).map((graph) => stepWeights(model, graph, weights));
  expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(weights.length);
  expect(parts.flatMap((part) => [...part]).sort()).toEqual([...weights].sort());
});
