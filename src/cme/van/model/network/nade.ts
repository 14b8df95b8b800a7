/**
 * A neural autoregressive distribution estimator (Larochelle & Murray, AISTATS 2011): hidden units
 * whose sums each count adds to, and for each variable a layer of logits that reads them.
 *
 *   h_i = σ(c + Σ_{j<i} W_j · x_j),  logits_i = b_i + V_i · h_i
 *
 * Use where species are many: a count is added once, whoever reads it, and a draw costs one
 * sum for each species. Raw counts, as Tang's group have them, saturate the units.
 */
import type { NodeId } from '../../../../tensor/graph.ts';
import { rawCounts, shapedCounts } from '../features.ts';
import type { Variables } from '../variables.ts';
import type { NetworkSteps } from './steps.ts';

/** @param inputs  `raw`: counts as they are, as published, with weights for the last of them that nothing reads */
export function nade(variables: Variables, hidden: number, inputs: 'shaped' | 'raw'): NetworkSteps {
  const raw = inputs === 'raw';
  const features = raw ? rawCounts(variables) : shapedCounts(variables);
  const { classes } = variables;
  const [length, width] = [classes.length, features.offset.at(-1)!];
  const first = raw ? Math.sqrt(2 / (hidden + length)) : Math.sqrt(1 / width);
  return {
    features,
    open: (g) => {
      const bias = () => g.param('sum/bias', 1, hidden, 0);
      const weights = (i: number, own: NodeId) => g.param(`sum/${i}`, g.shape(own)[1], hidden, first);
      const begin = (own: NodeId): NodeId =>
        // The first input is 0 of raw counts, else 1.
        raw ? g.binary('add', g.matmul(own, weights(0, own)), bias()) : g.matmul(own, bias());
      return (i, { own, left }) => {
        const sum = i === 0 ? begin(own) : g.binary('add', left[0]!, g.matmul(own, weights(i, own)));
        const n = classes[i]!;
        const gain = raw ? Math.sqrt((2 * hidden) / (hidden + n)) : 0.1;
        return {
          logits: g.dense(`${i}/logits`, g.unary('sigmoid', sum), n, undefined, gain),
          left: [sum],
        };
      };
    },
  };
}
