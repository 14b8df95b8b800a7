/** How long a run is, and what is kept and shown of it. */
import { written } from '../../../crn/check-names.ts';
import { parseFormula } from '../../../crn/parse-formula.ts';
import { isCrnGridError } from '../../../errors.ts';
import type { Scenario } from '../../scenario.ts';
import type { Checks } from './checks.ts';

export function checkTime(s: Scenario, checks: Checks): void {
  if (!s.time) checks.bad('`time` is missing', "Give `time: { unit: 'hour', step: 0.5, until: 100 }`.");
  checks.positive(s.time.step, 'time.step');
  checks.positive(s.time.until, 'time.until');
  const steps = s.time.until / s.time.step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6 * Math.max(1, steps) || Math.round(steps) < 1)
    checks.bad(
      `\`time.until\` (${s.time.until}) is not a whole number of steps of ${s.time.step}`,
      `Try until: ${+(Math.max(1, Math.round(steps)) * s.time.step).toPrecision(12)}.`,
    );
  if (steps > 2147483646) checks.bad(`the run has ${steps} steps`, 'Stay below 2^31.');
  checks.entries(['unit', 'step', 'until'], s.time, 'time');
  if (s.time.unit !== undefined && typeof s.time.unit !== 'string')
    checks.bad(`\`time.unit\` is ${written(s.time.unit)}`, "Give a word, e.g. 'hour'.");
}

export function checkRecord(s: Scenario, checks: Checks): void {
  checks.wholeSteps(s.record?.every ?? 1, 'record.every');
  for (const [name, rule] of Object.entries(s.record?.observables ?? {})) {
    if (typeof rule === 'function') continue;
    const entry = `record.observables.${name}`;
    if (typeof rule === 'string') {
      checkFormula(rule, entry, s, checks);
      continue;
    }
    if (!Array.isArray(rule))
      checks.bad(
        `\`${entry}\` is neither a list of species, nor a formula, nor a function`,
        "Write e.g. `alive: ['Bee', 'BeeA']` or `weight: 'A + 2 * AA'`.",
      );
    const of = Object.fromEntries((rule as readonly string[]).map((r) => [r, 1]));
    checks.known(s.crn.species, of, entry, 'species of the network');
  }
  const routes: unknown = s.record?.routes;
  if (routes !== undefined && typeof routes !== 'boolean')
    checks.bad(`\`record.routes\` is ${written(routes)}`, 'Give true (the default) or false.');
  checks.entries(['every', 'observables', 'routes'], s.record, 'record');
}

/** Fields are read as rates and change from cell to cell and step to step: formulas read what stays. */
function ratesIn({ crn, fields = {} }: Scenario): string[] {
  return crn.rates.filter((name) => !(name in fields));
}

function checkFormula(text: string, entry: string, s: Scenario, checks: Checks): void {
  try {
    parseFormula(text, s.crn.species, ratesIn(s));
  } catch (error) {
    if (!isCrnGridError(error, 'CrnSyntaxError')) throw error;
    checks.bad(`\`${entry}\` cannot be read`, error.message);
  }
}

export function checkView(s: Scenario, checks: Checks): void {
  const shown = [...s.crn.species, ...s.crn.rates, ...Object.keys(s.record?.observables ?? {})];
  checks.known(shown, s.view, 'view', 'species, field or observable');
}
