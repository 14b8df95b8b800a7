/** How ln p of each state changes with each weight: what natural gradients are made of. */
import type { RowGradients } from '../../../tensor/row-gradients/row-gradients.ts';
import { featuresOf, type VanModel } from './model.ts';

/**
 * ∂ ln p(n) / ∂θ, shape [rows, parameters]; over draws of the network its mean is 0.
 *
 * @param gradients  of the graph of the model, with its weights
 * @param counts     of the variables, shape [rows, variables]
 * @param mask       shape [rows, classes of all], where the model is masked
 */
export function scoresOf(
  model: VanModel,
  gradients: RowGradients,
  counts: Int32Array,
  rows: number,
  mask: Float32Array,
): Float32Array {
  const { offset, width } = model.variables;
  const share = new Float32Array(rows * width);
  // The loss is −Σ share · ln q.
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < offset.length; i++)
      share[row * width + offset[i]! + counts[row * offset.length + i]!] = -1;
  const scores = new Float32Array(rows * gradients.parameters);
  gradients.run(rows, { features: featuresOf(model, counts, rows), share, mask }, scores);
  return scores;
}
