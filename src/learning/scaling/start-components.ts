/** Where the components of a mixture begin, and how wide, before anything is learned. */
import type { Network } from '../../crn/network.ts';
import type { CountsScaling } from '../../kernels/abstraction.ts';
import { FewEvents } from '../../kernels/learned/heads/integer/few-events.ts';
import type { Anchors } from '../../kernels/learned/inputs/inputs.ts';
import { type LearnedShape, mixturesOf } from '../../kernels/learned/shape/shape.ts';
import { ratesAt, type Transitions } from '../data/examples.ts';
import { kMeans } from './k-means.ts';

/** Where so large a share of the moves are among the most frequent, components start at those. */
const fewMoves = 0.3;
/** Moves that are looked at, at most. */
const mostMoves = 20_000;
/** No component begins narrower: it would not see its neighbours. */
const leastSpread = 0.4;

/** One move, relative to its anchors, and their scales. */
interface Move {
  readonly place: readonly number[];
  readonly scale: readonly number[];
  readonly weight: number;
}

/**
 * Places relative to the anchors. Where a few moves make up much of the data, half of the
 * components start at those, so that single events are learned as such from the beginning; the
 * others are spread over the data (k-means). Each is as wide as the moves nearest to it.
 *
 * @param z  coordinates of the data, shape [rows, rank]
 */
export function startComponents(
  {
    network,
    shape,
    seed,
  }: { readonly network: Network; readonly shape: LearnedShape; readonly seed: number },
  data: Transitions,
  z: Float64Array,
  anchors: Anchors,
): Pick<CountsScaling, 'home' | 'spread'> {
  const mixtures = mixturesOf(shape.head);
  const moves = movesFrom(network, data, z, anchors);
  if (moves.length === 0) {
    const none = new Array<number>(mixtures * anchors.base.length).fill(0);
    return { home: none, spread: none };
  }
  if (shape.head.kind !== 'van') return startsOf(moves, mixtures, seed);
  // Each coordinate has bells of its own.
  const own = Array.from(anchors.base, (_, i) => startsOf(moves.map(along(i)), mixtures, seed + i));
  return { home: own.flatMap(({ home }) => home), spread: own.flatMap(({ spread }) => spread) };
}

/** Of a move, one coordinate alone. */
function along(i: number): (move: Move) => Move {
  return ({ place, scale, weight }) => ({ place: [place[i]!], scale: [scale[i]!], weight });
}

/** By component, then coordinate. */
function startsOf(
  moves: readonly Move[],
  mixtures: number,
  seed: number,
): Pick<CountsScaling, 'home' | 'spread'> {
  const places = frequentPlaces(moves, Math.floor(mixtures / 2));
  const others = kMeans(
    moves.map(({ place }) => place),
    moves.map(({ weight }) => weight),
    mixtures - places.length,
    seed,
  );
  const homes = [...places, ...others];
  return { home: homes.flat(), spread: spreadsOf(homes, moves) };
}

function movesFrom(network: Network, data: Transitions, z: Float64Array, anchors: Anchors): Move[] {
  const sample = Math.min(data.rows, mostMoves);
  const few = new FewEvents(network);
  return Array.from({ length: sample }, (_, k) => {
    const r = Math.floor((k * data.rows) / sample);
    const at = r * network.species.length;
    const ra = ratesAt(network, data, r);
    few.propensities(data.before, at, data.rates, ra);
    anchors.place(data.before, at, data.rates, ra, few.a, data.dt[r]!);
    const scale = Array.from(anchors.scale);
    const place = Array.from(anchors.base, (base, i) => z[r * scale.length + i]! - base);
    return { place, scale, weight: data.weight[r]! };
  });
}

/** The most frequent whole-number moves, if they make up much of the data. */
function frequentPlaces(moves: readonly Move[], most: number): number[][] {
  const tally = new Map<string, { place: number[]; weight: number }>();
  let total = 0;
  for (const { place, weight } of moves) {
    const whole = place.map((v) => Math.round(v) + 0);
    const seen = tally.get(whole.join());
    if (seen) seen.weight += weight;
    else tally.set(whole.join(), { place: whole, weight });
    total += weight;
  }
  const frequent = [...tally.values()].sort((a, b) => b.weight - a.weight).slice(0, most);
  const covered = frequent.reduce((sum, f) => sum + f.weight, 0) / total;
  return covered >= fewMoves ? frequent.map((f) => f.place) : [];
}

/** log of the standard deviation, in scales, of the moves nearest to each home. */
function spreadsOf(homes: readonly (readonly number[])[], moves: readonly Move[]): number[] {
  const n = homes[0]!.length;
  const sums = homes.map(() => ({
    weight: 0,
    squares: new Array<number>(n).fill(0),
    logs: new Array<number>(n).fill(0),
  }));
  for (const { place, scale, weight } of moves) {
    const distance = (home: readonly number[]): number =>
      home.reduce((sum, h, i) => sum + ((place[i]! - h) / scale[i]!) ** 2, 0);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    homes.forEach((home, k) => {
      const d = distance(home);
      if (d < least) [best, least] = [k, d];
    });
    const sum = sums[best]!;
    sum.weight += weight;
    for (let i = 0; i < n; i++) {
      sum.squares[i]! += weight * (place[i]! - homes[best]![i]!) ** 2;
      sum.logs[i]! += weight * Math.log(scale[i]!);
    }
  }
  return sums.flatMap(({ weight, squares, logs }) =>
    squares.map((square, i) =>
      weight > 0 ? Math.log(Math.max(Math.sqrt(square / weight), leastSpread)) - logs[i]! / weight : 0,
    ),
  );
}
