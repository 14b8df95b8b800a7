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

/** Numbers the `counts` head puts out for each row: logits, locations, log-scales, the gate. */
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
 * One row is one starting state with up to `targets` outcomes, so that the body, the
 * dear part, runs once for all of them. Inputs: `features`, `base` and `scale` of each
 * coordinate; then for each outcome and coordinate `z`, `aboveLow` and `belowHigh` (0 where z
 * sits at that end of its interval, else 1); for each outcome `pair`, its log-probability after two
 * events, and `weight`.
 */
export function countsTrainingGraph(
  shape: MdnShape,
  featureWidth: number,
  scaling: CountsScaling,
  targets: number,
): Graph {
  const g = new GraphBuilder();
  const c = shape.mixtures;
  const n = scaling.anchor.length;
  const head = body(g, shape, featureWidth, countsWidth(c, n));
  const logits = g.slice(head, 0, c);
  const location = g.slice(head, c, c + c * n);
  const rawScale = g.slice(head, c + c * n, c + 2 * c * n);
  const gate = g.slice(head, c + 2 * c * n, c + 2 * c * n + 1);

  // By component, then coordinate, as the head's own columns.
  const byComponent = columnsOf([c, n], ([, i]) => i!);
  const base = g.columns(g.input('base', n), byComponent);
  const scale = g.columns(g.input('scale', n), byComponent);
  const range = g.constant([scaleRange]);
  const bounded = g.binary('mul', g.unary('tanh', g.binary('div', rawScale, range)), range);
  const width = g.binary('add', g.binary('mul', scale, g.unary('exp', bounded)), g.constant([leastScale]));
  const offset = g.binary('add', g.binary('mul', scale, location), g.constant([...scaling.home]));
  const centre = g.binary('add', base, offset);
  const half = g.binary('div', g.constant([0.5]), width);
  // log(1 − e^(−2y)), the part of log(σ(u) − σ(l)) that all outcomes share; 2 tanh(y) / (1 + tanh(y)) keeps its digits.
  const t = g.unary('tanh', half);
  const inside = g.binary(
    'sub',
    g.unary('log', g.binary('mul', t, g.constant([2]))),
    g.unary('log', g.binary('add', t, g.constant([1]))),
  );

  // By outcome, then component, then coordinate.
  const all = columnsOf([targets, c, n], ([, k, i]) => k! * n + i!);
  const outcome = columnsOf([targets, c, n], ([o, , i]) => o! * n + i!);
  const shared = g.columns(
    g.concat([centre, half, inside]),
    [0, 1, 2].flatMap((part) => all.map((k) => part * c * n + k)),
  );
  const part = (k: number): NodeId => g.slice(shared, k * all.length, (k + 1) * all.length);
  const spread = (name: string): NodeId => g.columns(g.input(name, targets * n), outcome);
  const aboveLow = spread('aboveLow');
  const belowHigh = spread('belowHigh');
  const unit = g.binary('mul', g.constant([2]), part(1));
  const distance = g.binary('mul', g.binary('sub', spread('z'), part(0)), unit);
  // log(σ(u) − σ(l)) = log σ(u) + log σ(−l) + log(1 − e^(l−u)), and an end of the interval takes its whole tail.
  const high = g.binary('mul', belowHigh, logSigmoid(g, g.binary('add', distance, part(1))));
  const low = g.binary('mul', aboveLow, logSigmoid(g, g.binary('sub', part(1), distance)));
  const both = g.binary('mul', g.binary('mul', aboveLow, belowHigh), part(2));
  const component = g.group('groupSum', g.binary('add', g.binary('add', high, low), both), n);
  const weighed = g.binary(
    'add',
    g.columns(
      logits,
      columnsOf([targets, c], ([, k]) => k!),
    ),
    component,
  );
  const mixture = g.binary(
    'sub',
    g.group('groupLogSumExp', weighed, c),
    g.group('groupLogSumExp', logits, c),
  );
  // log(e^a + e^b) = b + softplus(a − b).
  const more = g.binary('sub', mixture, g.unary('softplus', gate));
  const pair = g.binary('add', g.input('pair', targets), logSigmoid(g, gate));
  const log = g.binary('add', more, g.unary('softplus', g.binary('sub', pair, more)));
  const loss = g.mean(
    g.unary('neg', g.group('groupSum', g.binary('mul', g.input('weight', targets), log), targets)),
  );
  return g.build({ head, loss });
}

function logSigmoid(g: GraphBuilder, x: NodeId): NodeId {
  return g.unary('neg', g.unary('softplus', g.unary('neg', x)));
}

/** A column number for every combination of indices below `sizes`, the last index fastest. */
function columnsOf(sizes: readonly number[], column: (index: readonly number[]) => number): number[] {
  const indices = sizes.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
  return indices.map(column);
}

/**
 * What training runs for the `gaussian` head: the mean negative log-density of
 * `target`, shape [rows, species], in scaled units, under a mixture of diagonal normals,
 * times `weight`.
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
  const sigma = g.binary(
    'max',
    g.binary('add', g.unary('elu', raw), g.constant([1])),
    g.constant([leastSigma]),
  );
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
  return g.build({ head, loss: g.mean(g.unary('neg', g.binary('mul', g.input('weight', 1), mixture))) });
}
