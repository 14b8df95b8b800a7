/**
 * The support of the `counts` head as a table: for every set of reactions that may fire
 * in a step (`learned/lattice/closure.ts`), the bounds of each coordinate of the move (`learned/lattice/support.ts`).
 */
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import { Closures } from '../learned/lattice/closure.ts';
import type { Moves } from '../learned/lattice/moves.ts';
import { type Bound, Support } from '../learned/lattice/support.ts';

export interface SupportEntry {
  /** Numbers of the reactions that may fire, ascending. */
  readonly reactions: readonly number[];
  /** By coordinate. */
  readonly bounds: readonly (readonly Bound[])[];
}

/** A file with more entries than this helps nobody. */
const mostEntries = 4096;

/** @throws KernelError where there are more sets of reactions than a table should hold */
export function supportTable(network: Network, moves: Moves): SupportEntry[] {
  const closures = new Closures(network);
  const support = new Support(network, moves);
  const levels = network.species.map((_, s) => [
    ...new Set([
      0,
      ...network.reactions
        .flatMap((r) => r.reactants.flatMap((t) => (t.species === s ? [t.count] : [])))
        .sort((a, b) => a - b),
    ]),
  ]);
  /** A state of each closure, and the closures of states already raised. */
  const closed = new Map<string, { readonly reactions: readonly number[]; readonly state: number[] }>();
  const raised = new Set<string>();
  // From nothing at all, a species a level higher at a time. A state with as much of what its
  // reactions make as any reaction needs has the same closure, so only such states are raised.
  const open = [network.species.map(() => 0)];
  for (let state = open.pop(); state; state = open.pop()) {
    const { reactions, key } = closures.of(state, 0);
    for (const r of reactions)
      for (const { species, count } of network.reactions[r]!.change)
        if (count > 0) state[species] = levels[species]!.at(-1)!;
    if (raised.has(state.join())) continue;
    raised.add(state.join());
    closed.set(key, { reactions, state });
    if (raised.size > mostEntries)
      throw new KernelError(
        'ONNX model',
        `its reactions can be possible or impossible in more than ${mostEntries} ways, too many for a file`,
        'Export a smaller network.',
      );
    for (const [s, now] of state.entries()) {
      const next = levels[s]!.find((level) => level > now);
      if (next !== undefined) open.push(state.with(s, next));
    }
  }
  return [...closed.values()].map(({ reactions, state }) => ({
    reactions,
    bounds: support.intervals(state, 0).bounds,
  }));
}
