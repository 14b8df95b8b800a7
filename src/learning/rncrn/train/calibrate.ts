/**
 * A field that runs faster or slower along the same paths: alpha and beta times a factor.
 * Equilibria, their kind, the shape and the stability of every cycle stay as they are in the
 * limit mu → 0; periods are divided by the factor.
 */
import { type Rncrn, rncrn } from '../model.ts';

/** @param factor  > 0 */
export function inFasterTime(model: Rncrn, factor: number): Rncrn {
  const times = (values: Float64Array): Float64Array => values.map((value) => value * factor);
  return rncrn({ ...model, alpha: times(model.alpha), beta: times(model.beta) });
}

/** The same weights with perceptrons that are faster or slower: every layer's mu is this. */
export function withMu(model: Rncrn, mu: number): Rncrn {
  return rncrn({ ...model, mu, below: model.below.map((layer) => ({ ...layer, mu })) });
}
