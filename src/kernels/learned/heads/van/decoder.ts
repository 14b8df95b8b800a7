/** The parameters of the `van` head's decoder, and where they lie among a kernel's weights. */
import type { CountsScaling } from '../../../abstraction.ts';
import type { HeadSpec } from '../../shape/shape.ts';

/** A coordinate is told of each one before it how far it went, and whether to either end of its interval; */
const usual = 3;
/** of one that is counted event by event, measured from staying put, also whether it moved by just so many. */
export const countedMoves = [-2, -1, 0, 1, 2] as const;
/** How far a coordinate went counts as this many scales at most. */
export const farthest = 16;

export interface VanSize {
  /** Coordinates. */
  readonly rank: number;
  /** Which of them are counted event by event. */
  readonly counted: readonly boolean[];
  /** Bells of each. */
  readonly components: number;
  /** Hidden units of each. */
  readonly decoder: number;
}

/** The size of a head's decoder for coordinates that are measured from there. */
export function sizeOf(
  { components, decoder }: Extract<HeadSpec, { kind: 'van' }>,
  { anchor }: Pick<CountsScaling, 'anchor'>,
): VanSize {
  return { rank: anchor.length, counted: anchor.map((from) => from === 'stay'), components, decoder };
}

/**
 * Where what is told of each coordinate begins, in one row of numbers for all of them, and where that row ends. Of
 * each in turn: how far it went, whether to its low end, to its high end, and, where it is
 * counted, whether by each of {@link countedMoves}.
 */
export function toldPlaces({ counted }: Pick<VanSize, 'counted'>): number[] {
  const places = [0];
  for (const own of counted) places.push(places.at(-1)! + usual + (own ? countedMoves.length : 0));
  return places;
}

/** Where the parts of the network's output begin. */
export interface VanColumns {
  readonly gate: number;
  /** Shape [coordinates, decoder]: what the row says to the hidden units. */
  readonly hidden: number;
  /** The pair (i, j) is number i(i − 1)/2 + j. */
  readonly shear: number;
  readonly width: number;
}

/** What the network puts out for each row. */
export function vanColumns({ rank, decoder }: Pick<VanSize, 'rank' | 'decoder'>): VanColumns {
  const shear = 1 + rank * decoder;
  return { gate: 0, hidden: 1, shear, width: shear + (rank * (rank - 1)) / 2 };
}

/** One coordinate's parameters, as indices into the weights. */
export interface CoordinatePlace {
  /** Shape [what is told of those before, decoder]. */
  readonly lean: number;
  /** Shape [decoder, 3 · components], then [3 · components]: logits, locations, scales. */
  readonly weights: number;
  readonly bias: number;
}

/** Where each coordinate's parameters lie: they are the last of a kernel's `length` weights. */
export function decoderPlaces(size: VanSize, length: number): CoordinatePlace[] {
  const { rank, components, decoder } = size;
  const told = toldPlaces(size);
  let next = 0;
  const take = (numbers: number): number => {
    const at = next;
    next += numbers;
    return at;
  };
  const places = Array.from({ length: rank }, (_, i) => ({
    lean: take(told[i]! * decoder),
    weights: take(decoder * 3 * components),
    bias: take(3 * components),
  }));
  const first = length - next;
  return places.map(({ lean, weights, bias }) => ({
    lean: first + lean,
    weights: first + weights,
    bias: first + bias,
  }));
}
