/**
 * Opens the streams of four agents in a row at once: four blocks of `EmittedStream.open`
 * in the lanes of v128.
 */
import {
  type FunctionBuilder,
  i32x4,
  i64,
  i64x2,
  type Local,
  type Operand,
  shuffle32,
  v128,
} from './encoder.ts';
import { multipliers, type StreamName, weyl } from './random.ts';

/** Bytes of four stream states. */
export const fourStreamsBytes = 64;

/** Inside one emitted function, for one (seed, step, purpose). */
export class FourStreams {
  readonly #f: FunctionBuilder;
  readonly #counters: readonly Local<'v128'>[];
  readonly #keys: readonly Local<'v128'>[];
  readonly #round: readonly Local<'v128'>[];
  /** In variables: literals would be built anew at every use. */
  readonly #factors: readonly Local<'v128'>[];
  readonly #weyl: readonly Local<'v128'>[];
  readonly #step: Local<'v128'>;
  readonly #purpose: Local<'v128'>;

  constructor(f: FunctionBuilder, name: Omit<StreamName, 'agent'>) {
    this.#f = f;
    this.#counters = [0, 1, 2, 3].map(() => f.local('v128'));
    this.#round = [0, 1].map(() => f.local('v128'));
    this.#keys = [name.seedLow, name.seedHigh].map((word) => f.local('v128', i32x4.splat(word)));
    this.#factors = multipliers.map((m) => f.local('v128', i32x4.splat(Number(m))));
    this.#weyl = weyl.map((w) => f.local('v128', i32x4.splat(w)));
    this.#step = f.local('v128', i32x4.splat(name.step));
    this.#purpose = f.local('v128', i32x4.splat(name.purpose));
  }

  /** Writes the states of agents `first` … `first` + 3, 16 bytes each, for `EmittedStream.load`. */
  open(first: Operand<'i32'>, address: Operand<'i32'>, offset = 0): void {
    const f = this.#f;
    const [c0, c1, c2, c3] = this.#counters as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
    const [k0, k1] = this.#round as [Local<'v128'>, Local<'v128'>];
    const [low, high] = [f.local('v128'), f.local('v128')];
    f.set(c0, i32x4.splat(0));
    f.set(c1, this.#purpose);
    f.set(c2, i32x4.add(i32x4.splat(first), int4(0, 1, 2, 3)));
    f.set(c3, this.#step);
    f.set(k0, this.#keys[0]!);
    f.set(k1, this.#keys[1]!);
    /** Products of a counter: their low words in the counter itself, their high words in `into`. */
    const multiply = (counter: Local<'v128'>, factor: Local<'v128'>, into: Local<'v128'>): void => {
      f.set(low, i64x2.extmulLowI32x4U(counter, factor));
      f.set(high, i64x2.extmulHighI32x4U(counter, factor));
      f.set(counter, shuffle32(low, high, [0, 2, 4, 6]));
      f.set(into, shuffle32(low, high, [1, 3, 5, 7]));
    };
    const [high0, high1] = [f.local('v128'), f.local('v128')];
    for (let round = 0; round < 10; round++) {
      multiply(c0, this.#factors[0]!, high0);
      multiply(c2, this.#factors[1]!, high1);
      const products = [c0, c2] as const;
      f.setAll([
        [c0, v128.xor(v128.xor(high1, c1), k0)],
        [c1, products[1]],
        [c2, v128.xor(v128.xor(high0, c3), k1)],
        [c3, products[0]],
      ]);
      if (round < 9)
        [k0, k1].forEach((key, i) => {
          f.set(key, i32x4.add(key, this.#weyl[i]!));
        });
    }
    // Four counters of four agents become four agents of four words.
    const pair = (a: Local<'v128'>, b: Local<'v128'>, side: 0 | 2) =>
      f.local('v128', shuffle32(a, b, [side, side + 4, side + 1, side + 5]));
    for (const side of [0, 2] as const) {
      const words01 = pair(c0, c1, side);
      const words23 = pair(c2, c3, side);
      for (const half of [0, 1]) {
        const state = shuffle32(words01, words23, [2 * half, 2 * half + 1, 2 * half + 4, 2 * half + 5]);
        const at = offset + 16 * (side + half);
        f.do(v128.store(address, state, at));
        // The all-zero state is the generator's one fixed point.
        const empty = i64.or(i64.load(address, at), i64.load(address, at + 8));
        f.if(i64.eqz(empty), () => f.do(i64.store(address, 1n << 32n, at + 8)));
      }
    }
  }
}

/** Four 32-bit words. */
function int4(a: number, b = a, c = a, d = a) {
  return v128.const(new Uint8Array(Int32Array.of(a | 0, b | 0, c | 0, d | 0).buffer));
}
