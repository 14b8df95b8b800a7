/** The network of the `van` head, and how it is trained; `law.ts` states the law. */
import { type Graph, GraphBuilder, type NodeId } from '../../../../tensor/graph.ts';
import type { CountsScaling } from '../../../abstraction.ts';
import type { BuildBody } from '../../bodies/body.ts';
import type { HeadSpec } from '../../shape/shape.ts';
import { bend } from '../integer/bell.ts';
import {
  beyond,
  bounded,
  columnsOf,
  leanings,
  leastScale,
  lossOf,
  scaleRange,
  shearRange,
} from '../mixture/graph.ts';
import {
  countedMoves,
  farthest,
  sizeOf,
  toldPlaces,
  type VanColumns,
  type VanSize,
  vanColumns,
} from './decoder.ts';

type VanHead = Extract<HeadSpec, { kind: 'van' }>;

/** One coordinate's parameters. */
interface Coordinate {
  /** Absent of the first, which is told nothing. */
  readonly lean?: NodeId;
  readonly weights: NodeId;
  readonly bias: NodeId;
}

/**
 * What training runs for the `van` head: the mean negative log-likelihood of transitions of two events
 * or more, all coordinates at once, each told what those before it did in the data.
 *
 * Inputs are those of `countsTrainingGraph`: a row is a starting state with up to `targets` outcomes.
 */
export function vanTrainingGraph(
  body: BuildBody,
  featureWidth: number,
  spec: VanHead,
  scaling: CountsScaling,
  targets: number,
): Graph {
  const g = new GraphBuilder();
  const size = sizeOf(spec, scaling);
  const { rank: n, components: c } = size;
  const at = vanColumns(size);
  const { head, coordinates } = addNetwork(g, body, featureWidth, at, size);
  const lean = g.input('lean', targets * n);
  const scales = g.input('scale', n);
  const [lowInput, highInput] = [g.input('low', targets * n), g.input('high', targets * n)];

  // By outcome, then coordinate, then 3 · component.
  const answers = decoded(
    g,
    { head, at, coordinates, size, targets },
    toldOf(g, { lean, low: lowInput, high: highInput, scales, size, targets }),
  );
  const part = (which: number): NodeId =>
    g.columns(
      answers,
      columnsOf([targets, n, c], ([o, i, k]) => ((o! * n + i!) * 3 + which) * c + k!),
    );
  const [logits, location, raw] = [part(0), part(1), part(2)];
  const everywhere = (values: readonly number[]): NodeId =>
    g.constant(columnsOf([targets, n * c], ([, own]) => own!).map((own) => values[own]!));
  const scale = g.columns(
    scales,
    columnsOf([targets, n, c], ([, i]) => i!),
  );
  const growth = g.binary('add', bounded(g, raw, scaleRange), everywhere(scaling.spread));
  const sd = g.binary('add', g.binary('mul', scale, g.unary('exp', growth)), g.constant([leastScale]));
  const place = g.binary('add', location, g.binary('div', everywhere(scaling.home), scale));
  // In units in which bells have the argument x · √(2κ + x²).
  const half = g.binary('div', g.constant([0.5 * Math.SQRT1_2]), sd);
  const rate = g.binary('div', g.binary('mul', scale, g.constant([Math.SQRT1_2])), sd);
  const centre = g.binary('mul', place, rate);
  const shears = at.width - at.shear;
  const shear =
    shears > 0
      ? leanings(g, lean, bounded(g, g.slice(head, at.shear, at.width), shearRange), n, targets)
      : undefined;
  const edge = (input: NodeId): NodeId => (shear === undefined ? input : g.binary('sub', input, shear));
  const [low, high] = [edge(lowInput), edge(highInput)];
  const own = (x: NodeId, e: number, width: number): NodeId => g.slice(x, e * width, (e + 1) * width);
  const bells = g.concat(
    Array.from({ length: targets * n }, (_, e) =>
      g.logBells({
        low: own(low, e, 1),
        high: own(high, e, 1),
        rate: own(rate, e, c),
        centre: own(centre, e, c),
        half: own(half, e, c),
        size: 1,
        bend: 2 * bend,
      }),
    ),
  );
  const each = g.binary(
    'sub',
    g.group('groupLogSumExp', g.binary('add', logits, bells), c),
    g.group('groupLogSumExp', logits, c),
  );
  const law = g.group('groupSum', each, n);
  return g.build({ head, loss: lossOf(g, law, g.slice(head, at.gate, at.gate + 1), targets) });
}

/**
 * What a kernel runs: `features` in, `head` out. The decoder's parameters are among those of the graph, as
 * in training; the emitted draw and the law read them, the graph's operations do not.
 */
export function vanInferenceGraph(
  body: BuildBody,
  featureWidth: number,
  spec: VanHead,
  scaling: Pick<CountsScaling, 'anchor'>,
): Graph {
  const g = new GraphBuilder();
  const size = sizeOf(spec, scaling);
  const { head } = addNetwork(g, body, featureWidth, vanColumns(size), size);
  return g.build({ head });
}

/** The body, what it says to the decoder, and the decoder's parameters: in the order of `decoderPlaces`, the last. */
function addNetwork(
  g: GraphBuilder,
  body: BuildBody,
  featureWidth: number,
  at: VanColumns,
  size: VanSize,
): { head: NodeId; coordinates: Coordinate[] } {
  const head = g.dense('head', body(g, g.input('features', featureWidth)), at.width);
  const { rank, components, decoder } = size;
  const told = toldPlaces(size);
  const coordinates = Array.from({ length: rank }, (_, i): Coordinate => {
    // Wide enough that a step of a gene tells hidden units apart from the start.
    const lean =
      i > 0 ? { lean: g.param(`head/${i}/lean/weights`, told[i]!, decoder, 1.5 / Math.sqrt(i)) } : {};
    return {
      ...lean,
      weights: g.param(`head/${i}/weights`, decoder, 3 * components, 0.1 * Math.sqrt(1 / decoder)),
      bias: g.param(`head/${i}/bias`, 1, 3 * components, 0),
    };
  });
  return { head, coordinates };
}

/** φ of every outcome, one after the other; see `toldPlaces`. */
function toldOf(
  g: GraphBuilder,
  of: {
    readonly lean: NodeId;
    readonly low: NodeId;
    readonly high: NodeId;
    readonly scales: NodeId;
    readonly size: VanSize;
    readonly targets: number;
  },
): NodeId {
  const { lean, low, high, scales, size, targets } = of;
  const { rank: n, counted } = size;
  const clamped = g.binary('max', g.binary('min', lean, g.constant([farthest])), g.constant([-farthest]));
  const flag = (from: NodeId, to: NodeId): NodeId =>
    g.binary('mul', g.binary('sub', from, to), g.constant([1 / beyond]));
  const kinds = [clamped, flag(lean, low), flag(high, lean)];
  const usual = kinds.length;
  if (counted.includes(true)) {
    const unit = g.columns(
      scales,
      columnsOf([targets, n], ([, i]) => i!),
    );
    // Their base is 0, so this is the coordinate itself.
    const z = g.binary('mul', lean, unit);
    for (const by of countedMoves) {
      const off = g.unary('abs', g.binary('sub', z, g.constant([by])));
      kinds.push(g.unary('relu', g.binary('sub', g.constant([1]), off)));
    }
  }
  const columns = Array.from({ length: targets }, (_, o) =>
    counted.flatMap((own, j) =>
      columnsOf([own ? kinds.length : usual], ([kind]) => (kind! * targets + o) * n + j),
    ),
  );
  return g.columns(g.concat(kinds), columns.flat());
}

/** Logits, locations and scales of every outcome and coordinate. */
function decoded(
  g: GraphBuilder,
  job: {
    readonly head: NodeId;
    readonly at: VanColumns;
    readonly coordinates: readonly Coordinate[];
    readonly size: VanSize;
    readonly targets: number;
  },
  phi: NodeId,
): NodeId {
  const { head, at, coordinates, size, targets } = job;
  const { rank: n, decoder } = size;
  const told = toldPlaces(size);
  const answer = (x: NodeId, { weights, bias }: Coordinate): NodeId =>
    g.binary('add', g.matmul(g.unary('swish', x), weights), bias);
  const fromRow = coordinates.map((_, i) =>
    g.slice(head, at.hidden + i * decoder, at.hidden + (i + 1) * decoder),
  );
  // The first is told nothing: it is the same for all outcomes.
  const first = answer(fromRow[0]!, coordinates[0]!);
  const outcomes = Array.from({ length: targets }, (_, o) =>
    coordinates.map((own, i) => {
      if (own.lean === undefined) return first;
      const before = columnsOf([told[i]!], ([t]) => o * told[n]! + t!);
      const sum = g.binary('add', g.matmul(g.columns(phi, before), own.lean), fromRow[i]!);
      return answer(sum, own);
    }),
  );
  return g.concat(outcomes.flat());
}
