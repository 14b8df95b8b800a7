/** The network of the `counts` head, and how it is trained; `law.ts` states the law. */
import { type Graph, GraphBuilder, type NodeId } from '../../../../tensor/graph.ts';
import type { CountsScaling } from '../../../abstraction.ts';
import type { BuildBody } from '../../bodies/body.ts';
import { bend } from '../integer/bell.ts';

/** Least standard deviation of a component: all but 6e-7 of it on one whole number. */
export const leastScale = 0.1;
/** Logarithms of scales stay within ±this of where they start. */
export const scaleRange = 8;
/** How much of a coordinate may come from one before it, both in their scales: ±this. */
export const shearRange = 8;
/** Stands for an end of an interval at infinity, in scales. */
export const beyond = 1e6;

/** Where the parts of the head's output begin. */
export interface CountsColumns {
  /** Shape [mixtures], [mixtures, rank] twice, [1], and the pairs j < i of coordinates. */
  readonly logits: number;
  readonly location: number;
  readonly scale: number;
  readonly gate: number;
  /** The pair (i, j) is number i(i − 1)/2 + j. */
  readonly shear: number;
  readonly width: number;
}

/** What the `counts` head puts out for each row. */
export function countsColumns(mixtures: number, rank: number): CountsColumns {
  const gate = mixtures * (1 + 2 * rank);
  return {
    logits: 0,
    location: mixtures,
    scale: mixtures * (1 + rank),
    gate,
    shear: gate + 1,
    width: gate + 1 + (rank * (rank - 1)) / 2,
  };
}

/**
 * What training runs for the `counts` head: the mean negative log-likelihood of
 * transitions of two events or more.
 *
 * One row is one starting state with up to `targets` outcomes, so that the body, the
 * dear part, runs once for all of them. Inputs: `features` and the `scale` of each
 * coordinate; for each outcome and coordinate `lean`, its distance from the base in
 * scales, and `low` and `high`, the same, but {@link beyond} all places where it sits at that end of
 * its interval, which takes the tail; for each outcome `pair`, its log-probability after two events,
 * and `weight`.
 */
export function countsTrainingGraph(
  body: BuildBody,
  featureWidth: number,
  mixtures: number,
  scaling: CountsScaling,
  targets: number,
): Graph {
  const g = new GraphBuilder();
  const c = mixtures;
  const n = scaling.anchor.length;
  const at = countsColumns(c, n);
  const head = countsOutputs(g, body, featureWidth, at.width);
  const cut = (from: number, width: number): NodeId => g.slice(head, from, from + width);
  const constant = (...values: number[]): NodeId => g.constant(values);

  // By component, then coordinate, as the head's own columns.
  const scale = g.columns(
    g.input('scale', n),
    columnsOf([c, n], ([, i]) => i!),
  );
  const growth = g.binary('add', bounded(g, cut(at.scale, c * n), scaleRange), constant(...scaling.spread));
  const sd = g.binary('add', g.binary('mul', scale, g.unary('exp', growth)), constant(leastScale));
  const place = g.binary('add', cut(at.location, c * n), g.binary('div', constant(...scaling.home), scale));
  // In units in which bells have the argument x · √(2κ + x²).
  const half = g.binary('div', constant(0.5 * Math.SQRT1_2), sd);
  const rate = g.binary('div', g.binary('mul', scale, constant(Math.SQRT1_2)), sd);
  const centre = g.binary('mul', place, rate);
  const shear =
    n > 1
      ? leanings(
          g,
          g.input('lean', targets * n),
          bounded(g, cut(at.shear, at.width - at.shear), shearRange),
          n,
          targets,
        )
      : undefined;

  const edge = (name: string): NodeId => {
    const lean = g.input(name, targets * n);
    return shear === undefined ? lean : g.binary('sub', lean, shear);
  };
  // By outcome, then component.
  const [low, high] = [edge('low'), edge('high')];
  const component = g.logBells({ low, high, rate, centre, half, size: n, bend: 2 * bend });
  const logits = cut(at.logits, c);
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
  return g.build({ head, loss: lossOf(g, mixture, cut(at.gate, 1), targets) });
}

/** The mean negative log-likelihood of a law's moves, by outcome, with the two events of which `pair` tells. */
export function lossOf(g: GraphBuilder, law: NodeId, gate: NodeId, targets: number): NodeId {
  // log(e^a + e^b) = b + softplus(a − b).
  const more = g.binary('sub', law, g.unary('softplus', gate));
  const pair = g.binary('sub', g.input('pair', targets), g.unary('softplus', g.unary('neg', gate)));
  const log = g.binary('add', more, g.unary('softplus', g.binary('sub', pair, more)));
  return g.mean(
    g.unary('neg', g.group('groupSum', g.binary('mul', g.input('weight', targets), log), targets)),
  );
}

/** range · tanh(x / range). */
export function bounded(g: GraphBuilder, x: NodeId, range: number): NodeId {
  const limit = g.constant([range]);
  return g.binary('mul', g.unary('tanh', g.binary('div', x, limit)), limit);
}

/** Σ_{j<i} of shear (i, j) · lean j, for every outcome and coordinate i. */
export function leanings(g: GraphBuilder, lean: NodeId, shear: NodeId, n: number, targets: number): NodeId {
  const sums = Array.from({ length: n }, (_, i) => {
    if (i === 0)
      return g.binary(
        'mul',
        g.columns(
          lean,
          columnsOf([targets], ([o]) => o! * n),
        ),
        g.constant([0]),
      );
    const before = g.columns(
      lean,
      columnsOf([targets, i], ([o, j]) => o! * n + j!),
    );
    const share = g.columns(
      shear,
      columnsOf([targets, i], ([, j]) => (i * (i - 1)) / 2 + j!),
    );
    return g.group('groupSum', g.binary('mul', before, share), i);
  });
  return g.columns(
    g.concat(sums),
    columnsOf([targets, n], ([o, i]) => i! * targets + o!),
  );
}

/** A column number for every combination of indices below `sizes`, the last index fastest. */
export function columnsOf(sizes: readonly number[], column: (index: readonly number[]) => number): number[] {
  const indices = sizes.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
  return indices.map(column);
}

/** What the head puts out, from `features`: a body, and one layer more. */
function countsOutputs(g: GraphBuilder, body: BuildBody, featureWidth: number, outputWidth: number): NodeId {
  return g.dense('head', body(g, g.input('features', featureWidth)), outputWidth, undefined, 0.1);
}

/** What a kernel runs: `features` in, `head` out. */
export function inferenceGraph(body: BuildBody, featureWidth: number, outputWidth: number): Graph {
  const g = new GraphBuilder();
  return g.build({ head: countsOutputs(g, body, featureWidth, outputWidth) });
}
