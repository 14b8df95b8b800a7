/** Columns taken out of a matrix, and matrices put side by side. */
import type { Graph } from '../../graph.ts';
import { emitMap } from '../emit/planes.ts';
import { part, type View } from '../plan/plan.ts';
import type { Planner } from '../plan/planner.ts';
import type { NodeOf, NodeRule } from './node-rule.ts';

export const columns: NodeRule<NodeOf<'columns'>> = {
  forward(plan, i, { a, index }) {
    const piece = pieceOf(plan.graph, i);
    if (piece) plan.setValue(i, part(plan.value(piece.node), piece.column, plan.width(i)));
    else planSideBySide(plan, i, 'columns', runs(index, plan.value(a)));
  },
  back(way, _, { a, index }, dy) {
    let column = 0;
    for (const { column: target, width } of runs(index, { ...dy, column: 0 })) {
      way.plan.copy('columns', part(dy, column, width), way.gradients.target(a, target, width));
      column += width;
    }
  },
};

export const concat: NodeRule<NodeOf<'concat'>> = {
  forward(plan, i, { parts }) {
    planSideBySide(
      plan,
      i,
      'concat',
      parts.map((p) => plan.value(p)),
    );
  },
  back(way, i, { parts }, dy) {
    let column = 0;
    for (const p of parts) {
      const width = way.plan.width(p);
      way.give(i, p, { copy: part(dy, column, width) });
      column += width;
    }
  },
};

/** Copies matrices to neighbouring columns of a node. */
function planSideBySide(plan: Planner, i: number, name: string, sources: readonly View[]): void {
  const to = plan.result(i).view;
  plan.push(name, sources, [to], (f, frame) => {
    let column = 0;
    for (const from of sources) {
      emitMap(f, frame, [from], [{ view: part(to, column, from.width), add: false }], (x) => [x!]);
      column += from.width;
    }
  });
}

/** Does a node only name neighbouring columns of another, which lie where they lay? */
export function pieceOf(graph: Graph, i: number): { node: number; column: number } | undefined {
  const node = graph.nodes[i]!;
  if (node.op !== 'columns') return undefined;
  const [column] = node.index as [number];
  return node.index.every((c, k) => c === column + k) ? { node: node.a, column } : undefined;
}

/** Neighbouring columns together. */
function runs(index: readonly number[], from: View): View[] {
  const views: View[] = [];
  for (let k = 0; k < index.length; ) {
    let length = 1;
    while (index[k + length] === index[k]! + length) length++;
    views.push(part(from, index[k]!, length));
    k += length;
  }
  return views;
}
