/** One number per frame and observable: what the scalars table and the curves show. */
import { ScenarioError } from '../../errors.ts';
import type { Frame } from '../../record/frame.ts';
import type { Observable, Scenario } from '../scenario.ts';

export type Observe = (frame: Omit<Frame, 'scalars'>) => Record<string, number>;

/** The scenario's observables, by default the total of each species. */
export function openObservables(scenario: Scenario): Observe {
  const { species } = scenario.crn;
  const given: Readonly<Record<string, Observable>> =
    scenario.record?.observables ?? Object.fromEntries(species.map((name) => [name, [name]]));
  const sums = Object.entries(given).flatMap(([name, rule]) =>
    typeof rule === 'function' ? [] : [{ name, columns: rule.map((s) => species.indexOf(s)) }],
  );
  const functions = Object.entries(given).flatMap(([name, rule]) =>
    typeof rule === 'function' ? [{ name, rule }] : [],
  );
  const totals = new Float64Array(species.length);
  return (frame) => {
    addUp(frame.counts, totals);
    const scalars: Record<string, number> = {};
    for (const { name, columns } of sums) scalars[name] = columns.reduce((sum, c) => sum + totals[c]!, 0);
    for (const { name, rule } of functions) {
      const value = rule({ ...frame, scalars });
      if (typeof value !== 'number' || Number.isNaN(value))
        throw new ScenarioError(
          `scenario "${scenario.name}"`,
          `the observable "${name}" gave ${String(value)} at step ${frame.step}`,
          'It must return a number.',
        );
      scalars[name] = value;
    }
    return scalars;
  };
}

/** @param counts shape [cells, species] @param totals shape [species]: where they go */
function addUp(counts: Int32Array, totals: Float64Array): void {
  const species = totals.length;
  for (let s = 0; s < species; s++) {
    let total = 0;
    for (let i = s; i < counts.length; i += species) total += counts[i]!;
    totals[s] = total;
  }
}
