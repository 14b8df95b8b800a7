/**
 * The fully connected layer on one tile, as WebAssembly SIMD code: 4 outputs × 12
 * rows at a time in registers, every stride a constant of the code. Each sum runs
 * over the inputs in order, so a row's result does not depend on its neighbours.
 */
import { type FunctionBuilder, f32x4, i32, type Local, v128 } from '../../wasm/encoder.ts';
import type { DenseStep } from '../inference/plan.ts';

const OUTPUTS = 4;
/** Vectors of four rows in a block. */
const VECTORS = 3;
const BLOCK = 16 * VECTORS;

/**
 * @param tile     rows in a tile, a multiple of 12
 * @param weights  address of all weights
 * @param scratch  address of this thread's planes
 */
export function emitDense(
  f: FunctionBuilder,
  step: DenseStep,
  tile: number,
  weights: Local<'i32'>,
  scratch: Local<'i32'>,
): void {
  const stride = 4 * tile;
  const { x, out, inner } = step;
  const groups = Math.ceil(out.width / OUTPUTS);
  const sums = Array.from({ length: OUTPUTS }, () => Array.from({ length: VECTORS }, () => f.local('v128')));
  const group = f.local('i32', weights);
  const bias = f.local('i32', weights);
  const to = f.local('i32', scratch);
  const endOfGroups = f.local('i32', i32.add(weights, groups * inner * 16));
  const row = f.local('i32');
  const from = f.local('i32');
  const weight = f.local('i32');
  const end = f.local('i32');

  f.loop((nextGroup) => {
    f.set(row, 0);
    f.loop((nextBlock) => {
      sums.forEach((own, o) => {
        const start = step.bias === undefined ? f32x4.const(0) : v128.load32Splat(bias, step.bias + 4 * o);
        f.set(own[0]!, start);
        for (const other of own.slice(1)) f.set(other, own[0]!);
      });
      f.set(from, i32.add(scratch, row));
      f.set(weight, group);
      f.set(end, i32.add(group, inner * 16));
      f.loop((nextInput) => {
        const values = own3((v) => f.local('v128', v128.load(from, x.offset + 16 * v)));
        for (let o = 0; o < OUTPUTS; o++) {
          const w = f.local('v128', v128.load32Splat(weight, step.weights + 4 * o));
          for (let v = 0; v < VECTORS; v++)
            f.set(sums[o]![v]!, f32x4.add(sums[o]![v]!, f32x4.mul(values[v]!, w)));
        }
        f.set(from, i32.add(from, stride));
        f.brIf(nextInput, i32.ltU(f.tee(weight, i32.add(weight, 16)), end));
      });
      f.set(from, i32.add(to, row));
      for (let o = 0; o < OUTPUTS; o++)
        for (let v = 0; v < VECTORS; v++)
          f.do(v128.store(from, sums[o]![v]!, out.offset + o * stride + 16 * v));
      f.brIf(nextBlock, i32.ltU(f.tee(row, i32.add(row, BLOCK)), stride));
    });
    f.set(to, i32.add(to, OUTPUTS * stride));
    f.set(bias, i32.add(bias, 4 * OUTPUTS));
    f.brIf(nextGroup, i32.ltU(f.tee(group, i32.add(group, inner * 16)), endOfGroups));
  });
}

const own3 = (make: (v: number) => Local<'v128'>): Local<'v128'>[] =>
  Array.from({ length: VECTORS }, (_, v) => make(v));

/** Rearranges a matrix [inner, width], row-major, for {@link emitDense}: [⌈width/4⌉][inner][4], zeros beyond. */
export function packWeights(
  matrix: ArrayLike<number>,
  inner: number,
  width: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let k = 0; k < inner; k++)
    for (let n = 0; n < width; n++)
      out[(Math.floor(n / OUTPUTS) * inner + k) * OUTPUTS + (n % OUTPUTS)] = matrix[k * width + n]!;
}
