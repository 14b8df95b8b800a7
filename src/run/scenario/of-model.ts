/** A scenario out of a model file, as the script of `crn-grid import` would make it. */
import { printExpression } from '../../crn/print-expression.ts';
import { ModelError } from '../../errors.ts';
import type { Model } from '../../formats/model.ts';
import { scenarioName } from '../../formats/script.ts';
import { type Scenario, scenario } from '../scenario.ts';

/**
 * One cell, 100 steps of 1 in the model's unit of time, exact; what the model observes is recorded.
 *
 * @throws ModelError where a start is no count
 */
export function scenarioOf(model: Model): Scenario {
  const { name, network, rates, start, timeUnit, observables = [], notes = [] } = model;
  const parts = Object.entries(start).filter(([, amount]) => !Number.isInteger(amount));
  if (parts.length > 0)
    throw new ModelError(
      `model "${name}"`,
      `it begins with parts of molecules: ${parts
        .slice(0, 5)
        .map(([one, amount]) => `${one} = ${amount}`)
        .join(', ')}`,
      [...notes, 'Import it (`crn-grid import`), and write its start and its rates in molecules.'].join('\n'),
    );
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
