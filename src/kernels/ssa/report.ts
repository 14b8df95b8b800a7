/** What an emitted module writes down for us, and the errors made of it. */
import { evaluate } from '../../crn/evaluate.ts';
import type { Network } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';

/** Why a row could not be stepped. */
export const Failure = {
  propensity: 1,
  rate: 2,
  tooManyEvents: 3,
  tooManyMolecules: 4,
  eventValue: 5,
  cascade: 6,
  noBound: 7,
} as const;

/** Byte offsets of a report; all entries are f64. */
export const reportLayout = {
  events: 0,
  skipped: 8,
  failure: 16,
  /** Number of the event or reaction at fault, where one is. */
  which: 24,
  /** Time within the step at which it happened. */
  elapsed: 32,
  counts: 40,
} as const;

export function reportBytes(network: Network): number {
  return reportLayout.counts + 8 * (network.species.length + network.reactions.length);
}

/** Species that a message names. */
const mostListed = 30;

/** The place of a failure. */
export interface FailedRow {
  readonly agent: number;
  readonly rates: ArrayLike<number>;
  readonly time: number;
  readonly dt: number;
  readonly eventsPerStep: number;
}

/** Reads the report of a failed row and says what is wrong and what to do. */
export function failureOf(network: Network, report: Float64Array, row: FailedRow): KernelError {
  const at = (offset: number) => report[offset / 8]!;
  const species = network.species.length;
  const counts = report.subarray(reportLayout.counts / 8, reportLayout.counts / 8 + species);
  const propensities = report.subarray(reportLayout.counts / 8 + species);
  const now = row.time + at(reportLayout.elapsed);
  const which = at(reportLayout.which);
  const where = `ssa, agent ${row.agent}, time ${now}`;
  const state = `with ${listed(network.species, counts)}`;
  const fail = (what: string, todo: string) => new KernelError(where, what, todo);

  switch (at(reportLayout.failure)) {
    case Failure.propensity: {
      const bad = propensities.findIndex((a) => !(a >= 0 && a < Infinity));
      const { name, line } = network.reactions[Math.max(0, bad)]!;
      const value = bad >= 0 ? `${propensities[bad]}` : 'so large that the sum of all is infinite';
      return fail(
        `the propensity of "${name}" (line ${line}) is ${value}, ${state}`,
        'A propensity must be finite and at least 0: look for a division by zero or a difference in its formula.',
      );
    }
    case Failure.rate: {
      const bad = Array.from(row.rates).findIndex((rate) => !(rate >= 0));
      return fail(
        `the rate constant "${network.rates[bad]}" is ${row.rates[bad]}`,
        'Rate constants must be at least 0.',
      );
    }
    case Failure.tooManyEvents: {
      const busiest = network.reactions[propensities.indexOf(Math.max(...propensities))]!;
      return fail(
        `more than ${row.eventsPerStep} reactions in one step of ${row.dt}, most of them "${busiest.name}" ` +
          `(line ${busiest.line}), ${state}`,
        'Does the population explode? Then correct the rates; else take a shorter step or raise `eventsPerStep`.',
      );
    }
    case Failure.tooManyMolecules: {
      const most = counts.indexOf(Math.max(...counts));
      return fail(
        `there are ${counts[most]} molecules of "${network.species[most]}", more than 2^31 − 1`,
        'Does the population explode? Correct the rates, or count in larger units.',
      );
    }
    case Failure.eventValue: {
      const event = network.events[which]!;
      const bad = event.set.find(({ to }) => !isCount(evaluate(to, counts, row.rates, now))) ?? event.set[0]!;
      return fail(
        `event "${event.name}" sets "${network.species[bad.species]}" to ` +
          `${evaluate(bad.to, counts, row.rates, now)}, ${state}`,
        'A count must be from 0 to 2^31 − 1: use max(0, …) if it may fall below.',
      );
    }
    case Failure.cascade:
      return fail(
        `event "${network.events[which]!.name}" and others set each other off without end, ${state}`,
        'Change a condition so that its own event does not make it true again.',
      );
    default: {
      const { name, line } = network.reactions[which]!;
      return fail(
        `no finite bound was found for the propensity of "${name}" (line ${line}) just after this time, ${state}`,
        'Write its formula so that it stays finite for all times of the step.',
      );
    }
  }
}

/** Counts by name; of many species, those that are there. */
function listed(names: readonly string[], counts: ArrayLike<number>): string {
  const entries = names.map((name, i) => `${name} = ${counts[i]}`);
  if (entries.length <= mostListed) return entries.join(', ');
  const present = entries.filter((_, i) => counts[i] !== 0);
  const rest = present.length > mostListed ? [`and ${present.length - mostListed} more that are not 0`] : [];
  return [...present.slice(0, mostListed), ...rest].join(', ');
}

function isCount(value: number): boolean {
  const rounded = Math.round(value);
  return rounded >= 0 && rounded <= 2147483647;
}
