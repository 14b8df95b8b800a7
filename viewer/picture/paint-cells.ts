/** Numbers of cells into pixels. */
import type { Values } from '../../src/serve/protocol/frames.ts';
import type { CellScale } from './cell-scale.ts';
import { colours } from './colour-map.ts';

/** Counts below this have their colours remembered: most cells hold what some other cell held before. */
const remembered = 65_536;

/** Writes one pixel per value into `out`, in order. */
export type CellPainter = (values: Values | Float64Array, out: Uint32Array) => void;

/**
 * Opens a painter for one scale and map; worth keeping for as long as both stay the same.
 * Values may be any numbers; what is no number gets the colour of the scale's lower end.
 */
export function cellPainter(scale: CellScale, map: Uint32Array): CellPainter {
  const known = new Uint32Array(Math.min(remembered, Math.max(2, Math.ceil(scale.max) + 2)));
  const colourOf = (value: number): number => map[Math.round(scale.place(value) * (colours - 1))]!;
  let counts = new Int32Array(0);

  /** Of one type whatever came, for a loop that sees many types is several times slower. */
  function paintCounts(values: ArrayLike<number>, out: Uint32Array): void {
    if (counts.length !== values.length) counts = new Int32Array(values.length);
    counts.set(values);
    for (let i = 0; i < out.length; i++) {
      const count = counts[i]!;
      // Opaque pixels are never 0: 0 is what is not known yet.
      let colour = known[count];
      if (!colour) {
        colour = colourOf(count);
        if (count >= 0 && count < known.length) known[count] = colour;
      }
      out[i] = colour;
    }
  }

  return (values, out) => {
    if (!(values instanceof Float32Array || values instanceof Float64Array)) return paintCounts(values, out);
    for (let i = 0; i < out.length; i++) out[i] = colourOf(values[i]!);
  };
}
