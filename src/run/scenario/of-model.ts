/** A scenario out of a model file, as the script of `crn-grid import` would make it. */
import { printExpression } from '../../crn/print-expression.ts';
import type { Model } from '../../formats/model.ts';
import { scenarioName } from '../../formats/script.ts';
import { type Scenario, scenario } from '../scenario.ts';

/**
 * One cell, 100 steps of 1 in the model's unit of time, exact; what the model observes is recorded.
 *
 * @throws ScenarioError where a start is no count
 */
export function scenarioOf({ name, network, rates, start, timeUnit, observables = [] }: Model): Scenario {
  return scenario({
    name: scenarioName(name),
    crn: network,
    rates,
    start,
    time: { ...(timeUnit ? { unit: timeUnit } : {}), step: 1, until: 100 },
    ...(observables.length > 0
      ? {
          record: {
            observables: Object.fromEntries(
              observables.map((one) => [one.name, printExpression(one.of, network)]),
            ),
          },
        }
      : {}),
  });
}
