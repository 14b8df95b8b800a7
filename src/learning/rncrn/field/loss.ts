/** How far the reduced field is from a target, the two losses of the published models. */
import { BatchField, type Points } from './batch.ts';
import type { Weights } from './weights.ts';

/** Points with what the field, or the answer of a classifier, should be there. */
export interface Targets extends Points {
  /** Shape [rows, outputs]. */
  readonly target: Float64Array;
  /** How much each point counts, shape [rows]; alike if left out. */
  readonly weight?: Float64Array;
}

/**
 * `field`: mean square of g − f over points and components. `relative`: of (g − f)/x, which
 * asks for the same accuracy per molecule everywhere; x must be above 0.
 */
export type LossKind = 'field' | 'relative';

/** The weighted mean over points; the mean over components, or one of them. */
export function fieldLoss(
  weights: Weights,
  data: Targets,
  kind: LossKind = 'field',
  component?: number,
): number {
  const field = new BatchField(weights);
  const q = field.outputs;
  const values = new Float64Array(data.rows * q);
  field.values(data, values);
  let [sum, total] = [0, 0];
  for (let p = 0; p < data.rows; p++) {
    const weight = data.weight ? data.weight[p]! : 1;
    total += weight;
    for (let i = 0; i < q; i++) {
      if (component !== undefined && component !== i) continue;
      const at = p * q + i;
      const miss = (values[at]! - data.target[at]!) / (kind === 'relative' ? data.x[at]! : 1);
      sum += weight * miss * miss;
    }
  }
  return sum / (total * (component === undefined ? q : 1));
}
