/** A value for every rate that no field is. */
import type { Scenario } from '../../scenario.ts';
import type { Checks } from './checks.ts';

export function checkRates(s: Scenario, checks: Checks): void {
  const fields = Object.keys(s.fields ?? {});
  const constants = s.crn.rates.filter((name) => !fields.includes(name));
  checks.known(s.crn.rates, s.fields, 'fields', 'rate of the network');
  checks.known(constants, s.rates, 'rates', 'rate of the network');
  for (const name of constants) {
    const value = (s.rates as Record<string, unknown>)?.[name];
    if (value === undefined)
      checks.bad(
        `\`rates\` has no value for "${name}"`,
        `Add \`${name}: <number>\` (per ${s.time?.unit ?? 'time unit'}) to \`rates\`.`,
      );
    checks.notNegative(value, `rates.${name}`);
  }
}
