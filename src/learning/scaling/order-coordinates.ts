/**
 * In which order coordinates are drawn one after another: what regulates comes before what it
 * regulates, and of those that regulate each other what varies least comes first, such as a gene before
 * its protein. Given what made it, a coordinate takes fewer bells.
 */
import { dependencies } from '../../crn/dependencies.ts';
import type { Network } from '../../crn/network.ts';
import type { Moves } from '../../kernels/learned/lattice/moves.ts';

/**
 * @param sd  how much each coordinate varies
 * @returns their numbers in `moves`, in order
 */
export function orderCoordinates(network: Network, moves: Moves, sd: readonly number[]): number[] {
  const rules = closure(readsFrom(network, moves));
  const left = new Set(sd.keys());
  const order: number[] = [];
  while (left.size > 0) {
    // Those that nothing left rules one-sidedly: there are such, since that is a partial order.
    const next = [...left]
      .filter((i) => [...left].every((j) => !rules[j]![i] || rules[i]![j]))
      .reduce((a, b) => (sd[b]! < sd[a]! ? b : a));
    left.delete(next);
    order.push(next);
  }
  return order;
}

/** Does a reaction that moves coordinate i read a species that coordinate j changes? By j, then i. */
function readsFrom(network: Network, { rank, basis, reactions }: Moves): boolean[][] {
  const { readers } = dependencies(network);
  return Array.from({ length: rank }, (_, j) =>
    Array.from({ length: rank }, (_, i) =>
      readers.some((by, s) => basis[s * rank + j] !== 0 && by.some((k) => reactions[k]![i] !== 0)),
    ),
  );
}

/** Reads, by way of others too (Warshall, J. ACM 9(1) 1962, doi 10.1145/321105.321107). */
function closure(direct: readonly (readonly boolean[])[]): boolean[][] {
  const reach = direct.map((row) => row.slice());
  for (const via of reach.keys())
    for (const row of reach) if (row[via]) for (const i of row.keys()) row[i] ||= reach[via]![i]!;
  return reach;
}
