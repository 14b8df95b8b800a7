/** The body that a search has found. */
import { KernelError } from '../../../errors.ts';
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Genotype } from './genotype.ts';
import { addOperation } from './operations.ts';
import { type CellWidths, edgeName, wireCells } from './wiring.ts';

/**
 * Adds the cells of a genotype to a graph. Parameters have the names they had in the
 * search, so that their weights can be inherited.
 *
 * @param x  the features
 * @returns the output of the last cell
 * @throws KernelError when a node has no edge, or one from a node after it
 */
export function buildCells(g: GraphBuilder, x: NodeId, { cells }: Genotype, widths: CellWidths): NodeId {
  const plans = cells.map(({ expands, edges, reduced }) => ({ expands, size: edges.length / 2, reduced }));
  return wireCells(g, x, plans, widths, (c, to, before) => {
    const edges = cells[c]!.edges.slice(2 * (to - 2), 2 * (to - 1));
    const results = edges.flatMap(({ operation, from }) => {
      const node = before[from];
      const name = edgeName(c, from, to, operation);
      const result = node === undefined ? undefined : addOperation(g, name, operation, node);
      return result === undefined ? [] : [result];
    });
    if (results.length !== 2)
      throw new KernelError(
        `cell ${c + 1} of ${cells.length}, node ${to}`,
        `it has ${results.length} edges that lead somewhere`,
        'Take the genotype as the search wrote it.',
      );
    return g.binary('add', results[0]!, results[1]!);
  });
}
