/** Tries each factor at its ends before a sweep is planned: what is wrong with a value is said at once. */
import { ScenarioError } from '../../errors.ts';
import type { Scenario } from '../../run/scenario.ts';
import type { Factor } from '../factors/factor.ts';
import { isBetween } from '../factors/values.ts';
import type { Sweep } from '../sweep.ts';
import type { Runs } from './point-of-run.ts';

/**
 * Tries the first point, and the first point with each factor in turn at the ends of its range, or at every value of
 * its list.
 *
 * @param open  opens a scenario as a run would; may throw
 * @throws ScenarioError that names the factor and its value, and what `open` threw
 */
export async function checkCorners(
  { factors }: Sweep,
  runs: Runs,
  open: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const first = runs.scenario(0);
  await open(first);
  for (const factor of factors)
    for (const value of ends(factor))
      try {
        await open(factor.apply(first, value));
      } catch (error) {
        const { message } = error instanceof Error ? error : new Error(String(error));
        throw new ScenarioError(`with ${factor.name} = ${factor.show(value)}`, message, '', { cause: error });
      }
}

/** Of a long list the first, the last and some between. */
const most = 20;

function ends({ values }: Factor): readonly unknown[] {
  if (isBetween(values)) return [values.low, values.high];
  const every = Math.ceil(values.length / most);
  return values.filter((_, i) => i % every === 0 || i === values.length - 1);
}
