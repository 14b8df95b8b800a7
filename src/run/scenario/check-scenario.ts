/** Every mistake that can be told from a scenario alone, found before anything runs; `check/` has a file for each entry. */
import { ScenarioError } from '../../errors.ts';
import type { Scenario } from '../scenario.ts';
import { type Checks, openChecks } from './check/checks.ts';
import { checkKernel, checkUnread } from './check/kernel.ts';
import { checkRates } from './check/rates.ts';
import { checkRecord, checkTime, checkView } from './check/record.ts';
import { checkSolve } from './check/solve.ts';
import { checkGrid, checkStart } from './check/space.ts';
import { checkFields, checkHops, checkMaxes } from './check/spreading.ts';
import { checkTrain } from './check/train.ts';

/** In this order. */
const inTurn: readonly ((s: Scenario, checks: Checks) => void)[] = [
  ...[checkRates, checkGrid, checkStart, checkHops, checkMaxes, checkFields],
  ...[checkTime, checkRecord, checkSolve, checkTrain, checkView, checkKernel, checkSeed],
];

/** Names of all entries. */
const entries = [
  ...['kind', 'name', 'crn', 'rates', 'grid', 'start', 'hop', 'fields', 'max', 'split', 'kernel'],
  ...['time', 'record', 'solve', 'train', 'seed', 'view'],
];

/** @throws ScenarioError at the first mistake */
export function checkScenario(s: Scenario): void {
  if (typeof s.name !== 'string' || !/^[\w.-]+$/.test(s.name))
    throw new ScenarioError(
      'scenario',
      `\`name\` is ${JSON.stringify(s.name)}`,
      'Use letters, digits, "-", "_" and ".".',
    );
  const checks = checksOf(s);
  if (!Array.isArray(s.crn?.species)) checks.bad('`crn` is not a network', 'Write `crn: crn(`…`)`.');
  for (const check of inTurn) check(s, checks);
  checks.known(entries, s, 'scenario', 'entry of a scenario');
}

/** As {@link checkScenario}, of a scenario as it is written: also what it gives in vain. */
export function checkWritten(s: Scenario): void {
  checkScenario(s);
  checkUnread(s, checksOf(s));
}

function checksOf(s: Scenario): Checks {
  return openChecks(`scenario ${JSON.stringify(s.name)}`);
}

function checkSeed({ seed = 1 }: Scenario, checks: Checks): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    checks.bad(`\`seed\` is ${seed}`, 'Give a whole number from 0 to 2^53 − 1.');
}
