/**
 * The inner loop of everything: a sparse matrix times a vector, in WebAssembly, which is
 * nearly three times as fast here as the same loop over typed arrays.
 */
import { SolverError } from '../../../errors.ts';
import { f64, i32, ModuleBuilder } from '../../../wasm/encoder.ts';

/** Arrays of one matrix and four vectors, all in one WebAssembly memory. */
export interface SparseArrays {
  /** Entries of row i are `start[i]` … `start[i + 1]`, shape [n + 1]. */
  readonly start: Int32Array;
  /** Column of each entry, shape [entries]. */
  readonly source: Int32Array;
  /** Shape [entries]. */
  readonly value: Float64Array;
  /** Shape [n]. */
  readonly diagonal: Float64Array;
  /** Vectors to multiply and the products, each shape [n]: see {@link SparseMemory.product}. */
  readonly vectors: readonly [Float64Array, Float64Array];
  /** Weighted sum of products, shape [n]. */
  readonly sum: Float64Array;
}

const page = 65536;
let compiled: WebAssembly.Module | undefined;

/** Holds one matrix at a time; a new one takes the place of the last. */
export class SparseMemory {
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: page });
  readonly #step: (...args: number[]) => unknown;
  #arrays: SparseArrays | undefined;

  constructor() {
    compiled ??= new WebAssembly.Module(productModule());
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    this.#step = exports.product as (...args: number[]) => unknown;
  }

  /**
   * Room for a matrix, all zeros; arrays given before are gone.
   *
   * @throws SolverError where 4 GiB, or this machine, cannot hold it
   */
  allocate(n: number, entries: number): SparseArrays {
    const sizes = [4 * (n + 1), 4 * entries, 8 * entries, 8 * n, 8 * n, 8 * n, 8 * n];
    const at = [16];
    for (const size of sizes) at.push(Math.ceil((at.at(-1)! + size) / 16) * 16);
    const missing = Math.ceil(at.at(-1)! / page) - this.#memory.buffer.byteLength / page;
    try {
      if (missing > 0) this.#memory.grow(missing);
    } catch {
      throw new SolverError(
        'fsp',
        `no room for ${n} states and ${entries} jumps, ${Math.ceil(at.at(-1)! / 2 ** 20)} MiB`,
        'Lower `maxStates`, allow a larger `error`, or set tighter `limits`.',
        { states: n },
      );
    }
    const { buffer } = this.#memory;
    new Uint8Array(buffer, 0, at.at(-1)!).fill(0);
    this.#arrays = {
      start: new Int32Array(buffer, at[0]!, n + 1),
      source: new Int32Array(buffer, at[1]!, entries),
      value: new Float64Array(buffer, at[2]!, entries),
      diagonal: new Float64Array(buffer, at[3]!, n),
      vectors: [new Float64Array(buffer, at[4]!, n), new Float64Array(buffer, at[5]!, n)],
      sum: new Float64Array(buffer, at[6]!, n),
    };
    return this.#arrays;
  }

  /**
   * next = scale · (diagonal + matrix) · now, and sum += weight · next.
   *
   * @param now  which of the two vectors to multiply; the other is `next`
   */
  product(now: 0 | 1, scale: number, weight: number): void {
    const { start, source, value, diagonal, vectors, sum } = this.#arrays!;
    this.#step(
      start.byteOffset + 4,
      start.byteOffset + 4 * start.length,
      source.byteOffset,
      value.byteOffset,
      diagonal.byteOffset,
      vectors[now].byteOffset,
      vectors[now === 0 ? 1 : 0].byteOffset,
      sum.byteOffset,
      scale,
      weight,
    );
  }
}

function productModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const int = 'i32';
  const product = module.function(
    'product',
    [int, int, int, int, int, int, int, int, 'f64', 'f64'],
    'void',
    (f, row, end, source, value, diagonal, now, next, sum, scale, weight) => {
      const own = f.local('i32', now);
      const first = f.local('i32', source);
      const stop = f.local('i32');
      const total = f.local('f64');
      f.while(i32.ltU(row, end), () => {
        f.set(total, f64.mul(f64.load(diagonal), f64.load(own)));
        f.set(stop, i32.add(first, i32.shl(i32.load(row), 2)));
        f.while(i32.ltU(source, stop), () => {
          const from = f64.load(i32.add(now, i32.shl(i32.load(source), 3)));
          f.set(total, f64.add(total, f64.mul(f64.load(value), from)));
          f.set(source, i32.add(source, 4));
          f.set(value, i32.add(value, 8));
        });
        f.set(total, f64.mul(total, scale));
        f.do(f64.store(next, total));
        f.do(f64.store(sum, f64.add(f64.load(sum), f64.mul(weight, total))));
        for (const pointer of [diagonal, own, next, sum]) f.set(pointer, i32.add(pointer, 8));
        f.set(row, i32.add(row, 4));
      });
    },
  );
  module.export('product', product);
  return module.encode();
}
