/**
 * All bodies that a search chooses from, in one graph: every node gets every operation
 * from every node before it, and gates say which of them count.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { BodySpec, Operation } from '../shape/shape.ts';
import { addOperation } from './operations.ts';
import { type CellWidths, edgeName, expandingCells, wireCells } from './wiring.ts';

/** The inputs and the parameter that a supernet has besides its layers, all of {@link Supernet.gates} columns. */
export const gateNames = {
  /** Input: above 0 where a candidate is computed. */
  live: 'gates/live',
  /** Input: what its result is multiplied by. */
  weight: 'gates/weight',
  /** Parameter, added to the weights: 0, but its gradient is that of the loss by them. */
  shift: 'gates/shift',
} as const;

/** One mixed edge: a choice among operations. */
export interface SupernetEdge {
  readonly cell: number;
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** Its first gate; then one for each operation but `none`, in order. */
  readonly gate: number;
}

export interface Supernet {
  readonly output: NodeId;
  readonly edges: readonly SupernetEdge[];
  readonly gates: number;
}

export type SearchSpec = Extract<BodySpec, { kind: 'search' }>;

/** Operations with a gate: `none` gives nothing, gated or not. */
export function gated(operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => operation !== 'none');
}

/** Nodes that a cell of the search averages: the last ones. */
export function reducedNodes({ cellSize, reduce }: SearchSpec): number[] {
  return Array.from({ length: reduce }, (_, k) => cellSize + 2 - reduce + k);
}

/** Adds a supernet to a graph. */
export function buildSupernet(g: GraphBuilder, x: NodeId, spec: SearchSpec, width: number): Supernet {
  const candidates = gated(spec.operations);
  const perCell = (spec.cellSize * (spec.cellSize + 3)) / 2;
  const gates = spec.cells * perCell * candidates.length;
  const live = g.input(gateNames.live, gates);
  const shift = g.param(gateNames.shift, 1, gates, 0);
  const weights = g.binary('add', g.input(gateNames.weight, gates), shift);
  const reduced = reducedNodes(spec);
  const cells = expandingCells(spec.cells).map((expands) => ({ expands, size: spec.cellSize, reduced }));
  const widths: CellWidths = { width, multiplier: spec.multiplier };
  const edges: SupernetEdge[] = [];
  const output = wireCells(g, x, cells, widths, (cell, to, before) => {
    const mixed = before.map((node, from) => {
      const gate = edges.length * candidates.length;
      edges.push({ cell, from, to, width: g.shape(node)[1], gate });
      const branches = candidates.map(
        (operation) => addOperation(g, edgeName(cell, from, to, operation), operation, node)!,
      );
      const columns = candidates.map((_, k) => gate + k);
      return g.choose(live, columns, g.slice(weights, gate, gate + candidates.length), branches);
    });
    return mixed.reduce((a, b) => g.binary('add', a, b));
  });
  return { output, edges, gates };
}
