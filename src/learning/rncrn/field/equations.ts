/** A model as differential equations, in three readings, for the solvers of `numerics/ode`. */
import { ScenarioError } from '../../../errors.ts';
import { BorderedDiagonal } from '../../../numerics/linear/bordered-diagonal.ts';
import type { OdeSystem } from '../../../numerics/ode/system.ts';
import type { Rncrn } from '../model.ts';
import { CorrectedField } from './corrected.ts';
import { FullField } from './full.ts';
import { ReducedField } from './reduced.ts';

/** Concentrations of the parameters, shape [L]: constant, or written to `out` for a time. */
export type Lambda = ArrayLike<number> | ((t: number, out: Float64Array) => void);

/**
 * All species, stiff; state [X, perceptrons of the lowest layer, …, of the last]. A model of
 * one layer solves its linear systems by elimination of the perceptrons.
 */
export function fullEquations(model: Rncrn, lambda: Lambda = []): OdeSystem {
  const field = new FullField(model);
  const at = parametersAt(model, lambda);
  const n = model.executive;
  const system = {
    size: field.size,
    autonomous: typeof lambda !== 'function',
    f: (t: number, y: Float64Array, out: Float64Array) => field.rate(y, at(t), out),
    jacobian: (t: number, y: Float64Array, out: Float64Array) => field.jacobian(y, at(t), out),
  };
  if (model.below.length > 0 || n === 0) return system;
  const linear = new BorderedDiagonal(n, model.perceptrons, (t, y, blocks) => field.blocks(y, at(t), blocks));
  return { ...system, linear };
}

/** X alone, with perceptrons that keep up: exact as mu → 0. */
export function reducedEquations(model: Rncrn, lambda: Lambda = []): OdeSystem {
  const field = new ReducedField(model);
  const at = parametersAt(model, lambda);
  return {
    size: model.executive,
    autonomous: typeof lambda !== 'function',
    f: (t, y, out) => field.rate(y, at(t), out),
    jacobian: (t, y, out) => field.jacobian(y, at(t), out),
  };
}

/**
 * X alone, first order in mu: see `field/corrected.ts`.
 *
 * @param slope  writes dλ/dt for a time, where λ changes; left out, its lag is neglected
 */
export function correctedEquations(
  model: Rncrn,
  lambda: Lambda = [],
  slope?: (t: number, out: Float64Array) => void,
): OdeSystem {
  const field = new CorrectedField(model);
  const at = parametersAt(model, lambda);
  const slopes = slope && new Float64Array(model.parameters);
  return {
    size: model.executive,
    autonomous: typeof lambda !== 'function',
    f: (t, y, out) => {
      if (slopes) slope(t, slopes);
      field.rate(y, at(t), out, slopes);
    },
  };
}

function checkParameters({ parameters }: Rncrn, lambda: ArrayLike<number>): void {
  const bad = Array.from(lambda).find((value) => !(Number.isFinite(value) && value >= 0));
  if (lambda.length !== parameters)
    throw new ScenarioError(
      'rncrn',
      `${lambda.length} parameters given, not ${parameters}`,
      'Give one of each.',
    );
  if (bad !== undefined)
    throw new ScenarioError('rncrn', `a parameter is ${bad}`, 'Parameters are concentrations: 0 or more.');
}

function parametersAt(model: Rncrn, lambda: Lambda): (t: number) => ArrayLike<number> {
  if (typeof lambda !== 'function') {
    checkParameters(model, lambda);
    return () => lambda;
  }
  const values = new Float64Array(model.parameters);
  return (t) => {
    lambda(t, values);
    return values;
  };
}
