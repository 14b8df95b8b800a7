/** What of solving can be judged without solving. */
import { checkError, checkTimes } from '../../../cme/fsp/job.ts';
import { truncations } from '../../../cme/fsp/march.ts';
import type { Scenario } from '../../scenario.ts';
import { type Checks, checkCount } from './checks.ts';

const names = ['times', 'limits', 'error', 'truncation', 'maxStates', 'start', 'pair'];

export function checkSolve({ solve, crn }: Scenario, checks: Checks): void {
  if (solve === undefined) return;
  const where = `${checks.where}, \`solve\``;
  checks.entries(names, solve, 'solve');
  if (solve.times !== undefined) checkTimes(where, solve.times, 0);
  if (solve.error !== undefined) checkError(where, solve.error);
  checks.known(crn.species, solve.limits, 'solve.limits', 'species of the network');
  for (const [name, n] of Object.entries(solve.limits ?? {}))
    checkCount(checks.where, `solve.limits.${name}`, n);
  checks.oneOf(solve.truncation, truncations, 'solve.truncation');
  checks.oneOf(solve.start && (solve.start.kind ?? null), ['poisson', 'listed'], 'solve.start.kind');
  if (solve.start?.kind === 'poisson')
    checks.known(crn.species, solve.start.mean, 'solve.start.mean', 'species of the network');
  if (solve.pair !== undefined) checkPair(solve.pair, crn.species, checks);
}

/** Two different species. */
export function checkPair(pair: unknown, species: readonly string[], checks: Checks): void {
  if (!Array.isArray(pair) || pair.length !== 2 || pair[0] === pair[1])
    checks.bad(`\`solve.pair\` is ${JSON.stringify(pair)}`, "Name two species, e.g. `['A', 'B']`.");
  const named = Object.fromEntries((pair as string[]).map((name) => [name, 1]));
  checks.known(species, named, 'solve.pair', 'species of the network');
}
