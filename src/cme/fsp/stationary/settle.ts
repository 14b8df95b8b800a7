/** A question about all times, asked on sets of states that grow until the edge hardly matters. */
import { SolverError } from '../../../errors.ts';
import type { Job } from '../../job.ts';
import { StateTable } from '../../state-table.ts';
import { explore, Jumps } from '../explore.ts';
import { SparseMemory } from '../exponential/sparse-product.ts';
import { Generator } from '../generator.ts';

/** What was found on one set of states. */
export interface Found<T> {
  readonly answer: T;
  /** Weight of each state, shape [n], together about 1; what weighs on the edge decides. */
  readonly weight: Float64Array;
}

export interface Settled<T> {
  readonly answer: T;
  readonly table: StateTable;
  /** Weight of the states that a jump could leave the set from. */
  readonly edge: number;
}

/**
 * Asks on a set of states around the start, and again on larger ones until the states at
 * their edge weigh at most `error` together.
 *
 * @param whole  ask once, on all states within the limits
 * @param ask    gets the answer; undefined asks for more states. `before` is the weight found on a
 *               smaller set, whose states keep their numbers
 * @throws SolverError where that needs more states than the task allows
 */
export function settle<T>(
  job: Job,
  error: number,
  whole: boolean,
  ask: (
    generator: Generator,
    table: StateTable,
    before: Float64Array,
    final: boolean,
  ) => Found<T> | undefined,
): Settled<T> {
  const width = job.network.species.length;
  const jumps = new Jumps(job);
  const memory = new SparseMemory();
  const table = new StateTable(width);
  for (let at = 0; at < job.start.states.length; at += width)
    if (job.limits.every((limit, s) => job.start.states[at + s]! <= limit)) table.add(job.start.states, at);
  let weight: Float64Array = new Float64Array(0);
  let seeds = Int32Array.from({ length: table.size }, (_, i) => i);
  for (let rings = 16, before = 0; ; rings = Math.min(Math.ceil(1.4 * rings), 256)) {
    const fits = explore(jumps, table, seeds, whole ? Number.POSITIVE_INFINITY : rings);
    if (!fits) tooMany(job, error, table, whole);
    const generator = new Generator(memory, jumps, table, false);
    const closed = table.size === before || whole || !generator.leak.some((rate) => rate > 0);
    const found = ask(generator, table, weight, closed);
    let edge = 0;
    if (found) {
      weight = found.weight;
      for (let i = 0; i < table.size; i++) if (generator.leak[i]! > 0) edge += weight[i]!;
      job.onProgress({ time: Number.NaN, states: table.size, lost: edge, products: 0 });
      if (edge <= error || whole) return { answer: found.answer, table, edge };
      if (closed) walled(job, edge, error, table);
    }
    before = table.size;
    // From every leaking state that weighs something, or from all where nothing was found.
    const matters = found ? (0.1 * error) / table.size : -1;
    const leaking: number[] = [];
    for (let i = 0; i < table.size; i++)
      if (generator.leak[i]! > 0 && (matters < 0 || weight[i]! > matters)) leaking.push(i);
    seeds = Int32Array.from(leaking);
  }
}

function tooMany(job: Job, error: number, table: StateTable, whole: boolean): never {
  throw new SolverError(
    job.where,
    whole
      ? `there are more than ${job.maxStates} states within the limits`
      : `more than ${job.maxStates} states are needed for an edge that weighs less than ${error}`,
    'Raise `maxStates` or `error`, or set `limits`. A network that grows without end has no stationary law.',
    { states: table.size },
  );
}

function walled(job: Job, edge: number, error: number, table: StateTable): never {
  throw new SolverError(
    job.where,
    `states at the \`limits\` weigh ${edge.toExponential(2)}, more than the error ${error}`,
    'Raise the limits or `error`, or choose the truncation "reflecting".',
    { lost: edge, states: table.size },
  );
}
