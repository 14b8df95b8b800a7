/** A model as a family of equations in its parameters, for `numerics/continuation`. */
import { ScenarioError } from '../../errors.ts';
import { type Frame, findEquilibria } from '../../numerics/continuation/equilibria.ts';
import type { Family, Range } from '../../numerics/continuation/family.ts';
import { CorrectedField } from './field/corrected.ts';
import { FullField } from './field/full.ts';
import { ReducedField } from './field/reduced.ts';
import { perceptronsOf, type Rncrn } from './model.ts';

/** `reduced`: perceptrons keep up; `corrected`: they lag a little; `full`: they are variables, too. */
export const readings = ['reduced', 'corrected', 'full'] as const;
export type Reading = (typeof readings)[number];

export interface RncrnFrameOptions {
  /** Default `reduced`. */
  readonly reading?: Reading;
  /** Numbers of the parameters that are varied, one or two, and between what. */
  readonly varied: readonly { readonly parameter: number; readonly range: Range }[];
  /** Concentrations of all parameters, shape [L]; those that are varied are not read. Default 0. */
  readonly lambda?: ArrayLike<number>;
  /** Where equilibria are looked for, of the executive species. Default: the model's region and half as much on each side. */
  readonly box?: readonly Range[];
}

/**
 * The frame in which a model's bifurcations are looked for. Variables of the full reading: X, then all perceptrons.
 *
 * @throws ScenarioError for a model without executive species, or without a region where no box is given
 */
export function rncrnFrame(model: Rncrn, options: RncrnFrameOptions): Frame {
  const { reading = 'reduced', varied, lambda = new Float64Array(model.parameters) } = options;
  if (model.executive === 0)
    throw new ScenarioError(
      'rncrn',
      'a classifier has no dynamics of its own',
      'Give a model with executive species.',
    );
  const box = options.box ?? model.region?.executive.map(widened);
  if (!box)
    throw new ScenarioError(
      'rncrn',
      'the model names no region',
      'Say where to look, for each executive species.',
    );
  const values = Float64Array.from(lambda);
  const at = (p: ArrayLike<number>): Float64Array => {
    varied.forEach(({ parameter }, k) => {
      values[parameter] = p[k]!;
    });
    return values;
  };
  const ranges = varied.map(({ range }) => range);
  const reduced: Frame = { family: familyOf(model, 'reduced', ranges.length, at), box, ranges };
  if (reading === 'reduced') return reduced;
  const family = familyOf(model, reading, ranges.length, at);
  if (reading === 'corrected') return { family, box, ranges };
  // Equilibria are those of the reduced field with the perceptrons at rest.
  const field = new ReducedField(model);
  const whole = (x: Float64Array, p: ArrayLike<number>): Float64Array => {
    const state = new Float64Array(model.executive + perceptronsOf(model));
    state.set(x);
    field.levels(x, at(p), state.subarray(model.executive));
    return state;
  };
  return {
    family,
    box: [...box, ...levelRanges(model, box, ranges, whole)],
    ranges,
    guesses: (p) => findEquilibria(reduced, p).map((x) => whole(x, p)),
  };
}

function familyOf(
  model: Rncrn,
  reading: Reading,
  parameters: number,
  at: (p: ArrayLike<number>) => Float64Array,
): Family {
  if (reading === 'corrected') {
    const field = new CorrectedField(model);
    return { size: model.executive, parameters, rate: (x, p, out) => field.rate(x, at(p), out) };
  }
  const field = reading === 'full' ? new FullField(model) : new ReducedField(model);
  return {
    size: field instanceof FullField ? field.size : model.executive,
    parameters,
    stiff: reading === 'full',
    rate: (x, p, out) => field.rate(x, at(p), out),
    jacobian: (x, p, out) => field.jacobian(x, at(p), out),
  };
}

function widened([low, high]: Range): Range {
  const more = (high - low) / 2;
  return [Math.max(0, low - more), high + more];
}

/** From 0 to twice the highest level of each perceptron at the corners of everything. */
function levelRanges(
  { executive }: Rncrn,
  box: readonly Range[],
  ranges: readonly Range[],
  whole: (x: Float64Array, p: ArrayLike<number>) => Float64Array,
): Range[] {
  const all = [...box, ...ranges];
  let highest: Float64Array | undefined;
  for (let corner = 0; corner < 2 ** all.length; corner++) {
    const at = Float64Array.from(all, (ends, i) => ends[(corner >> i) & 1]!);
    const levels = whole(at.slice(0, executive), at.subarray(executive)).subarray(executive);
    highest = highest ? highest.map((y, j) => Math.max(y, levels[j]!)) : levels.slice();
  }
  return Array.from(highest!, (y) => [0, 2 * y]);
}
