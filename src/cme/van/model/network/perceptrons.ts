/**
 * A perceptron for each conditional law, which sees the counts before: a masked autoencoder
 * (Germain et al., ICML 2015, arXiv 1502.03509) whose hidden units each serve one output, so that
 * no species' law can disturb another's.
 *
 * Use by default. Not for hundreds of species: its inputs grow with their square.
 */
import { shapedCounts } from '../features.ts';
import type { Variables } from '../variables.ts';
import type { NetworkSteps } from './steps.ts';

export function perceptrons(variables: Variables, hidden: readonly number[]): NetworkSteps {
  const features = shapedCounts(variables);
  return {
    features,
    open:
      (g) =>
      (i, { features: all }) => {
        let x = g.slice(all, 0, features.offset[i]!);
        // Of the first species there is nothing to learn but its law.
        if (i > 0)
          hidden.forEach((width, k) => {
            x = g.dense(`${i}/hidden/${k}`, x, width, 'swish', Math.SQRT2);
          });
        return { logits: g.dense(`${i}/logits`, x, variables.classes[i]!, undefined, 0.1), left: [] };
      },
  };
}
