/**
 * The networks of both heads as graphs. One function builds body and head, for
 * inference and for training, so that the flat parameters always mean the same.
 */
import { type Graph, GraphBuilder, type NodeId } from '../../tensor/graph.ts';
import type { CountsScaling } from '../abstraction.ts';
import type { MdnShape } from '../kernel.ts';

/** Least scale of a discretised logistic, in units of its coordinate: nearly one whole number. */
export const leastScale = 0.03;
/** Log-scales live in ±this. */
export const scaleRange = 4;
/** Least standard deviation of the published head, in scaled units. */
export const leastSigma = 0.01;

/** Numbers the `counts` head puts out for each row: logits, locations, log-scales, the spike. */
export function countsWidth(mixtures: number, rank: number): number {
  return mixtures * (1 + 2 * rank) + 1;
}

/** Numbers the `gaussian` head puts out for each row: logits, means, raw standard deviations. */
export function gaussianWidth(mixtures: number, species: number): number {
  return mixtures * (1 + 2 * species);
}

/** Dense layers; where widths agree, a layer adds to what came before. */
function body(g: GraphBuilder, shape: MdnShape, featureWidth: number, outputWidth: number): NodeId {
  let x = g.input('features', featureWidth);
  const activation = shape.head === 'counts' ? 'swish' : 'relu';
  shape.hidden.forEach((width, i) => {
    const layer = g.dense(`body/${i}`, x, width, activation, Math.SQRT2);
    x = i > 0 && g.shape(x)[1] === width ? g.binary('add', x, layer) : layer;
  });
  return g.dense('head', x, outputWidth, undefined, 0.1);
}

/** What a kernel runs: `features` in, `head` out. */
export function inferenceGraph(shape: MdnShape, featureWidth: number, outputWidth: number): Graph {
  const g = new GraphBuilder();
  return g.build({ head: body(g, shape, featureWidth, outputWidth) });
}

/**
 * What training runs for the `counts` head: the mean negative log-likelihood of
 * transitions of two events or more; `counts-head.ts` states the law.
 *
 * Inputs, one row per transition, columns by coordinate i: `target` z_i − base_i, `scale`,
 * `aboveLow` and `belowHigh` (0 where the target sits at that end of its interval, else 1),
 * and `stay` (1 where x' = x).
 */
export function countsTrainingGraph(shape: MdnShape, featureWidth: number, scaling: CountsScaling): Graph {
  const g = new GraphBuilder();
  const c = shape.mixtures;
  const n = scaling.anchor.length;
  const head = body(g, shape, featureWidth, countsWidth(c, n));
  const inputs = ['target', 'scale', 'aboveLow', 'belowHigh'] as const;
  // Columns by component, then coordinate, as the head's own.
  const each = Array.from({ length: c * n }, (_, k) => k % n);
  const [target, scale, aboveLow, belowHigh] = inputs.map((name) => g.columns(g.input(name, n), each)) as [NodeId, NodeId, NodeId, NodeId];
  const stay = g.input('stay', 1);

  const logits = g.slice(head, 0, c);
  const location = g.slice(head, c, c + c * n);
  const rawScale = g.slice(head, c + c * n, c + 2 * c * n);
  const spike = g.slice(head, c + 2 * c * n, c + 2 * c * n + 1);

  const bounded = g.binary('mul', g.unary('tanh', g.binary('div', rawScale, g.constant([scaleRange]))), g.constant([scaleRange]));
  const width = g.binary('add', g.binary('mul', scale, g.unary('exp', bounded)), g.constant([leastScale]));
  const centre = g.binary('add', g.binary('mul', scale, location), g.constant([...scaling.home]));
  const distance = g.binary('sub', target, centre);
  const half = g.constant([0.5]);
  const upper = g.binary('div', g.binary('add', distance, half), width);
  const lower = g.binary('div', g.binary('sub', distance, half), width);
  // log(σ(u) − σ(l)) = log σ(u) + log σ(−l) + log(1 − e^(l−u)), and an end of the interval takes its whole tail.
  const logSigmoid = (x: NodeId): NodeId => g.unary('neg', g.unary('softplus', g.unary('neg', x)));
  const t = g.unary('tanh', g.binary('div', half, width));
  // 1 − e^(−2y) = 2 tanh(y) / (1 + tanh(y)) keeps its digits where y is small.
  const inside = g.binary(
    'sub',
    g.unary('log', g.binary('mul', t, g.constant([2]))),
    g.unary('log', g.binary('add', t, g.constant([1]))),
  );
  const parts = [
    g.binary('mul', belowHigh, logSigmoid(upper)),
    g.binary('mul', aboveLow, logSigmoid(g.unary('neg', lower))),
    g.binary('mul', g.binary('mul', aboveLow, belowHigh), inside),
  ];
  const terms = parts.reduce((a, b) => g.binary('add', a, b));
  const component = g.group('groupSum', terms, n);
  const mixture = g.binary(
    'sub',
    g.group('groupLogSumExp', g.binary('add', logits, component), c),
    g.group('groupLogSumExp', logits, c),
  );
  const moved = g.binary('sub', mixture, g.unary('softplus', spike));
  const both = g.group('groupLogSumExp', g.concat([logSigmoid(spike), moved]), 2);
  const loss = g.mean(g.unary('neg', g.where(stay, both, moved)));
  return g.build({ head, loss });
}

/**
 * What training runs for the `gaussian` head: the mean negative log-density of
 * `target`, shape [rows, species], in scaled units, under a mixture of diagonal normals.
 */
export function gaussianTrainingGraph(shape: MdnShape, featureWidth: number, species: number): Graph {
  const g = new GraphBuilder();
  const c = shape.mixtures;
  const head = body(g, shape, featureWidth, gaussianWidth(c, species));
  const each = Array.from({ length: c * species }, (_, k) => k % species);
  const target = g.columns(g.input('target', species), each);
  const logits = g.slice(head, 0, c);
  const mean = g.slice(head, c, c + c * species);
  const raw = g.slice(head, c + c * species, c + 2 * c * species);
  const sigma = g.binary('max', g.binary('add', g.unary('elu', raw), g.constant([1])), g.constant([leastSigma]));
  const scaled = g.binary('div', g.binary('sub', target, mean), sigma);
  const density = g.binary(
    'sub',
    g.binary('mul', g.unary('square', scaled), g.constant([-0.5])),
    g.binary('add', g.unary('log', sigma), g.constant([0.5 * Math.log(2 * Math.PI)])),
  );
  const component = g.group('groupSum', density, species);
  const mixture = g.binary(
    'sub',
    g.group('groupLogSumExp', g.binary('add', logits, component), c),
    g.group('groupLogSumExp', logits, c),
  );
  return g.build({ head, loss: g.mean(g.unary('neg', mixture)) });
}
