/** One number per frame and observable: what the scalars table and the curves show. */

import { ratesIn } from '../../crn/dependencies.ts';
import { evaluate } from '../../crn/evaluate.ts';
import { affineOf, parseFormula } from '../../crn/parse-formula.ts';
import { ScenarioError } from '../../errors.ts';
import type { Frame } from '../../record/frame.ts';
import type { Observable, Scenario } from '../scenario.ts';

export type Observe = (frame: Omit<Frame, 'scalars'>) => Record<string, number>;

/** Rate constants that formulas read, as a `Setup` has them; read whenever a frame is observed. */
export interface ObservedRates {
  /** Shape [rates], or [cells, rates] where `ratesPerCell`. */
  readonly rates: ArrayLike<number>;
  readonly ratesPerCell: boolean;
}

/**
 * The scenario's observables, by default the total of each species.
 *
 * @param constants  left out where they differ from run to run: formulas may then read none
 * @throws ScenarioError  a formula reads a rate constant, and none are given
 */
export function openObservables(scenario: Scenario, constants?: ObservedRates): Observe {
  const { species } = scenario.crn;
  const given: Readonly<Record<string, Observable>> =
    scenario.record?.observables ?? Object.fromEntries(species.map((name) => [name, [name]]));
  const sums = Object.entries(given).flatMap(([name, rule]) =>
    typeof rule === 'function' ? [] : [{ name, sum: sumOf(rule, scenario, constants) }],
  );
  const functions = Object.entries(given).flatMap(([name, rule]) =>
    typeof rule === 'function' ? [{ name, rule }] : [],
  );
  const totals = new Float64Array(species.length);
  return (frame) => {
    addUp(frame.counts, totals);
    const scalars: Record<string, number> = {};
    const keep = (name: string, value: unknown): void => {
      if (typeof value !== 'number' || Number.isNaN(value))
        throw new ScenarioError(
          `scenario "${scenario.name}"`,
          `the observable "${name}" gave ${String(value)} at step ${frame.step}`,
          'It must be a number.',
        );
      scalars[name] = value;
    };
    for (const { name, sum } of sums) keep(name, sum(frame, totals));
    for (const { name, rule } of functions) keep(name, rule({ ...frame, scalars }));
    return scalars;
  };
}

/** Observables that are told of one cell as of many, as formulas: all but functions of a whole frame. */
export function formulasOf({ record, crn }: Scenario): Record<string, string> {
  const formulas = Object.entries(record?.observables ?? {}).flatMap(([name, rule]): [string, string][] => {
    // A species that is observed as itself is there anyway.
    if (typeof rule === 'function' || crn.species.includes(name)) return [];
    return [[name, typeof rule === 'string' ? rule : rule.join(' + ') || '0']];
  });
  return Object.fromEntries(formulas);
}

type Sum = (frame: Pick<Frame, 'counts' | 'time'>, totals: Float64Array) => number;

/** How a list of species or a formula is summed over the cells. */
function sumOf(rule: readonly string[] | string, scenario: Scenario, constants?: ObservedRates): Sum {
  const { species, rates } = scenario.crn;
  if (typeof rule !== 'string') {
    const columns = rule.map((name) => species.indexOf(name));
    return (_, totals) => columns.reduce((sum, c) => sum + totals[c]!, 0);
  }
  const formula = parseFormula(rule, species, rates);
  const affine = affineOf(formula, species.length);
  if (affine)
    return ({ counts }, totals) =>
      affine.weights.reduce(
        (sum, weight, s) => (weight === 0 ? sum : sum + weight * totals[s]!),
        affine.constant * (counts.length / species.length),
      );
  if (!constants && ratesIn(formula).length > 0)
    throw new ScenarioError(
      `scenario "${scenario.name}"`,
      `an observable reads the rate constant \`${rates[ratesIn(formula)[0]!]}\`, which differs from run to run here`,
      'Write it with species and numbers, or as a function of the frame.',
    );
  return ({ counts, time }) => {
    const { rates: values = [], ratesPerCell = false } = constants ?? {};
    const all = Float64Array.from(values);
    let sum = 0;
    for (let i = 0, cell = 0; i < counts.length; i += species.length, cell++) {
      const own = ratesPerCell ? all.subarray(cell * rates.length, (cell + 1) * rates.length) : all;
      sum += evaluate(formula, counts.subarray(i, i + species.length), own, time);
    }
    return sum;
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
