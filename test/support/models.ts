/** One small model of each kind that is learned here, as graphs with a loss. */
import { bodyOf } from '../../src/kernels/learned/bodies/body.ts';
import { gaussianTrainingGraph } from '../../src/kernels/learned/heads/gaussian/graph.ts';
import { countsTrainingGraph } from '../../src/kernels/learned/heads/mixture/graph.ts';
import { bodyB, gaussian, mdn, recurrent } from '../../src/kernels/specs.ts';
import { type Graph, GraphBuilder, type NodeId } from '../../src/tensor/graph.ts';

/** Mean over the batch of the sum over columns. */
function lossOf(b: GraphBuilder, perColumn: NodeId): NodeId {
  return b.mean(b.group('groupSum', perColumn, b.shape(perColumn)[1]));
}

const number = (b: GraphBuilder, x: number): NodeId => b.constant([x]);

/** log p(bit) for logits: −softplus((1 − 2 bit) · logit). */
function bernoulli(b: GraphBuilder, bits: NodeId, logits: NodeId): NodeId {
  const sign = b.binary('sub', number(b, 1), b.binary('mul', bits, number(b, 2)));
  return b.unary('neg', b.unary('softplus', b.binary('mul', sign, logits)));
}

/** Mean 0 and variance 1 within each row, then a learned gain and offset. */
function layerNorm(b: GraphBuilder, name: string, x: NodeId): NodeId {
  const width = b.shape(x)[1];
  const share = number(b, 1 / width);
  const mean = b.binary('mul', b.group('groupSum', x, width), share);
  const centred = b.binary('sub', x, mean);
  const variance = b.binary('mul', b.group('groupSum', b.unary('square', centred), width), share);
  const deviation = b.unary('sqrt', b.binary('add', variance, number(b, 0.1)));
  const scaled = b.binary('div', centred, deviation);
  const gain = b.binary('add', b.param(`${name}/gain`, 1, width, 0.3), number(b, 1));
  return b.binary('add', b.binary('mul', scaled, gain), b.param(`${name}/offset`, 1, width, 0.3));
}

function norm(): Graph {
  const b = new GraphBuilder();
  const y = layerNorm(b, 'norm', b.dense('in', b.input('x', 3), 5, 'tanh'));
  return b.build({ y, loss: lossOf(b, b.unary('square', b.dense('out', y, 2))) });
}

/** A cell whose branches are weighed by learned gates, and switched by gates that are given. */
function searchCell(): Graph {
  const b = new GraphBuilder();
  const x = b.dense('in', b.input('x', 3), 4, 'tanh');
  const branches = [x, b.dense('one', x, 4, 'swish'), b.dense('two', x, 4, 'relu')];
  const weights = b.group('groupSoftmax', b.param('gates', 1, 3, 0.7), 3);
  const given = b.input('paths', 3);
  const open = branches.map((branch, k) => {
    const weighed = b.binary('mul', branch, b.slice(weights, k, k + 1));
    return b.where(b.columns(given, [k, k, k, k]), weighed, number(b, 0));
  });
  const y = open.reduce((sum, branch) => b.binary('add', sum, branch));
  return b.build({ y, loss: lossOf(b, b.unary('square', b.dense('out', y, 2))) });
}

/** Masked autoencoder of four bits: bit d sees the bits before it. */
function made(): Graph {
  const b = new GraphBuilder();
  const bits = b.input('bits', 4);
  const masked = (name: string, inner: number, width: number, sees: (i: number, o: number) => boolean) => {
    const mask = Array.from({ length: inner * width }, (_, k) => +sees(Math.floor(k / width), k % width));
    return b.binary('mul', b.param(name, inner, width, 0.6), b.constant(mask, inner));
  };
  const degree = (hidden: number) => hidden % 3;
  const first = b.matmul(
    bits,
    masked('first', 4, 6, (i, h) => degree(h) >= i),
  );
  const hidden = b.unary('tanh', b.binary('add', first, b.param('bias', 1, 6, 0.5)));
  const second = b.matmul(
    hidden,
    masked('second', 6, 4, (h, o) => o > degree(h)),
  );
  const logits = b.binary('add', second, b.param('logits', 1, 4, 0.5));
  return b.build({ logits, loss: lossOf(b, b.unary('neg', bernoulli(b, bits, logits))) });
}

/** Neural autoregressive distribution of three bits: one hidden state, one bit richer each time. */
function nade(): Graph {
  const b = new GraphBuilder();
  const bits = b.input('bits', 3);
  const start = b.binary('mul', b.slice(bits, 0, 1), number(b, 0));
  let state = b.binary('add', start, b.param('start', 1, 5, 0.5));
  const logits: NodeId[] = [];
  for (let d = 0; d < 3; d++) {
    const hidden = b.unary('sigmoid', state);
    logits.push(
      b.binary('add', b.matmul(hidden, b.param(`out${d}`, 5, 1, 0.5)), b.param(`bias${d}`, 1, 1, 1)),
    );
    const seen = b.binary('mul', b.slice(bits, d, d + 1), b.param(`in${d}`, 1, 5, 0.5));
    state = b.binary('add', state, seen);
  }
  const all = b.concat(logits);
  return b.build({ logits: all, state, loss: lossOf(b, b.unary('neg', bernoulli(b, bits, all))) });
}

/** Three steps of a gated recurrent unit, the same weights at each. */
function gru(): Graph {
  const b = new GraphBuilder();
  const width = 4;
  const x = b.input('x', 6);
  const weights = ['update', 'reset', 'new'].map((name) => ({
    input: b.param(`${name}/input`, 2, width, 0.5),
    state: b.param(`${name}/state`, width, width, 0.5),
    bias: b.param(`${name}/bias`, 1, width, 0.3),
  }));
  const gate = (k: number, token: NodeId, state: NodeId) => {
    const { input, state: own, bias } = weights[k]!;
    return b.binary('add', b.binary('add', b.matmul(token, input), b.matmul(state, own)), bias);
  };
  let state = b.input('start', width);
  for (let t = 0; t < 3; t++) {
    const token = b.slice(x, 2 * t, 2 * t + 2);
    const update = b.unary('sigmoid', gate(0, token, state));
    const reset = b.unary('sigmoid', gate(1, token, state));
    const next = b.unary('tanh', gate(2, token, b.binary('mul', reset, state)));
    state = b.binary('add', next, b.binary('mul', update, b.binary('sub', state, next)));
  }
  return b.build({ state, loss: lossOf(b, b.unary('square', b.dense('out', state, 2))) });
}

/** One block with causal attention over four tokens of four numbers, all in one row. */
function transformer(): Graph {
  const b = new GraphBuilder();
  const [tokens, width] = [4, 4];
  const x = b.input('x', tokens * width);
  const each = Array.from({ length: tokens }, (_, t) => b.slice(x, t * width, (t + 1) * width));
  const project = (name: string) => {
    const weights = b.param(name, width, width, 0.5);
    return each.map((token) => b.matmul(token, weights));
  };
  const [queries, keys, values] = ['query', 'key', 'value'].map(project) as [NodeId[], NodeId[], NodeId[]];
  const attended = each.map((token, t) => {
    const scores = keys
      .slice(0, t + 1)
      .map((key) => b.group('groupSum', b.binary('mul', queries[t]!, key), width));
    const shares = b.group('groupSoftmax', b.concat(scores), t + 1);
    const parts = values.slice(0, t + 1).map((v, s) => b.binary('mul', v, b.slice(shares, s, s + 1)));
    return parts.reduce((sum, p) => b.binary('add', sum, p), token);
  });
  const last = layerNorm(b, 'norm', attended[tokens - 1]!);
  const y = b.binary('add', last, b.dense('down', b.dense('up', last, 6, 'swish'), width));
  return b.build({ y, all: b.concat(attended), loss: lossOf(b, b.unary('square', b.dense('out', y, 2))) });
}

/** The field of a recurrent neural chemical network: each auxiliary species rests at the root of y² − βy = γ. */
function rncrn(): Graph {
  const b = new GraphBuilder();
  const x = b.unary('exp', b.input('x', 2));
  const gamma = b.unary('exp', b.param('gamma', 1, 1, 0.5));
  const sum = b.binary('add', b.matmul(x, b.param('weights', 2, 4, 0.7)), b.param('bias', 1, 4, 0.5));
  const root = b.unary('sqrt', b.binary('add', b.unary('square', sum), b.binary('mul', gamma, number(b, 4))));
  const y = b.binary('mul', b.binary('add', sum, root), number(b, 0.5));
  const field = b.binary('mul', x, b.matmul(y, b.param('alpha', 4, 2, 0.5)));
  const error = b.binary('sub', field, b.input('target', 2));
  return b.build({ field, loss: lossOf(b, b.unary('square', error)) });
}

/** Weights that are products and scaled columns of parameters; a penalty on them; a loss of two means. */
function weightsOfWeights(): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 3);
  const low = b.matmul(b.param('left', 3, 2, 0.7), b.param('right', 2, 13, 0.7));
  const scaled = b.binary('mul', low, b.unary('exp', b.param('scale', 1, 13, 0.3)));
  const hidden = b.unary('tanh', b.matmul(x, scaled));
  const one = b.param('one', 1, 1, 0.7);
  const y = b.binary('mul', b.dense('out', hidden, 2), b.matmul(one, b.param('row', 1, 2, 0.7)));
  const penalty = b.mean(b.group('groupSum', b.unary('square', scaled), 13));
  const squares = lossOf(b, b.unary('square', y));
  const sizes = b.mean(b.unary('abs', b.slice(y, 1, 2)));
  const weighed = b.binary('mul', sizes, b.unary('exp', b.param('weigh', 1, 1, 0.5)));
  const shrunk = b.binary('sub', squares, b.binary('mul', penalty, number(b, 0.1)));
  const bent = b.binary('div', number(b, 1), b.binary('add', penalty, number(b, 1)));
  const loss = b.binary('add', b.binary('add', shrunk, bent), b.binary('mul', sizes, number(b, 0.3)));
  return b.build({ y, penalty, squares, weighed, loss });
}

const dense = bodyOf({ shape: mdn({ hidden: [5, 5] }) }, 2);
const scaling = {
  head: 'counts',
  basis: { kind: 'echelon', order: [0, 1] },
  marks: [],
  featureMean: [],
  featureSd: [],
  anchor: ['change', 'linear'],
  intercept: [],
  slope: [],
  scale: [],
  home: [0.3, -0.2, 0.1, 0],
  spread: [0, 0.4, -0.3, 0.2],
} as const;

export const countsModel = { name: 'the counts head', graph: countsTrainingGraph(dense, 3, 2, scaling, 3) };

export const modelGraphs: readonly { readonly name: string; readonly graph: Graph }[] = [
  {
    name: 'the gaussian head',
    graph: gaussianTrainingGraph(dense, 3, gaussian({ components: ['normal-diag', 'normal-diag'] }), 2),
  },
  {
    name: 'the gaussian head of all components, with hidden layers',
    graph: gaussianTrainingGraph(
      bodyOf(
        { shape: mdn({ body: bodyB({ block: 'b', hidden: 4, activation: 'prelu', batchNorm: true }) }) },
        2,
      ),
      3,
      gaussian({
        components: ['normal-tril', 'log-normal-diag', 'normal-diag', 'log-normal-tril'],
        hidden: 3,
      }),
      2,
    ),
  },
  ...(['lstm', 'gru'] as const).map((block) => ({
    name: `the gaussian head after two layers of ${block}`,
    graph: gaussianTrainingGraph(
      bodyOf({ shape: mdn({ body: recurrent({ block, hidden: 3, blocks: 2 }), past: 3 }) }, 2),
      6,
      gaussian({ components: ['normal-tril'] }),
      2,
    ),
  })),
  { name: 'a layer norm', graph: norm() },
  { name: 'a search cell', graph: searchCell() },
  { name: 'a masked autoencoder', graph: made() },
  { name: 'a neural autoregressive distribution', graph: nade() },
  { name: 'a gated recurrent unit', graph: gru() },
  { name: 'a transformer block', graph: transformer() },
  { name: 'the field of a neural chemical network', graph: rncrn() },
  { name: 'weights made of parameters', graph: weightsOfWeights() },
];
