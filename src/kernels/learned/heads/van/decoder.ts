/** The parameters of the `van` head's decoder, and where they lie among a kernel's weights. */

import type { HeadSpec } from '../../shape/shape.ts';

/** What a coordinate is told of each one before it: how far it went, and whether to an end of its interval. */
export const told = 3;
/** How far a coordinate went counts as this many scales at most. */
export const farthest = 16;

export interface VanSize {
  /** Coordinates. */
  readonly rank: number;
  /** Bells of each. */
  readonly components: number;
  /** Hidden units of each. */
  readonly decoder: number;
}

/** The size of a head's decoder for so many coordinates. */
export function sizeOf({ components, decoder }: Extract<HeadSpec, { kind: 'van' }>, rank: number): VanSize {
  return { rank, components, decoder };
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
export function vanColumns({ rank, decoder }: Omit<VanSize, 'components'>): VanColumns {
  const shear = 1 + rank * decoder;
  return { gate: 0, hidden: 1, shear, width: shear + (rank * (rank - 1)) / 2 };
}

/** One coordinate's parameters, as indices into the weights. */
export interface CoordinatePlace {
  /** Shape [told · coordinates before, decoder]. */
  readonly lean: number;
  /** Shape [decoder, 3 · components], then [3 · components]: logits, locations, scales. */
  readonly weights: number;
  readonly bias: number;
}

/** Where each coordinate's parameters lie: they are the last of a kernel's `length` weights. */
export function decoderPlaces({ rank, components, decoder }: VanSize, length: number): CoordinatePlace[] {
  let next = 0;
  const take = (numbers: number): number => {
    const at = next;
    next += numbers;
    return at;
  };
  const places = Array.from({ length: rank }, (_, i) => ({
    lean: take(told * i * decoder),
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
