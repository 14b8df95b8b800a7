/**
 * Recurrent cells over the past steps, stacked: each reads the states of the one below it, and
 * the last state of the topmost is the result. The graph holds every step, with the same weights.
 *
 * Sources: long short-term memory, Hochreiter & Schmidhuber, Neural Computation 9(8) 1997,
 * doi 10.1162/neco.1997.9.8.1735, with the forget gate open at first (Jozefowicz, Zaremba &
 * Sutskever, ICML 2015); gated recurrent unit, Cho et al., EMNLP 2014, doi 10.3115/v1/D14-1179.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { BodySpec } from '../shape/shape.ts';
import { fanOut } from './layer.ts';

type Recurrent = Extract<BodySpec, { kind: 'body_lstm' }>;
/** From the inputs of all steps to the states after them. */
type Cell = (g: GraphBuilder, name: string, inputs: readonly NodeId[], hidden: number) => NodeId[];

/** @param features  shape [rows, past · numbers of a step], the oldest step first */
export function recurrentBody(
  g: GraphBuilder,
  features: NodeId,
  { block, hidden, blocks }: Recurrent,
  past: number,
): NodeId {
  const width = g.shape(features)[1] / past;
  const cell = block === 'lstm' ? lstm : gru;
  let states = Array.from({ length: past }, (_, t) => g.slice(features, t * width, (t + 1) * width));
  for (let i = 0; i < blocks; i++) states = cell(g, `body/${i}`, states, hidden);
  return states.at(-1)!;
}

/** The weights of one gate or of several side by side. */
function gates(g: GraphBuilder, name: string, inputs: number, hidden: number, n: number) {
  const fromInput = g.param(`${name}/input/weights`, inputs, n * hidden, fanOut(hidden));
  const fromState = g.param(`${name}/state/weights`, hidden, n * hidden, fanOut(hidden));
  const bias = g.param(`${name}/bias`, 1, n * hidden, 0);
  /** Before the first step the state is 0. */
  return (x: NodeId, state: NodeId | undefined): NodeId => {
    const sum = g.binary('add', g.matmul(x, fromInput), bias);
    return state === undefined ? sum : g.binary('add', sum, g.matmul(state, fromState));
  };
}

const lstm: Cell = (g, name, inputs, hidden) => {
  const all = gates(g, name, g.shape(inputs[0]!)[1], hidden, 4);
  let state: NodeId | undefined;
  let memory: NodeId | undefined;
  return inputs.map((x) => {
    const sums = all(x, state);
    const gate = (k: number): NodeId => g.slice(sums, k * hidden, (k + 1) * hidden);
    const sigmoid = (k: number): NodeId => g.unary('sigmoid', gate(k));
    const fresh = g.binary('mul', sigmoid(0), g.unary('tanh', gate(1)));
    if (memory !== undefined) {
      const kept = g.unary('sigmoid', g.binary('add', gate(2), g.constant([1])));
      memory = g.binary('add', g.binary('mul', kept, memory), fresh);
    } else memory = fresh;
    state = g.binary('mul', sigmoid(3), g.unary('tanh', memory));
    return state;
  });
};

const gru: Cell = (g, name, inputs, hidden) => {
  const width = g.shape(inputs[0]!)[1];
  const both = gates(g, `${name}/gates`, width, hidden, 2);
  const proposal = gates(g, `${name}/proposal`, width, hidden, 1);
  let state: NodeId | undefined;
  return inputs.map((x) => {
    const open = g.unary('sigmoid', both(x, state));
    const [keep, reset] = [g.slice(open, 0, hidden), g.slice(open, hidden, 2 * hidden)];
    const fresh = g.unary(
      'tanh',
      proposal(x, state === undefined ? undefined : g.binary('mul', reset, state)),
    );
    // keep · state + (1 − keep) · fresh.
    state =
      state === undefined
        ? g.binary('sub', fresh, g.binary('mul', keep, fresh))
        : g.binary('add', fresh, g.binary('mul', keep, g.binary('sub', state, fresh)));
    return state;
  });
};
