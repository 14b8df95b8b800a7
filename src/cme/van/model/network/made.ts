/**
 * A masked autoencoder (Germain et al., ICML 2015, arXiv 1502.03509): one feed-forward network of
 * which masks cut whatever would let a count see itself or what comes later, so that one pass gives
 * all conditional laws.
 *
 * Use where probabilities of many states are asked for and draws are few: each draw takes a pass for
 * every species. Units that see few species are few where species are many.
 */
import type { NodeId } from '../../../../tensor/graph.ts';
import { shapedCounts } from '../features.ts';
import type { Variables } from '../variables.ts';
import type { NetworkSteps } from './steps.ts';

export function made(variables: Variables, hidden: readonly number[]): NetworkSteps {
  const features = shapedCounts(variables);
  const { classes } = variables;
  const last = classes.length - 1;
  /** How many variables each unit of a layer sees, rising. */
  const seen = (width: number) => Array.from({ length: width }, (_, k) => 1 + Math.floor((k * last) / width));
  return {
    features,
    open: (g) => {
      const layer = (x: NodeId, reads: readonly number[], k: number): [NodeId, readonly number[]] => {
        const width = hidden[k]!;
        const own = seen(width);
        const mask = reads.flatMap((n) => own.map((m) => (n <= m ? 1 : 0)));
        const open = mask.reduce<number>((sum, v) => sum + v, 0) / width;
        const weights = g.param(`hidden/${k}/weights`, reads.length, width, Math.sqrt(2 / open));
        const cut = g.binary('mul', weights, g.constant(mask, reads.length));
        const sum = g.binary('add', g.matmul(x, cut), g.param(`hidden/${k}/bias`, 1, width, 0));
        return [g.unary('swish', sum), own];
      };
      let units: [NodeId, readonly number[]] | undefined;
      const top = (all: NodeId) => {
        // The start is seen by all, what a variable adds by those that see it.
        const reads = Array.from({ length: features.offset.at(-1)! }, (_, c) =>
          features.offset.findIndex((end) => c < end),
        );
        units ??= hidden.reduce<[NodeId, readonly number[]]>(([x, n], _, k) => layer(x, n, k), [all, reads]);
        return units;
      };
      return (i, { features: all, own }) => {
        const n = classes[i]!;
        // The first input is 1: of the first species there is nothing to learn but its law.
        if (i === 0) return { logits: g.matmul(own, g.param('0/logits/bias', 1, n, 0)), left: [] };
        const [x, sees] = top(all);
        const visible = sees.filter((m) => m <= i).length;
        return { logits: g.dense(`${i}/logits`, g.slice(x, 0, visible), n, undefined, 0.1), left: [] };
      };
    },
  };
}
