/** The decoder of a `van` head as the emitted draw reads it: bytes from the decoder's address. */
import type { CountsScaling } from '../../../abstraction.ts';
import { decoderPlaces, toldPlaces, type VanSize } from '../../heads/van/decoder.ts';

/** One coordinate's tables, f32. */
export interface CoordinateTables {
  /** Shape [what is told of those before, decoder]. */
  readonly lean: number;
  /** Shape [decoder, padded components], and the biases, [padded components]. */
  readonly logits: number;
  readonly bias: number;
  /** For each component `bellBytes`: its columns of locations and scales, [decoder] each, then {@link constants}. */
  readonly bells: number;
}

/** What follows the columns of a bell: its biases, where it starts and how wide. */
export const constants = { location: 0, scale: 4, home: 8, spread: 12 } as const;

export interface DecoderTables {
  readonly coordinates: readonly CoordinateTables[];
  /** Components, padded to whole vectors. */
  readonly padded: number;
  readonly bellBytes: number;
  readonly bytes: number;
}

/** @param size  its decoder is a multiple of 4 */
export function decoderTables(size: VanSize): DecoderTables {
  const { rank, components, decoder } = size;
  const told = toldPlaces(size);
  const padded = 4 * Math.ceil(components / 4);
  const bellBytes = 4 * (2 * decoder + 4);
  let bytes = 0;
  const take = (more: number): number => {
    const at = bytes;
    bytes += more;
    return at;
  };
  const coordinates = Array.from({ length: rank }, (_, i) => ({
    lean: take(4 * told[i]! * decoder),
    logits: take(4 * decoder * padded),
    bias: take(4 * padded),
    bells: take(bellBytes * components),
  }));
  return { coordinates, padded, bellBytes, bytes };
}

/**
 * Writes the tables.
 *
 * @param weights  of the whole kernel
 * @param at       address of as many bytes as {@link decoderTables} says
 */
export function writeDecoder(
  size: VanSize,
  weights: Float32Array,
  { home, spread }: Pick<CountsScaling, 'home' | 'spread'>,
  buffer: ArrayBufferLike,
  at: number,
): void {
  const { components: c, decoder: h } = size;
  const { coordinates, padded, bellBytes, bytes } = decoderTables(size);
  const places = decoderPlaces(size, weights.length);
  const out = new Float32Array(buffer, at, bytes / 4).fill(0);
  for (const [i, tables] of coordinates.entries()) {
    const place = places[i]!;
    out.set(weights.subarray(place.lean, place.weights), tables.lean / 4);
    for (let k = 0; k < c; k++) {
      const bell = (tables.bells + k * bellBytes) / 4;
      for (let u = 0; u < h; u++) {
        const row = place.weights + u * 3 * c;
        out[tables.logits / 4 + u * padded + k] = weights[row + k]!;
        out[bell + u] = weights[row + c + k]!;
        out[bell + h + u] = weights[row + 2 * c + k]!;
      }
      out[tables.bias / 4 + k] = weights[place.bias + k]!;
      const own = [weights[place.bias + c + k]!, weights[place.bias + 2 * c + k]!, home[i * c + k]!];
      out.set([...own, spread[i * c + k]!], bell + 2 * h);
    }
  }
}
