/**
 * The same field in other units of the perceptrons and parameters. For any c > 0
 *
 *     y → c·y:  gamma → c·gamma, tau → tau/c, and whatever reads y has its weight divided by c
 *     λ → c·λ:  psi → psi/c
 *
 * leave x(t) as it is, at any mu. In counts it is no mere convention: it decides how many
 * molecules of each species there are, so how loud the noise is and how dear a simulation.
 */
import { ScenarioError } from '../../../errors.ts';
import { ReducedField } from '../field/reduced.ts';
import {
  type LayerParts,
  layersOf,
  type PerceptronLayer,
  perceptronsOf,
  type Rncrn,
  rncrn,
} from '../model.ts';

/** By how much concentrations grow. */
export interface Gauge {
  /** Of every perceptron, the lowest layer first, shape [perceptrons of all layers]; 1 if left out. */
  readonly perceptrons?: ArrayLike<number>;
  /** Of every parameter, shape [L]; 1 if left out. Callers then give λ that much larger. */
  readonly parameters?: ArrayLike<number>;
}

/** @throws ScenarioError for factors that are not above 0, or of which there are too few or many */
export function regauge(model: Rncrn, gauge: Gauge): Rncrn {
  const { executive, parameters: l, alpha, beta, below, region } = model;
  const byLambda = factors(gauge.parameters, l, 'parameters');
  const all = factors(gauge.perceptrons, perceptronsOf(model), 'perceptrons');
  let under = new Float64Array(0);
  let at = 0;
  const layer = (of: PerceptronLayer): LayerParts => {
    const own = all.slice(at, at + of.perceptrons);
    const made = {
      omega: of.omega,
      psi: dividedByColumn(of.psi, byLambda),
      phi: dividedByColumn(of.phi, under),
      theta: of.theta,
      gamma: of.gamma.map((gamma, j) => gamma * own[j]!),
      tau: of.tau.map((tau, j) => tau / own[j]!),
      mu: of.mu,
    };
    under = own;
    at += of.perceptrons;
    return made;
  };
  const parts = { below: below.map(layer), ...layer(model), beta, parameters: l };
  const scaled = { ...parts, alpha: executive > 0 ? dividedByColumn(alpha, under) : alpha };
  if (!region) return rncrn(scaled);
  const parameters = region.parameters.map(
    ([low, high], i) => [low * byLambda[i]!, high * byLambda[i]!] as const,
  );
  return rncrn({ ...scaled, region: { executive: region.executive, parameters } });
}

/** tau = 1 everywhere: the normal form, in which gamma alone sets how smooth a perceptron is. */
export function unitTau(model: Rncrn): Gauge {
  return { perceptrons: layersOf(model).flatMap(({ tau }) => [...tau]) };
}

/** States a model is typically in. */
export interface TypicalStates {
  readonly rows: number;
  /** Shape [rows, N]. */
  readonly x: ArrayLike<number>;
  /** Shape [rows, L]. */
  readonly lambda: ArrayLike<number>;
}

/**
 * The gauge in which every perceptron has the same mean level over given states: with a
 * volume V, `level · V` molecules each, so that none is empty while another is crowded.
 *
 * @param level  concentration
 * @throws ScenarioError for no states or a level not above 0
 */
export function levelGauge(model: Rncrn, states: TypicalStates, level: number): Gauge {
  if (!(states.rows > 0)) throw new ScenarioError('gauge', 'no states are given', 'Give at least one.');
  if (!(level > 0 && Number.isFinite(level)))
    throw new ScenarioError('gauge', `the level is ${level}`, 'Give a concentration above 0.');
  const field = new ReducedField(model);
  const { executive: n, parameters: l } = model;
  const [mean, one] = [new Float64Array(perceptronsOf(model)), new Float64Array(perceptronsOf(model))];
  const row = (values: ArrayLike<number>, p: number, width: number) =>
    Float64Array.from({ length: width }, (_, k) => values[p * width + k]!);
  for (let p = 0; p < states.rows; p++) {
    field.levels(row(states.x, p, n), row(states.lambda, p, l), one);
    one.forEach((y, j) => (mean[j]! += y / states.rows));
  }
  return { perceptrons: mean.map((y) => level / y) };
}

/** Entry [row, k] divided by scale[k]. */
function dividedByColumn(matrix: Float64Array, scale: Float64Array): Float64Array {
  return matrix.map((weight, i) => weight / scale[i % scale.length]!);
}

function factors(given: ArrayLike<number> | undefined, length: number, key: string): Float64Array {
  if (!given) return new Float64Array(length).fill(1);
  const bad = Array.from(given).findIndex((c) => !(c > 0 && Number.isFinite(c)));
  if (given.length !== length)
    throw new ScenarioError(
      'gauge',
      `\`${key}\` has ${given.length} factors, not ${length}`,
      'Give one each.',
    );
  if (bad >= 0)
    throw new ScenarioError('gauge', `\`${key}[${bad}]\` is ${given[bad]}`, 'Give a factor above 0.');
  return Float64Array.from(given);
}
