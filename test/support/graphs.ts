/** Small graphs that together use every operation: what each tensor machine must agree on. */
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import {
  type BinaryOp,
  type Graph,
  GraphBuilder,
  type GroupOp,
  type NodeId,
  type UnaryOp,
} from '../../src/tensor/graph.ts';
import { batchNodes } from '../../src/tensor/graph-walk.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import { countsModel, modelGraphs } from './models.ts';

export interface GraphCase {
  readonly name: string;
  readonly graph: Graph;
}

/** Standard normals: the same for the same seed. */
export function normals(size: number, seed: number, scale = 1): Float32Array {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  return Float32Array.from({ length: size }, () => scale * stream.normal());
}

/** Inputs that a model divides by, or takes the logarithm of. */
const positiveInputs = new Set(['scale', 'weight', 'target']);

/** Random inputs of a graph. */
export function randomInputs(graph: Graph, rows: number, seed: number): Record<string, Float32Array> {
  const inputs: Record<string, Float32Array> = {};
  graph.nodes.forEach((node, i) => {
    if (node.op !== 'input') return;
    const any = normals(rows * graph.shapes[i]![1], seed + i);
    inputs[node.name] = positiveInputs.has(node.name) ? any.map((x) => Math.abs(x) + 0.5) : any;
  });
  return inputs;
}

/** Parameters to start from; biases too are not 0, where a relu has a kink. */
export function startParams(graph: Graph, seed: number): Float32Array {
  const params = initParams(graph, seed);
  const noise = normals(params.length, seed, 0.1);
  return params.map((p, i) => p + noise[i]!);
}

/** Outputs that a row of the batch determines by itself: all but losses. */
export function rowOutputs(graph: Graph): string[] {
  const batch = batchNodes(graph);
  return Object.keys(graph.outputs).filter(
    (name) => batch[graph.outputs[name]!] && graph.shapes[graph.outputs[name]!]![0] === 0,
  );
}

/** A graph of one input of width 3 whose loss weighs the columns of `y` unequally. */
function around(name: string, make: (b: GraphBuilder, x: NodeId) => NodeId): GraphCase {
  const b = new GraphBuilder();
  const hidden = b.dense('in', b.input('x', 3), 6);
  const y = make(b, hidden);
  const width = b.shape(y)[1];
  const weights = b.constant(Array.from({ length: width }, (_, i) => 0.5 + ((i * 7) % 5) / 3));
  const loss = b.mean(b.group('groupSum', b.binary('mul', y, weights), width));
  return { name, graph: b.build({ y, hidden, loss }) };
}

const positive = (b: GraphBuilder, x: NodeId) => b.binary('add', b.unary('square', x), b.constant([0.3]));

const anySign: UnaryOp[] = [
  'neg',
  'exp',
  'square',
  'abs',
  'relu',
  'elu',
  'swish',
  'tanh',
  'sigmoid',
  'softplus',
];
const onlyPositive: UnaryOp[] = ['log', 'sqrt', 'reciprocal'];
const binary: BinaryOp[] = ['add', 'sub', 'mul', 'div', 'max', 'min'];
const groups: GroupOp[] = ['groupSum', 'groupMax', 'groupLogSumExp', 'groupSoftmax'];

/** Mixture density of two targets, `mixtures` Gaussians each, with a hidden stack: like what is trained. */
export function mixtureDensity(
  inputs: number,
  hidden: readonly number[],
  mixtures: number,
  targets: number,
): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', inputs);
  const target = b.input('target', targets);
  const body = hidden.reduce<NodeId>((h, width, i) => b.dense(`hidden${i}`, h, width, 'swish'), x);
  const each = mixtures * targets;
  const head = b.dense('head', body, mixtures + 2 * each);
  const logits = b.slice(head, 0, mixtures);
  const means = b.slice(head, mixtures, mixtures + each);
  const scales = b.binary(
    'add',
    b.unary('softplus', b.slice(head, mixtures + each, mixtures + 2 * each)),
    b.constant([0.05]),
  );
  const wide = b.columns(
    target,
    Array.from({ length: each }, (_, i) => i % targets),
  );
  const z = b.binary('div', b.binary('sub', wide, means), scales);
  const logs = b.unary(
    'neg',
    b.binary('add', b.binary('mul', b.unary('square', z), b.constant([0.5])), b.unary('log', scales)),
  );
  const perComponent = b.binary('add', b.group('groupSum', logs, targets), logits);
  const logLikelihood = b.binary(
    'sub',
    b.group('groupLogSumExp', perComponent, mixtures),
    b.group('groupLogSumExp', logits, mixtures),
  );
  const loss = b.mean(b.unary('neg', logLikelihood));
  return b.build({ weights: b.group('groupSoftmax', logits, mixtures), means, scales, logLikelihood, loss });
}

/** Three branches of `x`, one of them `x` itself, their weights in part a parameter. */
function chosen(b: GraphBuilder, x: NodeId): NodeId {
  const gates = b.input('gates', 4);
  const weights = b.binary('add', b.slice(gates, 0, 3), b.param('shift', 1, 3, 0));
  const deep = b.dense('deep/two', b.dense('deep/one', x, 5, 'swish'), 6);
  return b.choose(gates, [0, 1, 3], weights, [x, deep, b.dense('shallow', x, 6, 'tanh')]);
}

export const graphCases: readonly GraphCase[] = [
  ...anySign.map((op) => around(op, (b, x) => b.unary(op, x))),
  ...onlyPositive.map((op) => around(op, (b, x) => b.unary(op, positive(b, x)))),
  ...binary.flatMap((op) => [
    around(`${op}, both of the batch`, (b, x) => b.binary(op, x, positive(b, b.dense('other', x, 6)))),
    around(`${op}, one column`, (b, x) => b.binary(op, x, positive(b, b.dense('other', x, 1)))),
    around(`${op}, one row`, (b, x) => b.binary(op, x, b.unary('exp', b.param('row', 1, 6, 0.5)))),
    around(`${op}, one row on the left`, (b, x) => b.binary(op, b.param('row', 1, 6, 0.5), positive(b, x))),
    around(`${op}, one number`, (b, x) => b.binary(op, x, b.unary('exp', b.param('number', 1, 1, 0.5)))),
    around(`${op}, a column and a row`, (b, x) =>
      b.binary(op, b.dense('other', x, 1), b.unary('exp', b.param('row', 1, 5, 0.5))),
    ),
  ]),
  ...groups.flatMap((op) =>
    [1, 2, 6].map((size) => around(`${op} of ${size}`, (b, x) => b.group(op, x, size))),
  ),
  around('columns, contiguous', (b, x) => b.slice(x, 1, 4)),
  around('columns, permuted and repeated', (b, x) => b.columns(x, [5, 0, 0, 3, 2, 2, 2, 1])),
  around('columns, none changed', (b, x) => b.slice(x, 0, 6)),
  around('concat', (b, x) => b.concat([b.unary('tanh', x), b.slice(x, 2, 3), x])),
  around('concat of one', (b, x) => b.concat([x])),
  around('where', (b, x) =>
    b.where(b.columns(x, [1, 2, 3, 4, 5, 0]), b.unary('square', x), b.unary('exp', x)),
  ),
  around('where, one row and one column', (b, x) => b.where(x, b.param('row', 1, 6, 1), b.slice(x, 3, 4))),
  around('where, one number', (b, x) => b.where(x, x, b.constant([0.25]))),
  around('input left alone', (b) => b.input('more', 3)),
  around('matmul of an unequal shape', (b, x) => b.matmul(b.slice(x, 1, 6), b.param('m', 5, 9, 0.4))),
  around('parameters alone', (b, x) =>
    b.binary('mul', x, b.group('groupSoftmax', b.matmul(b.param('u', 1, 2, 1), b.param('v', 2, 6, 1)), 3)),
  ),
  ...(['relu', 'tanh', 'elu', 'swish', 'sigmoid', 'softplus'] as const).map((op) =>
    around(`layers of ${op}`, (b, x) => b.dense('two', b.dense('one', x, 7, op), 13, op)),
  ),
  { name: 'a mixture density', graph: mixtureDensity(4, [10, 9], 3, 2) },
  ...modelGraphs,
];

/** Three outcomes of two coordinates under two components of `x`, or more. */
function bells(b: GraphBuilder, x: NodeId): NodeId {
  const low = b.dense('low', x, 6);
  const high = b.binary('add', low, b.unary('square', b.dense('room', x, 6)));
  const rate = b.unary('exp', b.dense('rate', x, 4));
  const half = b.unary('exp', b.dense('half', x, 4));
  return b.logBells({ low, high, rate, centre: b.dense('centre', x, 4), half, size: 2, bend: 5 });
}

/** What only trainers know: log-probabilities of bells. */
export const bellCases: readonly GraphCase[] = [
  around('logBells', bells),
  around('logBells, one of each', (b, x) => {
    const own = (name: string) => b.unary('exp', b.dense(name, x, 1));
    const [low, rate, centre, half] = [own('low'), own('rate'), own('centre'), own('half')] as const;
    return b.logBells({ low, high: low, rate, centre, half, size: 1, bend: 2 });
  }),
  around('logBells of columns that overlap', (b, x) => {
    const positives = b.unary('exp', x);
    const [rate, half] = [b.slice(positives, 0, 4), b.slice(positives, 1, 5)];
    const high = b.binary('add', x, b.constant([1]));
    const [low, above] = [b.slice(high, 0, 4), b.slice(high, 2, 6)];
    return b.logBells({ low, high: b.binary('max', low, above), rate, centre: rate, half, size: 4, bend: 5 });
  }),
  around('logBells of ends far away', (b, x) => {
    const place = b.dense('place', x, 6);
    const low = b.binary('sub', place, b.constant([1e6, 0, 0, 0, 1e6, 0]));
    const high = b.binary('add', place, b.constant([0, 0, 1e6, 1e6, 1e6, 0]));
    const rate = b.unary('exp', b.dense('rate', x, 4));
    const half = b.unary('exp', b.dense('half', x, 4));
    return b.logBells({ low, high, rate, centre: b.dense('centre', x, 4), half, size: 2, bend: 5 });
  }),
  around('logBells in a branch', (b, x) => {
    const gates = b.input('gates', 2);
    return b.choose(gates, [0, 1], gates, [bells(b, x), b.dense('other', x, 6)]);
  }),
  countsModel,
];

/** What only trainers know: choices among branches. */
export const choiceCases: readonly GraphCase[] = [
  around('choose', (b, x) => chosen(b, x)),
  around('choose, one branch', (b, x) => {
    const gate = b.input('gate', 1);
    return b.choose(gate, [0], gate, [b.dense('only', x, 6)]);
  }),
  around('choose, one inside a branch of another', (b, x) => {
    const gates = b.input('outer', 2);
    return b.choose(gates, [1, 0], gates, [b.unary('tanh', chosen(b, b.dense('in it', x, 6))), x]);
  }),
  around('choose, one after another', (b, x) => {
    const gates = b.input('second', 2);
    const first = chosen(b, x);
    return b.choose(gates, [0, 1], gates, [first, b.dense('again', first, 6, 'relu')]);
  }),
];
