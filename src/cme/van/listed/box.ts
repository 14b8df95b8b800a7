/** The states of a box, where they can be listed. */
import { explore, Jumps } from '../../fsp/explore.ts';
import type { Job } from '../../job.ts';
import { StateTable } from '../../state-table.ts';
import type { VanJob } from '../job.ts';
import { variables } from '../model/variables.ts';
import { inTreeOrder, PrefixTree } from './prefix-tree.ts';

export interface Box {
  readonly job: Job;
  readonly jumps: Jumps;
  /** All states that the start leads to within the limits, in the order of the tree. */
  readonly table: StateTable;
  readonly tree: PrefixTree;
  /** Law at the start, shape [states]. */
  readonly start: Float64Array;
}

/** Lists the states that the start leads to; undefined where there are more than the task allows. */
export function listBox({ job, laws, order }: VanJob): Box | undefined {
  const jumps = new Jumps(job);
  const { species } = job.network;
  const width = species.length;
  const found = new StateTable(width);
  const { states, probability } = job.start;
  for (let s = 0; s < probability.length; s++) if (probability[s]! > 0) found.add(states, s * width);
  const seeds = Int32Array.from({ length: found.size }, (_, s) => s);
  if (!explore(jumps, found, seeds, Number.POSITIVE_INFINITY)) return undefined;
  const greatest = new Float64Array(width);
  for (let at = 0; at < found.size * width; at++)
    greatest[at % width] = Math.max(greatest[at % width]!, found.rows[at]!);
  const chosen = variables(job.where, species, laws, greatest, order);
  const table = StateTable.of(inTreeOrder(found, chosen), width);
  const start = new Float64Array(table.size);
  probability.forEach((p, s) => {
    if (p > 0) start[table.find(states, s * width)]! += p;
  });
  return { job, jumps, table, tree: new PrefixTree(chosen, table), start };
}

/** Propensity, in each state, of the jumps that the limits do not let happen; shape [states]. */
export function blockedRates({ job, jumps, table }: Box, time: number): Float64Array {
  const rates = job.ratesAt(time);
  return Float64Array.from({ length: table.size }, (_, s) => {
    const at = s * table.width;
    let sum = 0;
    jumps.moves.forEach((moves, r) => {
      if (moves && !jumps.jump(table.rows, at, r)) sum += jumps.propensity(table.rows, at, r, rates, time);
    });
    return sum;
  });
}
