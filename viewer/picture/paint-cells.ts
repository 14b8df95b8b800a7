/** Numbers of cells into pixels. */
import type { Values } from '../../src/serve/protocol/frames.ts';
import type { CellScale } from './cell-scale.ts';
import { colours } from './colour-map.ts';

/** Counts below this have their colours looked up. */
const lookedUp = 65_536;

/** Writes one pixel per value into `out`, in order. */
export type CellPainter = (values: Values | Float64Array, out: Uint32Array) => void;

/**
 * Opens a painter for one scale and map; worth keeping for as long as both stay the same.
 * Values may be any numbers; what is no number gets the colour of the scale's lower end.
 */
export function cellPainter(scale: CellScale, map: Uint32Array): CellPainter {
  const colourOf = (value: number): number => map[Math.round(scale.place(value) * (colours - 1))]!;
  const end = Math.min(lookedUp - 1, Math.max(1, Math.ceil(scale.max)));
  const known = new Uint32Array(lookedUp).fill(colourOf(end), end);
  for (let count = 0; count < end; count++) known[count] = colourOf(count);
  let words = new Uint16Array(0);

  /** Of one type whatever came, for a loop that sees many types is several times slower. */
  function paintWords(values: Uint8Array | Uint16Array, out: Uint32Array): void {
    if (words.length !== values.length) words = new Uint16Array(values.length);
    words.set(values);
    for (let i = 0; i < out.length; i++) out[i] = known[words[i]!]!;
  }

  function paintCounts(counts: Int32Array, out: Uint32Array): void {
    for (let i = 0; i < out.length; i++) {
      const count = counts[i]!;
      out[i] = count >= 0 && count < lookedUp ? known[count]! : colourOf(count);
    }
  }

  return (values, out) => {
    if (values instanceof Uint8Array || values instanceof Uint16Array) return paintWords(values, out);
    if (values instanceof Int32Array) return paintCounts(values, out);
    for (let i = 0; i < out.length; i++) out[i] = colourOf(values[i]!);
  };
}
