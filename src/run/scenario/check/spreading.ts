/** The three ways in which species and signals spread: hops, maxima, fields. */
import type { Scenario } from '../../scenario.ts';
import type { Checks } from './checks.ts';

export function checkHops(s: Scenario, checks: Checks): void {
  checks.known(s.crn.species, s.hop, 'hop', 'species of the network');
  for (const [name, rate] of Object.entries(s.hop ?? {})) checks.notNegative(rate, `hop.${name}`);
}

export function checkMaxes(s: Scenario, checks: Checks): void {
  checks.known(s.crn.species, s.max, 'max', 'species of the network');
  for (const [name, rule] of Object.entries(s.max ?? {})) {
    if (s.hop && name in s.hop)
      checks.bad(`"${name}" has both \`hop\` and \`max\``, 'Keep one way of spreading per species.');
    if (!rule || !(rule.alpha >= 0 && rule.alpha <= 1))
      checks.bad(`\`max.${name}.alpha\` is ${rule?.alpha}`, 'Give a number from 0 to 1.');
    checks.wholeSteps(rule?.every, `max.${name}.every`);
    checks.oneOf(rule?.rounding ?? 'missing', ['truncate', 'nearest'], `max.${name}.rounding`);
    checks.entries(['alpha', 'every', 'rounding'], rule, `max.${name}`);
  }
}

/** Their names are rates: see `rates.ts`. */
export function checkFields(s: Scenario, checks: Checks): void {
  for (const [name, field] of Object.entries(s.fields ?? {})) {
    const entry = `fields.${name}`;
    checks.notNegative(field.diffusion, `${entry}.diffusion`);
    checks.notNegative(field.decay ?? 0, `${entry}.decay`);
    checks.notNegative(field.start ?? 0, `${entry}.start`);
    checks.known(s.crn.species, field.from, `${entry}.from`, 'species of the network');
    for (const [from, rate] of Object.entries(field.from ?? {}))
      checks.notNegative(rate, `${entry}.from.${from}`);
    checks.entries(['diffusion', 'decay', 'start', 'from'], field, entry);
  }
}
