/**
 * One gated recurrent unit (Cho et al., EMNLP 2014, doi 10.3115/v1/D14-1179) and one layer of
 * logits for all species, as Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6, have it: the reset gate acts on what the state adds to the
 * proposal, both sides have a bias, weights start at a variance of 1 / (3 · hidden).
 *
 * Use to compare with what is published. Raw counts saturate it.
 */
import type { NodeId } from '../../../../tensor/graph.ts';
import { rawCounts } from '../features.ts';
import type { Variables } from '../variables.ts';
import { type NetworkSteps, sharedParams } from './steps.ts';

export function gru(variables: Variables, hidden: number): NetworkSteps {
  const { classes } = variables;
  const most = Math.max(...classes);
  const first = 1 / Math.sqrt(3 * hidden);
  return {
    features: rawCounts(variables),
    open: (g) => {
      const param = sharedParams(g);
      const affine = (name: string, x: NodeId, width: number): NodeId => {
        const weights = param(`${name}/weights`, g.shape(x)[1], width, first);
        return g.binary('add', g.matmul(x, weights), param(`${name}/bias`, 1, width, first));
      };
      return (i, { own, left }) => {
        // 0, as the published first input and state.
        const state = left[0] ?? g.matmul(own, g.constant(new Array(hidden).fill(0)));
        const [x, h] = [affine('input', own, 3 * hidden), affine('state', state, 3 * hidden)];
        const third = (all: NodeId, k: number): NodeId => g.slice(all, k * hidden, (k + 1) * hidden);
        const gate = (k: number): NodeId => g.unary('sigmoid', g.binary('add', third(x, k), third(h, k)));
        const [reset, keep] = [gate(0), gate(1)];
        const fresh = g.unary('tanh', g.binary('add', third(x, 2), g.binary('mul', reset, third(h, 2))));
        // keep · state + (1 − keep) · fresh.
        const next = g.binary('add', fresh, g.binary('mul', keep, g.binary('sub', state, fresh)));
        const logits = affine('logits', next, most);
        return { logits: classes[i] === most ? logits : g.slice(logits, 0, classes[i]!), left: [next] };
      };
    },
  };
}
