/**
 * The stationary law of a network: what every start leads to, in the long run.
 *
 * Solved as a linear system, not by long times, so that slow switching costs nothing.
 */
import type { Network } from '../crn/network.ts';
import { ScenarioError, SolverError } from '../errors.ts';
import { bandOrder } from './fsp/exponential/band-order.ts';
import { type Chain, restricted } from './fsp/stationary/chain.ts';
import { closedClasses } from './fsp/stationary/closed-classes.ts';
import { eliminated } from './fsp/stationary/elimination.ts';
import { multilevelStationary } from './fsp/stationary/multilevel.ts';
import { settle } from './fsp/stationary/settle.ts';
import { checkError, type Job, type MasterEquation, openJob } from './job.ts';
import { ListedLaw } from './listed-law.ts';
import type { StateTable } from './state-table.ts';

export interface StationaryTask<N extends Network = Network> extends MasterEquation<N> {
  /** Mass that the edge of the states held may have. Default 1e-8. */
  readonly error?: number;
  /**
   * `adaptive` (default): as many states as `error` takes. `reflecting`: all states within the
   * limits, of the chain whose jumps out of them do not happen.
   */
  readonly truncation?: 'adaptive' | 'reflecting';
}

/**
 * The law that does not change, on the states that the start leads to: the start gives the
 * conserved totals, nothing else. `law.error` is the mass on the edge of the states held,
 * a measure of what is beyond and no strict bound; `law.time` is Infinity.
 *
 * @throws ScenarioError  for what a user can get wrong, and for rates that move
 * @throws SolverError    where the law is not one but several, or needs more states than allowed
 */
export function stationaryLaw<const N extends Network>(task: StationaryTask<N>): ListedLaw {
  const where = 'stationary law';
  const { error = 1e-8, truncation = 'adaptive' } = task;
  checkError(where, error);
  if (truncation !== 'adaptive' && truncation !== 'reflecting')
    throw new ScenarioError(
      where,
      `unknown truncation "${String(truncation)}"`,
      'Choose adaptive or reflecting.',
    );
  const job = openJob(where, task as MasterEquation, 0);
  refuseMovingRates(job);
  const whole = truncation === 'reflecting';
  const { answer, table, edge } = settle(job, error, whole, (generator, states, before, final) => {
    const classes = closedClasses(generator);
    const leaks = (members: Int32Array) => members.some((i) => generator.leak[i]! > 0);
    const sealed = classes.filter((members) => final || !leaks(members));
    if (sealed.length > 1) severalLaws(job, states, sealed);
    // A class that leaks may turn out to lead to another: more states will tell.
    if (classes.length > 1) return undefined;
    const [members] = classes as [Int32Array];
    const weight = onClass(where, generator, members, before);
    return { answer: weight, weight };
  });
  const { species } = job.network;
  return new ListedLaw({
    time: Number.POSITIVE_INFINITY,
    species,
    states: table.rows.slice(0, table.size * species.length),
    probability: answer,
    error: whole ? 0 : edge,
  });
}

/** For questions about all times. */
export function refuseMovingRates(job: Job): void {
  const r = job.timed.indexOf(true);
  if (r >= 0)
    throw new ScenarioError(
      job.where,
      `the propensity of "${job.network.reactions[r]!.name}" depends on the time`,
      'Fix the rates at one moment, or solve for a late time.',
    );
}

/** Multiply-adds up to which elimination is preferred to iteration: about half a second. */
const directWork = 5e8;

/** The stationary law of one closed class, 0 elsewhere; `before` is a guess, which may be short. */
export function onClass(
  where: string,
  chain: Chain,
  members: Int32Array,
  before: Float64Array,
): Float64Array {
  const inner = restricted(chain, members);
  const order = bandOrder(inner);
  let law: Float64Array;
  if (inner.n * order.width ** 2 <= directWork) law = eliminated(inner, order);
  else {
    // Where nothing is known, next to nothing: sweeps fill it.
    const guess = Float64Array.from(members, (i) => (before[i] ?? 0) + 1e-12 / members.length);
    law = multilevelStationary(where, inner, guess);
  }
  const weight = new Float64Array(chain.n);
  members.forEach((i, k) => {
    weight[i] = law[k]!;
  });
  return weight;
}

function severalLaws({ where, network }: Job, table: StateTable, classes: readonly Int32Array[]): never {
  const { species } = network;
  const shown = classes.slice(0, 3).map((members) => {
    const at = members[0]! * species.length;
    return `(${species.map((name, s) => `${name} = ${table.rows[at + s]}`).join(', ')})`;
  });
  throw new SolverError(
    where,
    `there are ${classes.length} sets of states that are never left, and a stationary law for each: at ${shown.join(', ')}${classes.length > 3 ? ', …' : ''}`,
    'Start inside one of them, or solve for a late time.',
    { states: table.size },
  );
}
