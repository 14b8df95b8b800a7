/**
 * A causal transformer (Vaswani et al., NeurIPS 2017, arXiv 1706.03762) as Tang, Weng & Zhang, Nat.
 * Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6, have it: a table of counts followed by
 * ReLU, shifted right with 1 as the first token, learned positions, layers that attend to what
 * came before and are normalised after each addition, and one layer of logits for all species.
 *
 * Keys and values are left to later steps: a draw looks at every species before it once.
 */
import type { NodeId } from '../../../../tensor/graph.ts';
import { tokens } from '../features.ts';
import type { Variables } from '../variables.ts';
import { attend } from './attention.ts';
import { type NetworkSteps, sharedParams } from './steps.ts';

export interface TransformerSizes {
  /** Numbers that stand for a species, a multiple of `heads`. */
  readonly width: number;
  /** Units between the two feed-forward layers. */
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
}

/** Added to a variance before its root is taken. */
const leastVariance = 1e-5;
/** Deviation of the first position vectors. */
const positions = 0.1;

export function transformer(
  variables: Variables,
  { width, hidden, layers, heads }: TransformerSizes,
): NetworkSteps {
  const { classes } = variables;
  const most = Math.max(...classes);
  return {
    features: tokens(variables),
    open: (g) => {
      const param = sharedParams(g);
      const affine = (name: string, x: NodeId, to: number): NodeId => {
        const from = g.shape(x)[1];
        const weights = param(`${name}/weights`, from, to, Math.sqrt(1 / from));
        return g.binary('add', g.matmul(x, weights), param(`${name}/bias`, 1, to, 0));
      };
      const mean = (x: NodeId): NodeId =>
        g.binary('mul', g.group('groupSum', x, width), g.constant([1 / width]));
      const normalised = (name: string, x: NodeId): NodeId => {
        const centred = g.binary('sub', x, mean(x));
        const variance = g.binary('add', mean(g.unary('square', centred)), g.constant([leastVariance]));
        const gain = g.binary('add', param(`${name}/gain`, 1, width, 0), g.constant([1]));
        const even = g.binary('div', centred, g.unary('sqrt', variance));
        return g.binary('add', g.binary('mul', even, gain), param(`${name}/offset`, 1, width, 0));
      };
      return (i, { own, left }) => {
        const token = g.unary('relu', g.matmul(own, param('tokens', most, width, 1)));
        let x = g.binary('add', token, param(`position/${i}`, 1, width, positions));
        // Of each layer a key and a value.
        const fresh: NodeId[] = [];
        for (let k = 0; k < layers; k++) {
          const all = affine(`${k}/attention/in`, x, 3 * width);
          const [query, key, value] = [0, 1, 2].map((t) => g.slice(all, t * width, (t + 1) * width));
          const kept = (t: number) => left.filter((_, m) => m % (2 * layers) === 2 * k + t);
          const [keys, values] = [
            [...kept(0), key!],
            [...kept(1), value!],
          ];
          fresh.push(key!, value!);
          const seen = affine(`${k}/attention/out`, attend(g, query!, keys, values, heads), width);
          const y = normalised(`${k}/attention`, g.binary('add', x, seen));
          const units = g.unary('relu', affine(`${k}/forward/in`, y, hidden));
          x = normalised(`${k}/forward`, g.binary('add', y, affine(`${k}/forward/out`, units, width)));
        }
        const logits = affine('logits', x, most);
        return {
          logits: classes[i] === most ? logits : g.slice(logits, 0, classes[i]!),
          left: [...left, ...fresh],
        };
      };
    },
  };
}
