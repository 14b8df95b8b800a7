/** Refuses a model whose shapes do not fit or whose values cannot be. */
import { ScenarioError } from '../../../errors.ts';
import type { Interval, PerceptronLayer, Rncrn } from '../model.ts';

/** @throws ScenarioError that names the array and the place in it */
export function checkModel(model: Rncrn, name: string): void {
  const { executive: n, parameters: l } = model;
  if (!Number.isInteger(l) || l < 0)
    throw new ScenarioError(name, `\`parameters\` is ${l}`, 'Give how many parameter species there are.');
  let width = 0;
  [...model.below, model].forEach((layer, i) => {
    const where = i < model.below.length ? `${name}, below[${i}]` : name;
    checkLayer(layer, where, n, l, width);
    width = layer.perceptrons;
  });
  checkArray(model.alpha, n * width, name, 'alpha', `[executive ${n}, perceptrons ${width}]`);
  checkArray(model.beta, n, name, 'beta', `[executive ${n}]`, 0);
  if (!model.region) return;
  checkIntervals(model.region.executive, n, name, 'region.executive');
  checkIntervals(model.region.parameters, l, name, 'region.parameters');
}

function checkLayer(layer: PerceptronLayer, where: string, n: number, l: number, width: number): void {
  const m = layer.perceptrons;
  if (m === 0) throw new ScenarioError(where, '`theta` is empty', 'Give at least one perceptron.');
  checkArray(layer.omega, m * n, where, 'omega', `[perceptrons ${m}, executive ${n}]`);
  checkArray(layer.psi, m * l, where, 'psi', `[perceptrons ${m}, parameters ${l}]`);
  checkArray(layer.phi, m * width, where, 'phi', `[perceptrons ${m}, layer below ${width}]`);
  checkArray(layer.theta, m, where, 'theta', `[perceptrons ${m}]`);
  for (const key of ['gamma', 'tau'] as const)
    checkArray(layer[key], m, where, key, `[perceptrons ${m}]`, Number.MIN_VALUE);
  if (!(layer.mu > 0 && Number.isFinite(layer.mu)))
    throw new ScenarioError(where, `\`mu\` is ${layer.mu}`, 'Give a time scale above 0, such as 0.01.');
}

function checkArray(
  array: Float64Array,
  length: number,
  where: string,
  key: string,
  shape: string,
  least = Number.NEGATIVE_INFINITY,
): void {
  if (array.length !== length)
    throw new ScenarioError(
      where,
      `\`${key}\` has ${array.length} numbers, not ${length}`,
      `Its shape is ${shape}, flat, row by row.`,
    );
  const bad = array.findIndex((value) => !Number.isFinite(value) || value < least);
  if (bad < 0) return;
  const wanted = least === 0 ? 'at least 0' : least > 0 ? 'above 0' : 'finite';
  throw new ScenarioError(where, `\`${key}[${bad}]\` is ${array[bad]}`, `Give a number that is ${wanted}.`);
}

function checkIntervals(all: readonly Interval[], length: number, where: string, key: string): void {
  if (all.length !== length)
    throw new ScenarioError(where, `\`${key}\` has ${all.length} intervals, not ${length}`, 'Give one each.');
  all.forEach(([low, high], i) => {
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high && low >= 0))
      throw new ScenarioError(
        where,
        `\`${key}[${i}]\` is [${low}, ${high}]`,
        'Give 0 ≤ low ≤ high: concentrations.',
      );
  });
}
