/**
 * The fully connected layer on one tile, as WebAssembly SIMD code: 4 outputs × 8
 * rows at a time in registers (V8 has 15 vectors, so 12 rows would spill), every stride a
 * constant of the code. Each sum runs over the inputs in order, so a row's result does not
 * depend on its neighbours.
 */
import { type FunctionBuilder, f32x4, i32, type Local, type Value, v128 } from '../../wasm/encoder.ts';

const OUTPUTS = 4;
/** Vectors of four rows in a block. */
const VECTORS = 2;
const BLOCK = 16 * VECTORS;

type Vector = Value<'v128'>;

/** sum + a · b: one instruction with relaxed SIMD, else two. */
export function multiplyAdd(relaxed: boolean): (sum: Vector, a: Vector, b: Vector) => Vector {
  return relaxed
    ? (sum, a, b) => f32x4.relaxedMadd(a, b, sum)
    : (sum, a, b) => f32x4.add(sum, f32x4.mul(a, b));
}

/** `out = x · W + bias`, as byte offsets; planes of `tile` rows lie one after the other. */
export interface DenseLayer {
  /** Planes of the inputs, from the scratch address. */
  readonly x: { readonly offset: number };
  /** Planes of the outputs, from the scratch address. */
  readonly out: { readonly offset: number; readonly width: number };
  /** Inputs. */
  readonly inner: number;
  /** Weights as {@link packWeights} lays them, from the weights address. */
  readonly weights: number;
  /** The bias row, from the weights address; absent for none. */
  readonly bias?: number;
  /** Bytes from one number of the bias to the next. Default 4. */
  readonly biasStride?: number;
  /** Adds to what the outputs hold, instead of a bias. */
  readonly add?: boolean;
}

/**
 * @param tile     rows in a tile, a multiple of 8
 * @param weights  address of all weights
 * @param scratch  address of this thread's planes
 * @param relaxed  fused multiply–add: faster, but the last bits depend on the machine
 */
export function emitDense(
  f: FunctionBuilder,
  layer: DenseLayer,
  tile: number,
  weights: Local<'i32'>,
  scratch: Local<'i32'>,
  relaxed = false,
): void {
  const stride = 4 * tile;
  const { x, out, inner, biasStride = 4 } = layer;
  const fma = multiplyAdd(relaxed);
  const allSums = Array.from({ length: OUTPUTS }, () => vectors(f, VECTORS));
  const group = f.local('i32', weights);
  const bias = f.local('i32', weights);
  const to = f.local('i32', scratch);
  const row = f.local('i32');
  const from = f.local('i32');
  const weight = f.local('i32');
  const end = f.local('i32');

  const emitGroup = (outputs: number): void => {
    const sums = allSums.slice(0, outputs);
    f.set(row, 0);
    f.loop((nextBlock) => {
      f.set(from, i32.add(to, row));
      sums.forEach((own, o) =>
        own.forEach((sum, v) => {
          if (layer.add) f.set(sum, v128.load(from, out.offset + o * stride + 16 * v));
          else if (v > 0) f.set(sum, own[0]!);
          else if (layer.bias === undefined) f.set(sum, f32x4.const(0));
          else f.set(sum, v128.load32Splat(bias, layer.bias + biasStride * o));
        }),
      );
      f.set(from, i32.add(scratch, row));
      f.set(weight, group);
      f.set(end, i32.add(group, inner * 16));
      f.loop((nextInput) => {
        const values = vectors(f, VECTORS);
        for (const [v, value] of values.entries()) f.set(value, v128.load(from, x.offset + 16 * v));
        for (const [o, own] of sums.entries()) {
          const w = f.local('v128', v128.load32Splat(weight, layer.weights + 4 * o));
          for (const [v, sum] of own.entries()) f.set(sum, fma(sum, values[v]!, w));
        }
        f.set(from, i32.add(from, stride));
        f.brIf(nextInput, i32.ltU(f.tee(weight, i32.add(weight, 16)), end));
      });
      f.set(from, i32.add(to, row));
      for (const [o, own] of sums.entries())
        for (const [v, sum] of own.entries()) f.do(v128.store(from, sum, out.offset + o * stride + 16 * v));
      f.brIf(nextBlock, i32.ltU(f.tee(row, i32.add(row, BLOCK)), stride));
    });
  };

  const whole = Math.floor(out.width / OUTPUTS);
  if (whole > 0) {
    const endOfGroups = f.local('i32', i32.add(weights, whole * inner * 16));
    f.loop((nextGroup) => {
      emitGroup(OUTPUTS);
      f.set(to, i32.add(to, OUTPUTS * stride));
      f.set(bias, i32.add(bias, biasStride * OUTPUTS));
      f.brIf(nextGroup, i32.ltU(f.tee(group, i32.add(group, inner * 16)), endOfGroups));
    });
  }
  // What is left over: never a plane beyond the last.
  if (out.width % OUTPUTS > 0) emitGroup(out.width % OUTPUTS);
}

const vectors = (f: FunctionBuilder, count: number): Local<'v128'>[] =>
  Array.from({ length: count }, () => f.local('v128'));

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
