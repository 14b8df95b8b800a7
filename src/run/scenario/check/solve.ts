/** What of solving can be judged without solving. */

import { truncations } from '../../../cme/fsp/march.ts';
import { checkError, checkTimes } from '../../../cme/job.ts';
import { fitSettings } from '../../../cme/van/job.ts';
import { checkNetwork } from '../../../cme/van/model/network.ts';
import { paritySettings } from '../../../cme/van/variational/parity/settings.ts';
import { variationalSettings } from '../../../cme/van/variational/settings.ts';
import type { Scenario } from '../../scenario.ts';
import type { VanOptions } from '../../solve/options.ts';
import { type Checks, checkCount } from './checks.ts';

const names = ['times', 'limits', 'error', 'truncation', 'maxStates', 'start', 'pair', 'van'];

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
  if (solve.van !== undefined) checkVan(`${where}.van`, solve.van, crn.species, checks);
}

function checkVan(where: string, van: VanOptions, species: readonly string[], checks: Checks): void {
  checks.entries(['model', 'order', 'fit', 'variational', 'parity'], van, 'solve.van');
  if (van.model !== undefined) checkNetwork(where, van.model);
  if (van.fit !== undefined) fitSettings(where, van.fit);
  if (van.variational !== undefined) variationalSettings(where, van.variational);
  if (van.parity !== undefined) paritySettings(where, van.parity);
  if (van.parity !== undefined && van.variational !== undefined)
    checks.bad('`solve.van` has `parity` and `variational`, two ways to solve', 'Leave one of them out.');
  if (van.order !== undefined && !Array.isArray(van.order))
    checks.bad(`\`solve.van.order\` is ${JSON.stringify(van.order)}`, 'List species, each once.');
  const named = Object.fromEntries((van.order ?? []).map((name) => [name, 1]));
  checks.known(species, named, 'solve.van.order', 'species of the network');
}

/** Two different species. */
export function checkPair(pair: unknown, species: readonly string[], checks: Checks): void {
  if (!Array.isArray(pair) || pair.length !== 2 || pair[0] === pair[1])
    checks.bad(`\`solve.pair\` is ${JSON.stringify(pair)}`, "Name two species, e.g. `['A', 'B']`.");
  const named = Object.fromEntries((pair as string[]).map((name) => [name, 1]));
  checks.known(species, named, 'solve.pair', 'species of the network');
}
