/** A field compiled for one lattice, memory and time span. */
import { KernelError } from '../../errors.ts';
import { reserve } from '../../wasm/memory.ts';
import type { Field, FieldCall, FieldRule } from '../fields.ts';
import type { LatticeSpace } from '../lattice.ts';
import { emitSweep } from './emit-sweep.ts';
import type { Weights } from './weights.ts';

/** Passes that are made in one sweep over the rows of a tile. */
const passesPerSweep = 4;
/** Columns that are worked on at a time: a few rows of them stay in the cache. */
const blockWidth = 4096;

/** Made by `openField`. */
export class CompiledField implements Field {
  readonly passes: number;
  readonly sweeps: number;
  readonly #space: LatticeSpace;
  readonly #buffer: ArrayBufferLike;
  readonly #sweep: (...args: number[]) => void;

  constructor(space: LatticeSpace, rule: FieldRule, memory: WebAssembly.Memory, weights: Weights) {
    const { width, height } = space;
    this.#space = space;
    this.#buffer = memory.buffer;
    this.passes = weights.stay.length;
    // Blocks of a row, and tiles that cut one, know nothing of the next block's earlier passes.
    const deepest = height > 1 && width <= blockWidth ? passesPerSweep : 1;
    this.sweeps = Math.ceil(this.passes / deepest);

    const inOrder = new Float64Array(memory.buffer, reserve(memory, 16 * this.passes), 2 * this.passes);
    for (let pass = 0; pass < this.passes; pass++) {
      // Horner's rule: the highest power first, then average and add the next.
      const k = this.passes - 1 - pass;
      inOrder.set([weights.stay[k]!, weights.fresh[k]!], 2 * pass);
    }
    const rowBytes = 8 * Math.min(width, blockWidth);
    const bytes = emitSweep({
      space,
      sources: rule.sources.filter(({ rate }) => rate > 0),
      deepest,
      weights: inOrder.byteOffset,
      rings: reserve(memory, 3 * (deepest - 1) * rowBytes, 64),
      sourceRows: reserve(memory, deepest * rowBytes, 64),
      zeros: reserve(memory, rowBytes, 64),
      rowBytes,
      shared: memory.buffer instanceof SharedArrayBuffer,
    });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    this.#sweep = exports.sweep as (...args: number[]) => void;
  }

  after(at: number): number {
    return (at + 1 + ((this.sweeps - 1) % 2)) % 3;
  }

  advance({ planes, at, sweep, counts, species, first, last }: FieldCall): void {
    if (planes.buffer !== this.#buffer || counts.buffer !== this.#buffer)
      throw new KernelError('field', 'an array lies outside its memory', 'Give views of that memory.');
    const { cells, width, height } = this.#space;
    const plane = (i: number): number => planes.byteOffset + 8 * cells * ((at + i) % 3);
    const firstPass = Math.floor((this.passes * sweep) / this.sweeps);
    const levels = Math.floor((this.passes * (sweep + 1)) / this.sweeps) - firstPass;
    const [rows, columns] =
      height > 1
        ? [
            [first / width, last / width],
            [0, width],
          ]
        : [
            [0, 1],
            [first, last],
          ];
    for (let x = columns[0]!; x < columns[1]!; x += blockWidth)
      this.#sweep(
        plane(0),
        plane(1 + ((sweep + 1) % 2)),
        plane(1 + (sweep % 2)),
        counts.byteOffset,
        4 * species,
        rows[0]!,
        rows[1]!,
        x,
        Math.min(x + blockWidth, columns[1]!),
        levels,
        firstPass,
      );
  }
}
