/** Matrices rearranged for the products, four numbers at a time, as WebAssembly SIMD code. */
import {
  type FunctionBuilder,
  f32x4,
  i32,
  type Local,
  type Operand,
  shuffle32,
  type Value,
  v128,
} from '../../wasm/encoder.ts';
import { sweep } from './loop.ts';

type Vector = Value<'v128'>;

/** Four vectors as the rows of a matrix, its columns out. */
export function transpose4(
  f: FunctionBuilder,
  rows: readonly [Vector, Vector, Vector, Vector],
): Local<'v128'>[] {
  const [a, b, c, d] = rows.map((row): Vector => f.local('v128', row)) as [Vector, Vector, Vector, Vector];
  const pair = (x: Vector, y: Vector, lanes: number[]) => f.local('v128', shuffle32(x, y, lanes));
  const [ab, cd] = [pair(a, b, [0, 4, 1, 5]), pair(c, d, [0, 4, 1, 5])];
  const [ab2, cd2] = [pair(a, b, [2, 6, 3, 7]), pair(c, d, [2, 6, 3, 7])];
  return [
    pair(ab, cd, [0, 1, 4, 5]),
    pair(ab, cd, [2, 3, 6, 7]),
    pair(ab2, cd2, [0, 1, 4, 5]),
    pair(ab2, cd2, [2, 3, 6, 7]),
  ];
}

/** A matrix in memory: `lines` of `length` neighbouring floats, `stride` bytes apart. */
export interface Lines {
  readonly base: Operand<'i32'>;
  readonly offset: number;
  readonly stride: number;
  readonly lines: number;
  readonly length: number;
}

/**
 * Packs for `emitDense`, inputs being the lines: [⌈length/4⌉][lines][4]. Reads up to 12
 * bytes beyond the last line; what lands beyond the last output has no meaning.
 */
export function emitPackAlong(f: FunctionBuilder, from: Lines, to: Operand<'i32'>, toOffset: number): void {
  const first = f.local('i32', from.base);
  const at = f.local('i32');
  const out = f.local('i32', to);
  const end = f.local('i32', i32.add(first, 16 * Math.ceil(from.length / 4)));
  const lineEnd = f.local('i32');
  sweep(f, first, 16, end, () => {
    f.set(at, first);
    f.set(lineEnd, i32.add(first, from.lines * from.stride));
    sweep(f, at, from.stride, lineEnd, () => {
      f.do(v128.store(out, v128.load(at, from.offset), toOffset));
      f.set(out, i32.add(out, 16));
    });
  });
}

/**
 * Packs for `emitDense`, inputs being the places in a line: [⌈lines/4⌉][length][4].
 * Reads up to three lines and 12 bytes beyond the last.
 */
export function emitPackAcross(f: FunctionBuilder, from: Lines, to: Operand<'i32'>, toOffset: number): void {
  const { stride, length, offset } = from;
  const line = f.local('i32', from.base);
  const at = f.local('i32');
  const out = f.local('i32', to);
  const lineEnd = f.local('i32', i32.add(line, Math.ceil(from.lines / 4) * 4 * stride));
  const end = f.local('i32');
  const four = (count: number): void => {
    const load = (k: number) => v128.load(at, offset + k * stride);
    const columns = transpose4(f, [load(0), load(1), load(2), load(3)]);
    for (const [k, column] of columns.slice(0, count).entries())
      f.do(v128.store(out, column, toOffset + 16 * k));
    f.set(out, i32.add(out, 16 * count));
  };
  sweep(f, line, 4 * stride, lineEnd, () => {
    f.set(at, line);
    const whole = Math.floor(length / 4);
    if (whole > 0) {
      f.set(end, i32.add(line, 16 * whole));
      sweep(f, at, 16, end, () => four(4));
    }
    if (length % 4 > 0) four(length % 4);
  });
}

/** Columns of a matrix that {@link emitPanels} and `emitOuter` take together. */
export const PANEL = 8;

/** Calls `block` once for all whole panels of `width` columns, and once for the rest. */
export function eachPanel(
  width: number,
  block: (columns: number, panels: number, first: number) => void,
): void {
  const whole = Math.floor(width / PANEL);
  if (whole > 0) block(PANEL, whole, 0);
  if (width % PANEL > 0) block(width % PANEL, 1, whole * PANEL);
}

/**
 * Planes into panels: for each 8 columns [rows][8], the last panel [rows][4 or 8]
 * with zeros beyond.
 *
 * @param from  planes of `stride` bytes, each a multiple of 16
 */
export function emitPanels(
  f: FunctionBuilder,
  base: Local<'i32'>,
  from: { readonly offset: number; readonly stride: number; readonly width: number },
  toOffset: number,
): void {
  const { stride, offset } = from;
  const plane = f.local('i32', base);
  const out = f.local('i32', base);
  const at = f.local('i32');
  const end = f.local('i32');
  const planeEnd = f.local('i32');
  eachPanel(from.width, (columns, panels) => {
    const vectors = Math.ceil(columns / 4);
    f.set(planeEnd, i32.add(plane, panels * PANEL * stride));
    sweep(f, plane, PANEL * stride, planeEnd, () => {
      f.set(at, plane);
      f.set(end, i32.add(plane, stride));
      sweep(f, at, 16, end, () => {
        for (let v = 0; v < vectors; v++) {
          const load = (k: number) =>
            4 * v + k < columns ? v128.load(at, offset + (4 * v + k) * stride) : f32x4.const(0);
          const rows = transpose4(f, [load(0), load(1), load(2), load(3)]);
          for (const [k, row] of rows.entries())
            f.do(v128.store(out, row, toOffset + 16 * (vectors * k + v)));
        }
        f.set(out, i32.add(out, 64 * vectors));
      });
    });
  });
}
