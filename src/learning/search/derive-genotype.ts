/** From probabilities to a network: which edges and operations of a search stay. */
import type { CellGenotype, Genotype } from '../../kernels/learned/cells/genotype.ts';
import { reducedNodes, type SearchSpec, type SupernetEdge } from '../../kernels/learned/cells/supernet.ts';
import { expandingCells } from '../../kernels/learned/cells/wiring.ts';

/**
 * Of each edge its most probable operation but `none`, of each node the two edges whose
 * operation is the most probable.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788.
 * They compare α across edges; it means something only within one, so p is compared here.
 *
 * @param probabilities  by edge and operation, in the order of `spec.operations`
 */
export function deriveGenotype(
  spec: SearchSpec,
  edges: readonly SupernetEdge[],
  probabilities: readonly (readonly number[])[],
): Genotype {
  const best = edges.map((edge, e) => {
    const ranked = spec.operations
      .map((operation, k) => ({ operation, p: probabilities[e]![k]! }))
      .filter(({ operation }) => operation !== 'none')
      .sort((a, b) => b.p - a.p);
    return { ...edge, ...ranked[0]! };
  });
  const cells = expandingCells(spec.cells).map((expands, c): CellGenotype => {
    const nodes = Array.from({ length: spec.cellSize }, (_, k) => k + 2);
    return {
      expands,
      edges: nodes.flatMap((to) =>
        best
          .filter((edge) => edge.cell === c && edge.to === to)
          .sort((a, b) => b.p - a.p || a.from - b.from)
          .slice(0, 2)
          .sort((a, b) => a.from - b.from)
          .map(({ operation, from }) => ({ operation, from })),
      ),
      reduced: reducedNodes(spec),
    };
  });
  return { cells };
}
