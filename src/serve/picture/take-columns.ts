/**
 * Columns out of the rows of a frame, in WebAssembly: watching costs a live run this work for every frame, and a loop
 * of JavaScript takes three times as long. Runs in the server, and in the page that reads a share file.
 */
import { i32, i64, ModuleBuilder, select } from '../../wasm/encoder.ts';
import type { Values } from '../protocol/frames.ts';
import { narrowest } from './coding.ts';

/** A column, with what its legend needs. */
export interface Column {
  /** In the narrowest type that holds all cells. */
  readonly values: Values;
  readonly least: number;
  readonly greatest: number;
  readonly total: number;
}

const page = 65_536;
/** Cells worked on at a time: what is read of them once stays near the processor until all columns are out of them. */
const atOnce = 1024;

const access = {
  1: [i32.load8U, i32.store8],
  2: [i32.load16U, i32.store16],
  4: [i32.load, i32.store],
} as const;
/** Bytes of a value. */
type Width = keyof typeof access;

/** Rows of cells of which squares of `factor` cells a side become one value, the greatest. */
export interface Squares {
  /** Cells in a row of the grid. */
  readonly across: number;
  readonly factor: number;
}

/** Bytes for a column's least value, its greatest, and its sum. */
const told = { least: 0, greatest: 4, total: 8, bytes: 16 } as const;

/**
 * (first value, bytes to the next, how many, where to, what is told so far, how many values make one): copies into so
 * many bytes each, which need not hold them. Of several values the greatest goes where there is none greater yet.
 */
type Take = (from: number, step: number, values: number, to: number, tell: number, factor: number) => void;

const params = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;

function emit(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  for (const width of [1, 2, 4] as const) {
    const [load, store] = access[width];
    for (const shrinks of [false, true]) {
      const name = `${shrinks ? 'shrink' : 'take'} ${width}`;
      const take = module.function(name, params, 'void', (f, from, step, values, to, tell, factor) => {
        const least = f.local('i32', i32.load(tell, told.least));
        const greatest = f.local('i32', i32.load(tell, told.greatest));
        const total = f.local('i64', i64.load(tell, told.total));
        const value = f.local('i32');
        const most = f.local('i32');
        const left = f.local('i32', 1);
        f.loop((again) => {
          if (shrinks) {
            f.set(most, load(to));
            f.set(left, select('i32', i32.ltS(values, factor), values, factor));
            f.set(values, i32.sub(values, left));
          }
          f.loop((next) => {
            f.set(value, i32.load(from));
            f.set(least, select('i32', i32.ltS(value, least), value, least));
            f.set(total, i64.add(total, i64.extendI32S(value)));
            if (shrinks) f.set(most, select('i32', i32.gtS(value, most), value, most));
            else f.set(most, value);
            f.set(from, i32.add(from, step));
            if (shrinks) f.brIf(next, f.tee(left, i32.sub(left, 1)));
          });
          f.set(greatest, select('i32', i32.gtS(most, greatest), most, greatest));
          f.do(store(to, most));
          f.set(to, i32.add(to, width));
          f.brIf(again, shrinks ? values : f.tee(values, i32.sub(values, 1)));
        });
        f.do(i32.store(tell, least, told.least), i32.store(tell, greatest, told.greatest));
        f.do(i64.store(tell, total, told.total));
      });
      module.export(name, take);
    }
  }
  return module.encode();
}

/** One for all frames: they are taken out one after the other. */
class Scratch {
  readonly #module = new WebAssembly.Module(emit());
  #buffer = new ArrayBuffer(0);
  #take: Readonly<Record<string, Take>> = {};

  /**
   * Another memory where this one is too small: one that grows detaches its buffer, and from the first detached buffer
   * on V8 checks every access to every typed array of the thread, those of the run among them.
   */
  #haveRoom(bytes: number): void {
    if (bytes <= this.#buffer.byteLength) return;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / page) });
    const { exports } = new WebAssembly.Instance(this.#module, { env: { memory } });
    this.#buffer = memory.buffer as ArrayBuffer;
    this.#take = exports as unknown as Readonly<Record<string, Take>>;
  }

  /** Takes columns out, into values of `width` bytes; those that do not fit are taken out once more. */
  columns(rows: Values, length: number, wanted: readonly number[], squares: Squares, width: Width): Column[] {
    const { across, factor } = squares;
    const cells = rows.length / length;
    const columns = Math.ceil(across / factor);
    const made = columns * Math.ceil(cells / across / factor);
    /** Whole rows of squares; where cells stay single their rows do not matter. */
    const atATime = factor > 1 ? factor * across : atOnce;
    const rowsAt = told.bytes * wanted.length;
    const valuesAt = rowsAt + 4 * atATime * length;
    this.#haveRoom(valuesAt + wanted.length * width * made);
    const buffer = this.#buffer;
    const tells = new DataView(buffer);
    for (let tell = 0; tell < rowsAt; tell += told.bytes) {
      tells.setInt32(tell + told.least, 0x7fffffff, true);
      tells.setInt32(tell + told.greatest, -0x80000000, true);
      tells.setBigInt64(tell + told.total, 0n, true);
    }
    const near = new Int32Array(buffer, rowsAt, atATime * length);
    const take = this.#take[`${factor > 1 ? 'shrink' : 'take'} ${width}`]!;
    // Below what any square may hold.
    if (factor > 1 && width === 4) new Int32Array(buffer, valuesAt, wanted.length * made).fill(-0x80000000);
    else if (factor > 1) new Uint8Array(buffer, valuesAt, wanted.length * width * made).fill(0);
    for (let cell = 0, to = valuesAt; cell < cells; cell += atATime) {
      const end = Math.min(cells, cell + atATime);
      near.set(rows.subarray(length * cell, length * end));
      const most = factor > 1 ? across : end - cell;
      for (let row = cell; row < end; row += most)
        for (let i = 0; i < wanted.length; i++) {
          const from = rowsAt + 4 * (length * (row - cell) + wanted[i]!);
          take(from, 4 * length, most, to + i * width * made, told.bytes * i, factor);
        }
      to += width * (factor > 1 ? columns : end - cell);
    }
    const taken = wanted.map((column, i) => {
      const tell = told.bytes * i;
      const least = tells.getInt32(tell + told.least, true);
      const greatest = tells.getInt32(tell + told.greatest, true);
      const total = Number(tells.getBigInt64(tell + told.total, true));
      const values = narrowest(made, true, least, greatest);
      const fits = values.BYTES_PER_ELEMENT === width;
      if (fits)
        new Uint8Array(values.buffer).set(new Uint8Array(buffer, valuesAt + width * i * made, width * made));
      return { column, fits, values, least, greatest, total };
    });
    // Only now: it writes over what was taken.
    return taken.map(({ column, fits, ...told }) => {
      const needed = told.values.BYTES_PER_ELEMENT as Width;
      return fits ? told : this.columns(rows, length, [column], squares, needed)[0]!;
    });
  }
}

let scratch: Scratch | undefined;

/**
 * Some columns of rows of counts, in the order asked for.
 *
 * @param rows     whole numbers, shape [cells, length]
 * @param squares  default: every cell is a value
 * @returns        with values of shape [ceil(rows of the grid / factor), ceil(across / factor)]
 */
export function takeColumns(
  rows: Values,
  length: number,
  wanted: readonly number[],
  squares: Squares = { across: rows.length / length, factor: 1 },
): Column[] {
  scratch ??= new Scratch();
  // Most counts fit into a byte.
  return scratch.columns(rows, length, wanted, squares, 1);
}
