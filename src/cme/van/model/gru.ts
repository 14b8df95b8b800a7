/**
 * One gated recurrent unit (Cho et al., EMNLP 2014, doi 10.3115/v1/D14-1179) and one layer of
 * logits for all species, as Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6, have it: the reset gate acts on what the state adds to the
 * proposal, both sides have a bias, weights start at a variance of 1 / (3 · hidden).
 *
 * Use to compare with what is published. Raw counts saturate it.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Variables } from './variables.ts';

/** @param features  0, then the counts of all variables but the last */
export function gru(g: GraphBuilder, features: NodeId, hidden: number, { classes }: Variables): NodeId[] {
  const first = 1 / Math.sqrt(3 * hidden);
  const side = (name: string, inputs: number) => {
    const weights = g.param(`${name}/weights`, inputs, 3 * hidden, first);
    const bias = g.param(`${name}/bias`, 1, 3 * hidden, first);
    return (x: NodeId): NodeId => g.binary('add', g.matmul(x, weights), bias);
  };
  const [fromInput, fromState] = [side('input', 1), side('state', hidden)];
  const most = Math.max(...classes);
  const weights = g.param('logits/weights', hidden, most, first);
  const bias = g.param('logits/bias', 1, most, first);
  // 0, as the published first input and state.
  let state = g.matmul(g.columns(features, [0]), g.constant(new Array(hidden).fill(0)));
  return classes.map((n, i) => {
    const [x, h] = [fromInput(g.columns(features, [i])), fromState(state)];
    const third = (all: NodeId, k: number): NodeId => g.slice(all, k * hidden, (k + 1) * hidden);
    const gate = (k: number): NodeId => g.unary('sigmoid', g.binary('add', third(x, k), third(h, k)));
    const [reset, keep] = [gate(0), gate(1)];
    const fresh = g.unary('tanh', g.binary('add', third(x, 2), g.binary('mul', reset, third(h, 2))));
    // keep · state + (1 − keep) · fresh.
    state = g.binary('add', fresh, g.binary('mul', keep, g.binary('sub', state, fresh)));
    const logits = g.binary('add', g.matmul(state, weights), bias);
    return n === most ? logits : g.slice(logits, 0, n);
  });
}
