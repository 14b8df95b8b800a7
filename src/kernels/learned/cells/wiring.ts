/**
 * How cells follow each other: each reads the outputs of the two before it, some widen
 * what they read, and a cell's output is the mean of its last nodes.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788,
 * section 4.1. One thing differs: the paper's network reads counts and rates alone, so its
 * first width is their number; ours reads several features of each, so the first expansion
 * is from all features to the number of counts and rates times the multiplier.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { LearnedShape, Operation } from '../shape/shape.ts';
import { addOperation } from './operations.ts';

/** What widths cells have. */
export interface CellWidths {
  /** Numbers that describe a row, as {@link rowNumbers} counts them. */
  readonly width: number;
  /** How many times wider an expansion makes it. */
  readonly multiplier: number;
}

/** Counts and rates that a network reads of a row, over all steps it looks back on. */
export function rowNumbers(species: number, { rateInputs, stepInput, past }: LearnedShape): number {
  return past * (species + rateInputs.length + (stepInput ? 1 : 0));
}

/** Which of so many cells expand: the first of up to three, else those at a third and two thirds. */
export function expandingCells(cells: number): boolean[] {
  const at = cells <= 3 ? [0] : [Math.floor(cells / 3), Math.floor((2 * cells) / 3)];
  return Array.from({ length: cells }, (_, c) => at.includes(c));
}

/** Name of an operation from one node of a cell to another; its parameters are called after it. */
export function edgeName(cell: number, from: number, to: number, operation: Operation): string {
  return `body/cell${cell}/${from}-${to}/${operation}`;
}

/**
 * Adds the cells to a graph.
 *
 * @param x      the features
 * @param cells  of each: does it expand, how many nodes besides its inputs, which are averaged
 * @param node   adds node `to` of a cell, given those before it
 * @returns the output of the last cell
 */
export function wireCells(
  g: GraphBuilder,
  x: NodeId,
  cells: readonly {
    readonly expands: boolean;
    readonly size: number;
    readonly reduced: readonly number[];
  }[],
  { width, multiplier }: CellWidths,
  node: (cell: number, to: number, before: readonly NodeId[]) => NodeId,
): NodeId {
  let [last, beforeLast] = [x, x];
  let now = g.shape(x)[1];
  let expansions = 0;
  cells.forEach(({ expands, size, reduced }, c) => {
    if (expands) now = width * multiplier ** ++expansions;
    const enter = (from: NodeId, k: number): NodeId =>
      !expands && g.shape(from)[1] === now
        ? from
        : addOperation(g, `body/cell${c}/in${k}`, 'simple_dense', from, now)!;
    const nodes = [enter(beforeLast, 0), enter(last, 1)];
    for (let to = 2; to < size + 2; to++) nodes.push(node(c, to, nodes));
    const sum = reduced.map((k) => nodes[k]!).reduce((a, b) => g.binary('add', a, b));
    const mean = reduced.length > 1 ? g.binary('mul', sum, g.constant([1 / reduced.length])) : sum;
    [beforeLast, last] = [last, mean];
  });
  return last;
}
