/**
 * A grid of numbers as pixels. Numbers are averaged before they become colours: a mean of two
 * colours would be a colour that stands for nothing.
 */
import type { ColourScale } from './colour-scale.ts';
import type { IndexedImage } from './png.ts';

/** Numbers of a grid, row-major. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** One species out of counts [height, width, species]. */
export function speciesGrid(
  counts: Int32Array,
  [height, width]: readonly [number, number],
  species: number,
  ofSpecies: number,
): Grid {
  const values = new Float64Array(height * width);
  for (let cell = 0; cell < values.length; cell++) values[cell] = counts[cell * ofSpecies + species]!;
  return { height, width, values };
}

/** Which cells a pixel covers, and how much of the pixel each takes. */
type Cover = readonly (readonly [cell: number, share: number])[];

function covers(cells: number, pixels: number): Cover[] {
  // In units of 1 / (cells · pixels) every border is an integer, so whole cells have a share of 1 exactly.
  return Array.from({ length: pixels }, (_, p) => {
    const [from, to] = [p * cells, (p + 1) * cells];
    const cover: [number, number][] = [];
    for (let c = Math.floor(from / pixels); c * pixels < to; c++) {
      const share = Math.min(to, (c + 1) * pixels) - Math.max(from, c * pixels);
      cover.push([c, share / cells]);
    }
    return cover;
  });
}

function weighted(cover: Cover, value: (cell: number) => number): number {
  if (cover.length === 1) return value(cover[0]![0]);
  let sum = 0;
  for (const [cell, share] of cover) sum += share * value(cell);
  return sum;
}

/** The grid at `height` × `width` pixels; each is the mean of the cells it covers, by area. */
function resampled(grid: Grid, height: number, width: number): Grid {
  const across = covers(grid.width, width);
  const down = covers(grid.height, height);
  const rows = new Float64Array(grid.height * width);
  for (let y = 0; y < grid.height; y++)
    for (let x = 0; x < width; x++)
      rows[y * width + x] = weighted(across[x]!, (c) => grid.values[y * grid.width + c]!);
  const values = new Float64Array(height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) values[y * width + x] = weighted(down[y]!, (c) => rows[c * width + x]!);
  return { height, width, values };
}

/** Pixels of a picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The grid, averaged to `size` if it has more cells than that along a side. */
export function shrunk(grid: Grid, { width, height }: Size): Grid {
  return grid.width > width || grid.height > height ? resampled(grid, height, width) : grid;
}

function coloured({ height, width, values }: Grid, scale: ColourScale, colours: number): IndexedImage {
  const pixels = Uint8Array.from(values, (value) => Math.round(scale.place(value) * (colours - 1)));
  return { width, height, pixels };
}

/** Every pixel as `x` × `y` pixels. */
function enlarged({ width, height, pixels }: IndexedImage, x: number, y: number): IndexedImage {
  const w = width * x;
  const out = new Uint8Array(w * height * y);
  for (let row = 0; row < height; row++) {
    const first = row * y * w;
    for (let i = 0; i < width; i++) out.fill(pixels[row * width + i]!, first + i * x, first + (i + 1) * x);
    for (let copy = 1; copy < y; copy++) out.copyWithin(first + copy * w, first, first + w);
  }
  return { width: w, height: height * y, pixels: out };
}

/** The grid as a picture of `size`, in colour numbers 0 … `colours` − 1. */
export function heatMap(
  grid: Grid,
  scale: ColourScale,
  { width, height }: Size,
  colours = 256,
): IndexedImage {
  const [x, y] = [width / grid.width, height / grid.height];
  if (!Number.isInteger(x) || !Number.isInteger(y))
    return coloured(resampled(grid, height, width), scale, colours);
  return enlarged(coloured(grid, scale, colours), x, y);
}
