/** Sets of states with their generators, as solvers hold them. */

import { explore, Jumps } from '../../src/cme/fsp/explore.ts';
import { SparseMemory } from '../../src/cme/fsp/exponential/sparse-product.ts';
import { Generator } from '../../src/cme/fsp/generator.ts';
import { type MasterEquation, openJob } from '../../src/cme/job.ts';
import { StateTable } from '../../src/cme/state-table.ts';

/** All states within the limits of a task, from its start. */
export function opened(task: MasterEquation, reflecting = false, until = 1) {
  const job = openJob('test', task, until);
  const jumps = new Jumps(job);
  const table = new StateTable(job.network.species.length);
  for (let at = 0; at < job.start.states.length; at += table.width) table.add(job.start.states, at);
  const seeds = Int32Array.from({ length: table.size }, (_, i) => i);
  const complete = explore(jumps, table, seeds, Number.POSITIVE_INFINITY);
  return { job, table, complete, generator: new Generator(new SparseMemory(), jumps, table, reflecting) };
}

/** A network where everything occurs: two ways in, dimers, a formula, an exit. */
export const busy = `
  0 -> A          @ make
  2 A <-> B       @ join, split
  A + B -> B      @ {eat * A * B / (1 + A)}
  B -> 0          @ fade
`;
export const busyRates = { make: 2, join: 0.3, split: 0.7, eat: 0.5, fade: 0.4 };
