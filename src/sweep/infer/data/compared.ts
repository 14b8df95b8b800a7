/** What of runs and data is compared: checked against the scenario before anything runs. */
import { checkNames } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';
import type { Scenario } from '../../../run/scenario.ts';
import type { Measure } from '../../measures.ts';
import { isObserved, type Observed } from './observed.ts';
import { measuresSummary, type Summary, seriesSummary, summaryOfData } from './summary.ts';

export interface Compared {
  readonly summary: Summary;
  /** The summary of the data. */
  readonly observed: Float64Array;
  /** What figures show beside the data: all of a time series, else what is compared. */
  readonly shown: Summary;
}

/** @throws ScenarioError for names the scenario has not, times without a frame, data without a summary */
export function compareWith(
  where: string,
  base: Scenario,
  data: Observed | Readonly<Record<string, number>> | undefined,
  measures: Readonly<Record<string, Measure>> | undefined,
): Compared {
  const observables = observablesOf(base);
  for (const [name, measure] of Object.entries(measures ?? {})) {
    if (typeof measure?.open !== 'function')
      throw new ScenarioError(
        where,
        `\`summary.${name}\` is no measure`,
        'Write `last("dead")`, `highest(…)`, or another measure.',
      );
    for (const read of measure.reads)
      checkNames(where, `summary.${name}`, { [read]: 1 }, observables, 'observable of the scenario');
  }
  if (isObserved(data)) {
    checkNames(where, 'data', data.values, observables, 'observable of the scenario');
    checkTimes(where, base, data.times);
    const shown = seriesSummary(data);
    const summary = measures ? measuresSummary(measures, data.times) : shown;
    return { summary, observed: observedOf(where, summary, data), shown };
  }
  if (!measures || Object.keys(measures).length === 0)
    throw new ScenarioError(
      where,
      data === undefined ? '`data` is missing' : '`summary` does not say what the numbers of `data` are',
      'Write `data: observed([…])`, or a measure for each: `summary: { peak: highest("infected") }`.',
    );
  const names = Object.keys(measures);
  checkNames(where, 'data', data, names, 'entry of `summary`');
  const observed = Float64Array.from(names, (name) => {
    const value = data?.[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new ScenarioError(where, `\`data.${name}\` is ${String(value)}`, 'Give a finite number.');
  });
  const summary = measuresSummary(measures);
  return { summary, observed, shown: summary };
}

/** Names of what the scenario observes. */
export function observablesOf({ record, crn }: Scenario): string[] {
  return record?.observables ? Object.keys(record.observables) : [...crn.species];
}

function observedOf(where: string, summary: Summary, data: Observed): Float64Array {
  const observed = summaryOfData(summary, data);
  const missing = observed.findIndex(Number.isNaN);
  if (missing >= 0)
    throw new ScenarioError(
      where,
      `the data have no value for the summary "${summary.names[missing]}"`,
      'Choose summaries that the data have.',
    );
  return observed;
}

function checkTimes(where: string, { time, record }: Scenario, times: readonly number[]): void {
  const every = time.step * (record?.every ?? 1);
  for (const wanted of times) {
    const nearest = every * Math.round(wanted / every);
    if (Math.abs(nearest - wanted) > 1e-9 * Math.max(1, wanted))
      throw new ScenarioError(
        where,
        `the data have a time ${wanted}, and frames are ${every} apart`,
        'Choose `time.step` and `record.every` of the scenario so that a frame is taken at each time.',
      );
    if (wanted > time.until * (1 + 1e-9))
      throw new ScenarioError(
        where,
        `the data have a time ${wanted}, and the scenario ends at ${time.until}`,
        'Write `with: { until: … }`.',
      );
  }
}
