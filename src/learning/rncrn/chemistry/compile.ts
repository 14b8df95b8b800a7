/**
 * A model as a `crn` network: concentrations become counts in a volume V, so that the
 * simulator's kernels can step it. Two readings share their rate constants:
 *
 * `full`        every perceptron is a species; exact, and dear: most events are theirs.
 * `slow-scale`  X alone, born and dying by formulas with the perceptrons at rest: two
 *               channels a species, 20 to 10 000 times cheaper, mu of no account. `shifted`
 *               has their mean under noise, first order in 1/V (`compile/levels.ts`).
 *
 * A rate constant k of order m becomes k·V^(1−m); 2Y → Y at k·y² has propensity
 * k·n(n−1)/V, which `combinations` writes as the constant 2k/V.
 * Source: Cao, Gillespie, Petzold, J. Chem. Phys. 2005, doi 10.1063/1.1824902 (slow scale).
 */
import { crn } from '../../../crn/crn.ts';
import type { Network } from '../../../crn/network.ts';
import { isCrnGridError, ScenarioError } from '../../../errors.ts';
import { ReducedField } from '../field/reduced.ts';
import { perceptronsOf, type Rncrn } from '../model.ts';
import { fullText } from './compile/full-text.ts';
import { slowScaleText } from './compile/slow-scale-text.ts';
import { reactionsOf, speciesOf } from './reactions.ts';

export interface CompileOptions {
  /** Molecules per unit of concentration. */
  readonly volume: number;
  /** `full` unless said. */
  readonly reading?: 'full' | 'slow-scale' | 'slow-scale shifted';
  /**
   * `species`: a cell's molecules of L_1, …, read and never used up, such as a signal that
   * diffuses. Numbers: rate constants L_1, …, concentrations with these first values.
   */
  readonly parameters?: 'species' | readonly number[];
}

export interface CompiledRncrn {
  /** Species X_1, …, in the full reading all perceptrons, in the order of the rate equations, then L_1, … */
  readonly network: Network;
  /** A value for each rate constant of the network, the same in all readings. */
  readonly rates: Readonly<Record<string, number>>;
  /**
   * Counts of the species at concentrations, perceptrons at rest, rounded to nearest.
   *
   * @param x       concentrations of the executive species, shape [N]
   * @param lambda  concentrations of the parameters, shape [L]
   */
  start(x: ArrayLike<number>, lambda?: ArrayLike<number>): Record<string, number>;
}

/**
 * @throws ScenarioError for a volume not above 0, parameters that do not fit, a classifier
 *         in the slow-scale reading, and formulas longer than a network may have
 */
export function compileRncrn(model: Rncrn, options: CompileOptions): CompiledRncrn {
  const { volume, reading = 'full', parameters = 'species' } = options;
  if (!(volume > 0 && Number.isFinite(volume)))
    throw new ScenarioError(
      'rncrn',
      `the volume is ${volume}`,
      'Give molecules per concentration, such as 1000.',
    );
  if (reading !== 'full' && model.executive === 0)
    throw new ScenarioError('rncrn', 'a classifier has no slow species', "Choose the reading 'full'.");
  const constants = parameters === 'species' ? {} : constantParameters(model, parameters);
  const asSpecies = parameters === 'species';
  const text =
    reading === 'full'
      ? fullText(model, asSpecies)
      : slowScaleText(model, asSpecies, reading === 'slow-scale shifted');
  const network = readable(text);
  const all = { ...ratesAt(model, volume, asSpecies), ...constants };
  return {
    network,
    rates: Object.fromEntries(network.rates.map((name) => [name, all[name]!])),
    start: (x, lambda = asSpecies ? [] : parameters) => startCounts(model, network, volume, x, lambda),
  };
}

/** Rate constants by the names of their weights, for counts in a volume. */
function ratesAt(model: Rncrn, volume: number, asSpecies: boolean): Record<string, number> {
  const rates: Record<string, number> = {};
  for (const { weight, reactants, rate } of reactionsOf(model)) {
    const twice = reactants.length === 2 && reactants[0] === reactants[1];
    // Parameters that are constants count in concentrations.
    const order = !asSpecies && weight.startsWith('psi') ? 1 : reactants.length;
    rates[weight] = (twice ? 2 : 1) * rate * volume ** (1 - order);
  }
  return rates;
}

function constantParameters(model: Rncrn, values: readonly number[]): Record<string, number> {
  const bad = values.find((value) => !(Number.isFinite(value) && value >= 0));
  if (values.length !== model.parameters || bad !== undefined)
    throw new ScenarioError(
      'rncrn',
      `\`parameters\` is [${values.join(', ')}]`,
      `Give ${model.parameters} concentrations of 0 or more, or 'species'.`,
    );
  return Object.fromEntries(speciesOf(model).parameters.map((name, i) => [name, values[i]!]));
}

function readable(text: string): Network {
  try {
    return crn(text);
  } catch (error) {
    if (!isCrnGridError(error, 'CrnSyntaxError')) throw error;
    throw new ScenarioError(
      'rncrn',
      'the formulas of the slow-scale reading are longer than a network may have',
      "Choose the reading 'full', or a smaller model.",
    );
  }
}

function startCounts(
  model: Rncrn,
  network: Network,
  volume: number,
  x: ArrayLike<number>,
  lambda: ArrayLike<number>,
): Record<string, number> {
  const { executive, parameters } = model;
  if (x.length !== executive || lambda.length !== parameters)
    throw new ScenarioError(
      'rncrn',
      `a start has ${x.length} executive and ${lambda.length} parameter species, not ${executive} and ${parameters}`,
      'Give a concentration of each.',
    );
  const levels = new Float64Array(perceptronsOf(model));
  new ReducedField(model).levels(x, lambda, levels);
  const names = speciesOf(model);
  const all = [...names.executive, ...names.layers.flat(), ...names.parameters];
  const counts = [...Array.from(x), ...levels, ...Array.from(lambda)].map((one) => Math.round(one * volume));
  return Object.fromEntries(
    all.map((name, i) => [name, counts[i]!]).filter(([name]) => network.species.includes(name as string)),
  );
}
