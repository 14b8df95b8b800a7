/**
 * SIMD instructions on v128, named as in the specification in camel case:
 * `f32x4.add(a, b)`, `v128.load(address)`, `i8x16.shuffle(a, b, lanes)`.
 *
 * Source: WebAssembly Core Specification 2.0 §5.4.8; relaxed SIMD proposal.
 */
import { type Bytes, unsigned } from './bytes.ts';
import {
  binary,
  load,
  type Operand,
  operand,
  store,
  unary,
  type Value,
  type ValueType,
} from './instructions.ts';

const op = (code: number): Bytes => [0xfd, unsigned(code)];

/** Three vectors in, one out. */
const ternary =
  (code: number) =>
  (a: Operand<'v128'>, b: Operand<'v128'>, c: Operand<'v128'>): Value<'v128'> => ({
    type: 'v128',
    code: [a.code, b.code, c.code, op(code)],
  });

/** One lane out of a vector. */
const extract =
  <T extends ValueType>(type: T, code: number) =>
  (a: Operand<'v128'>, lane: number): Value<T> => ({ type, code: [a.code, op(code), lane] });

/** The vector with one lane set. */
const replace =
  <T extends ValueType>(type: T, code: number) =>
  (a: Operand<'v128'>, lane: number, value: Operand<T>): Value<'v128'> => ({
    type: 'v128',
    code: [a.code, operand(type, value).code, op(code), lane],
  });

/** Every lane by the same number of bits. */
const shift =
  (code: number) =>
  (a: Operand<'v128'>, bits: Operand<'i32'>): Value<'v128'> => ({
    type: 'v128',
    code: [a.code, operand('i32', bits).code, op(code)],
  });

const named = <K extends string>(codes: Readonly<Record<K, number>>): Record<K, Bytes> =>
  Object.fromEntries(Object.entries<number>(codes).map(([k, code]) => [k, op(code)])) as Record<K, Bytes>;
const one = <K extends string>(codes: Readonly<Record<K, number>>) => unary('v128', 'v128', named(codes));
const two = <K extends string>(codes: Readonly<Record<K, number>>) => binary('v128', 'v128', named(codes));
const test = <K extends string>(codes: Readonly<Record<K, number>>) => unary('v128', 'i32', named(codes));

export const v128 = {
  /** 16 bytes. */
  const: (bytes: ArrayLike<number>): Value<'v128'> => ({ type: 'v128', code: [op(12), Array.from(bytes)] }),
  load: load('v128', op(0), 4),
  store: store('v128', op(11), 4),
  load32Splat: load('v128', op(9), 2),
  load64Splat: load('v128', op(10), 3),
  /** Loads 32 or 64 bits into the low lanes, zeros above. */
  load32Zero: load('v128', op(92), 2),
  load64Zero: load('v128', op(93), 3),
  ...one({ not: 77 }),
  ...two({ and: 78, andnot: 79, or: 80, xor: 81 }),
  ...test({ anyTrue: 83 }),
  /** Bits of `a` where `mask` is 1, else of `b`. */
  bitselect: ternary(82),
};

export const i8x16 = {
  /** Byte i of the result is byte `lanes[i]` of `a` followed by `b`; 16 numbers below 32. */
  shuffle: (a: Operand<'v128'>, b: Operand<'v128'>, lanes: readonly number[]): Value<'v128'> => ({
    type: 'v128',
    code: [a.code, b.code, op(13), lanes],
  }),
  ...two({ swizzle: 14 }),
};

/** Lane i of the result is 32-bit lane `lanes[i]` of `a` followed by `b`; 4 numbers below 8. */
export function shuffle32(a: Operand<'v128'>, b: Operand<'v128'>, lanes: readonly number[]): Value<'v128'> {
  return i8x16.shuffle(
    a,
    b,
    lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  );
}

// biome-ignore format: a table, by signature
export const i32x4 = {
  ...unary('i32', 'v128', { splat: op(17) }),
  extractLane: extract('i32', 27),
  replaceLane: replace('i32', 28),
  ...one({ abs: 160, neg: 161, truncSatF32x4S: 248, truncSatF32x4U: 249 }),
  ...two({
    add: 174, sub: 177, mul: 181, minS: 182, minU: 183, maxS: 184, maxU: 185,
    eq: 55, ne: 56, ltS: 57, ltU: 58, gtS: 59, gtU: 60, leS: 61, leU: 62, geS: 63, geU: 64,
  }),
  ...test({ allTrue: 163, bitmask: 164 }),
  shl: shift(171), shrS: shift(172), shrU: shift(173),
};

export const i64x2 = {
  /** Products of the low, or high, two unsigned 32-bit lanes. */
  ...two({ extmulLowI32x4U: 222, extmulHighI32x4U: 223 }),
};

// biome-ignore format: a table, by signature
export const f32x4 = {
  const: (a: number, b = a, c = a, d = a): Value<'v128'> =>
    v128.const(new Uint8Array(new Float32Array([a, b, c, d]).buffer)),
  ...unary('f32', 'v128', { splat: op(19) }),
  extractLane: extract('f32', 31),
  replaceLane: replace('f32', 32),
  ...one({
    abs: 224, neg: 225, sqrt: 227, ceil: 103, floor: 104, trunc: 105, nearest: 106,
    convertI32x4S: 250, convertI32x4U: 251, demoteF64x2Zero: 94,
  }),
  ...two({
    add: 228, sub: 229, mul: 230, div: 231, min: 232, max: 233, pmin: 234, pmax: 235,
    eq: 65, ne: 66, lt: 67, gt: 68, le: 69, ge: 70,
  }),
  /** a · b + c with one rounding or two: relaxed SIMD, ask {@link hasRelaxedSimd} of `features.ts` first. */
  relaxedMadd: ternary(0x105),
  /** c − a · b, as {@link f32x4.relaxedMadd}. */
  relaxedNmadd: ternary(0x106),
};

// biome-ignore format: a table, by signature
export const f64x2 = {
  const: (a: number, b = a): Value<'v128'> => v128.const(new Uint8Array(new Float64Array([a, b]).buffer)),
  ...unary('f64', 'v128', { splat: op(20) }),
  ...two({ add: 240, mul: 242 }),
};
