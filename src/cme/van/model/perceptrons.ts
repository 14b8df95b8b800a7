/**
 * A perceptron for each conditional law, which sees the counts before: a masked autoencoder
 * (Germain et al., ICML 2015, arXiv 1502.03509) whose hidden units each serve one output, so that
 * no species' law can disturb another's.
 *
 * Use by default. Not for hundreds of species: its inputs grow with their square.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Features } from './features.ts';
import type { Variables } from './variables.ts';

export function perceptrons(
  g: GraphBuilder,
  features: NodeId,
  hidden: readonly number[],
  { classes }: Variables,
  { offset }: Features,
): NodeId[] {
  return classes.map((n, i) => {
    let x = g.slice(features, 0, offset[i]!);
    // Of the first species there is nothing to learn but its law.
    if (i > 0)
      hidden.forEach((width, k) => {
        x = g.dense(`${i}/hidden/${k}`, x, width, 'swish', Math.SQRT2);
      });
    return g.dense(`${i}/logits`, x, n, undefined, 0.1);
  });
}
