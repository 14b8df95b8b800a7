/** A field given by a formula, on the product of axes. */
import { ScenarioError } from '../../../errors.ts';
import type { Targets } from '../field/loss.ts';

/** Writes the wanted field, or the wanted answer of a classifier, to `out`. */
export type TargetField = (x: Float64Array, lambda: Float64Array, out: Float64Array) => void;

/** from, from + step, … below `to`, which is left out. */
export function axis(from: number, to: number, step: number): Float64Array {
  // Room for rounding: 3 / 0.015 is 200 steps, not 201.
  const length = Math.ceil((to - from) / step - 1e-9);
  if (!(step > 0 && length > 0 && length < 1e8))
    throw new ScenarioError('axis', `${from} to ${to} by ${step}`, 'Give from < to and a step above 0.');
  return Float64Array.from({ length }, (_, i) => from + i * step);
}

/**
 * All combinations of values, the last axis changing fastest.
 *
 * @param executive   values of each executive species, in concentration
 * @param parameters  values of each parameter
 * @param outputs     length of what `field` writes: as many as executive species, unless it is a classifier's
 * @throws ScenarioError where the field is not finite
 */
export function gridTargets(
  executive: readonly ArrayLike<number>[],
  parameters: readonly ArrayLike<number>[],
  field: TargetField,
  outputs = executive.length,
): Targets {
  const [n, l] = [executive.length, parameters.length];
  const axes = [...executive, ...parameters];
  const rows = axes.reduce((product, { length }) => product * length, 1);
  const [x, lambda] = [new Float64Array(rows * n), new Float64Array(rows * l)];
  const target = new Float64Array(rows * outputs);
  const values = new Float64Array(n + l);
  const [ownX, ownLambda, out] = [values.subarray(0, n), values.subarray(n), new Float64Array(outputs)];
  for (let p = 0; p < rows; p++) {
    let rest = p;
    for (let a = axes.length - 1; a >= 0; a--) {
      const { length } = axes[a]!;
      values[a] = axes[a]![rest % length]!;
      rest = Math.floor(rest / length);
    }
    field(ownX, ownLambda, out);
    if (!out.every(Number.isFinite))
      throw new ScenarioError(
        'gridTargets',
        `the field is [${out.join(', ')}] at [${values.join(', ')}]`,
        'Leave out where it is not defined.',
      );
    x.set(ownX, p * n);
    lambda.set(ownLambda, p * l);
    target.set(out, p * outputs);
  }
  return { rows, x, lambda, target };
}
