/**
 * How fast perceptrons must be. The full network follows its reduced field while mu times
 * the rates of X is well below r, the relaxation of the slowest perceptron: from there the
 * search halves mu until the two agree.
 */

import { eigenvalues } from '../../../numerics/linear/eigenvalues.ts';
import { solveOde } from '../../../numerics/ode/solve.ts';
import { Forward } from '../field/forward.ts';
import { ReducedField } from '../field/reduced.ts';
import { type Interval, layersOf, type Rncrn } from '../model.ts';
import { withMu } from '../train/calibrate.ts';
import { gridOf } from './equilibria.ts';
import { stateOf, systemOf } from './follow.ts';

export interface TimeScaleJob {
  readonly region: readonly Interval[];
  /** Codes, or a few parameters of a family; one empty list for none. */
  readonly lambdas: readonly (readonly number[])[];
  /** Starts that are compared, one shape [N] each. */
  readonly starts: readonly (readonly number[])[];
  /** How long they are compared. */
  readonly time: number;
  /** Greatest distance, as a share of the largest side of the region. */
  readonly tolerance: number;
}

export interface TimeScale {
  readonly mu: number;
  /** Greatest distance between full and reduced, as a share of the largest side of the region. */
  readonly deviation: number;
  /** What was tried, the largest first. */
  readonly tried: readonly { readonly mu: number; readonly deviation: number }[];
}

/** First guess: mu times the fastest rate of X is this share of the slowest r. */
const firstShare = 0.05;
const mostHalvings = 14;
const compared = 200;
/** Grid along each side on which rates are looked at. */
const perSide = 7;

/** The largest of the mu that were tried at which the full network agrees; the last one where none does. */
export function findTimeScale(model: Rncrn, job: TimeScaleJob): TimeScale {
  const tried: { mu: number; deviation: number }[] = [];
  let mu = firstGuess(model, job);
  for (let k = 0; k <= mostHalvings; k++) {
    const deviation = deviationAt(withMu(model, mu), job);
    tried.push({ mu, deviation });
    if (deviation <= job.tolerance) break;
    mu = twoDigits(mu / 2);
  }
  return { ...tried.at(-1)!, tried };
}

/** Greatest distance of the full network from its reduced field, at its own mu. */
export function deviationAt(
  model: Rncrn,
  { region, lambdas, starts, time, tolerance }: TimeScaleJob,
): number {
  const side = Math.max(...region.map(([low, high]) => high - low));
  let worst = 0;
  for (const lambda of lambdas)
    for (const x of starts) {
      const [reduced, full] = (['reduced', 'full'] as const).map((reading) =>
        solveOde(systemOf(model, lambda, reading), {
          from: 0,
          to: time,
          state: stateOf(model, lambda, x, reading),
          method: reading === 'full' ? 'rosenbrock' : 'explicit',
          rtol: 1e-7,
          nonNegative: 'all',
        }),
      );
      for (let k = 1; k <= compared; k++) {
        const t = (time * k) / compared;
        const [a, b] = [reduced!.at(t), full!.at(t)];
        worst = Math.max(worst, Math.hypot(...x.map((_, i) => a[i]! - b[i]!)) / side);
      }
      if (worst > 20 * tolerance) return worst;
    }
  return worst;
}

function firstGuess(model: Rncrn, { region, lambdas }: TimeScaleJob): number {
  const n = model.executive;
  const field = new ReducedField(model);
  const forward = new Forward(layersOf(model), n, model.parameters);
  const jacobian = new Float64Array(n * n);
  let [slowest, fastest] = [Number.POSITIVE_INFINITY, 0];
  for (const lambda of lambdas)
    for (const x of gridOf(region, perSide)) {
      forward.run(x, lambda);
      for (const roots of forward.roots) slowest = Math.min(slowest, ...roots);
      field.jacobian(x, lambda, jacobian);
      for (const { re, im } of eigenvalues(jacobian, n)) fastest = Math.max(fastest, Math.hypot(re, im));
    }
  return twoDigits((firstShare * slowest) / (fastest || 1));
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
