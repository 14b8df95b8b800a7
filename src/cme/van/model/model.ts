/**
 * The autoregressive network: p(n) = Π q_i(n_i | n_0 … n_{i−1}), every q a softmax over the counts
 * that are allowed. Normalised by construction (Wu, Wang & Zhang, Phys. Rev. Lett. 122 (2019),
 * doi 10.1103/PhysRevLett.122.080602; for reactions Tang, Weng & Zhang, Nat. Mach. Intell. 5
 * (2023), doi 10.1038/s42256-023-00632-6).
 */
import { type Graph, GraphBuilder, type NodeId, paramLayout } from '../../../tensor/graph.ts';
import { type Features, writeFeatures } from './features.ts';
import { openNetwork, type VanNetwork } from './network.ts';
import type { Variables } from './variables.ts';

/** Added to the logit of a count that cannot be. */
export const FORBIDDEN = -1e9;

/**
 * A network for some variables: description and graph, no weights.
 *
 * Its graph reads `features`, [rows, features], and where `masked` also `mask`, [rows, classes of
 * all], 0 or {@link FORBIDDEN}; it gives `logits`, [rows, classes of all], masked, and those of
 * variable i as `logits/i`, not masked. `loss` is −mean over rows of Σ_ic share_ic · ln q_ic, with a
 * further input `share`, [rows, classes of all].
 */
export interface VanModel {
  readonly network: VanNetwork;
  readonly variables: Variables;
  readonly masked: boolean;
  readonly features: Features;
  readonly graph: Graph;
  /** Weights and biases. */
  readonly parameters: number;
}

export function vanModel(network: VanNetwork, variables: Variables, masked: boolean): VanModel {
  const { features, open } = openNetwork(network, variables);
  const g = new GraphBuilder();
  const all = g.input('features', features.offset.at(-1)!);
  const { offset, width } = variables;
  const mask = masked ? g.input('mask', width) : undefined;
  const share = g.input('share', width);
  const classesOf = (all: NodeId, i: number): NodeId => g.slice(all, offset[i]!, offset[i + 1] ?? width);
  const step = open(g);
  const raw: NodeId[] = [];
  let left: readonly NodeId[] = [];
  for (let i = 0; i < variables.classes.length; i++) {
    const own = g.slice(all, i > 0 ? features.offset[i - 1]! : 0, features.offset[i]!);
    const stepped = step(i, { features: all, own: own, left });
    raw.push(stepped.logits);
    left = stepped.left;
  }
  const logits = raw.map((y, i) => (mask === undefined ? y : g.binary('add', y, classesOf(mask, i))));
  const parts = logits.map((y, i) => {
    const n = variables.classes[i]!;
    const t = classesOf(share, i);
    const normal = g.group('groupLogSumExp', y, n);
    return g.group('groupSum', g.binary('mul', t, g.binary('sub', normal, y)), n);
  });
  const loss = g.mean(g.group('groupSum', g.concat(parts), parts.length));
  const each = Object.fromEntries(raw.map((y, i) => [`logits/${i}`, y]));
  const graph = g.build({ logits: g.concat(logits), ...each, loss });
  return { network, variables, masked, features, graph, parameters: paramLayout(graph).size };
}

/**
 * Moves the biases of the logits, where every variable has its own, by what its marginal law has
 * changed: the fit need then learn only how conditional laws differ from that, and what should hold
 * nothing begins with nothing.
 *
 * @param before  mass of each class, shape [classes of all]; undefined for the first fit
 * @param after   likewise
 * @param least   a share below it is not told from nothing: of draws, that of one of them
 */
export function shiftBiases(
  { graph, variables }: VanModel,
  weights: Float32Array,
  before: Float64Array | undefined,
  after: Float64Array,
  least = single,
): void {
  const held = (share: number) => Math.log(Math.max(share, least));
  const { params } = paramLayout(graph);
  variables.classes.forEach((classes, i) => {
    const bias = params.find(({ name }) => name === `${i}/logits/bias`);
    const from = variables.offset[i]!;
    for (let c = 0; bias && c < classes; c++)
      weights[bias.offset + c]! += held(after[from + c]!) - (before ? held(before[from + c]!) : 0);
  });
}

/** Less is nothing to a network that counts in single precision. */
const single = 1e-10;

/** Inputs of the graph from counts of the variables, shape [rows, variables]. */
export function featuresOf({ features }: VanModel, counts: Int32Array, rows: number): Float32Array {
  const out = new Float32Array(rows * features.offset.at(-1)!);
  writeFeatures(features, counts, rows, out);
  return out;
}

/**
 * ln softmax of the classes of one variable in one row, in double precision.
 *
 * @param at   where the logits of the row's variable begin
 * @param out  receives `classes` numbers from `to` on; −∞ where a count cannot be
 */
export function logSoftmax(
  logits: Float32Array,
  at: number,
  classes: number,
  out: Float64Array,
  to: number,
): void {
  let top = -Infinity;
  for (let c = 0; c < classes; c++) if (logits[at + c]! > top) top = logits[at + c]!;
  let sum = 0;
  for (let c = 0; c < classes; c++)
    if (logits[at + c]! > FORBIDDEN / 2) sum += Math.exp(logits[at + c]! - top);
  const normal = top + Math.log(sum);
  for (let c = 0; c < classes; c++)
    out[to + c] = logits[at + c]! > FORBIDDEN / 2 ? logits[at + c]! - normal : -Infinity;
}
