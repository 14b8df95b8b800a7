/**
 * WebAssembly instructions as typed values: `f64.add(x, f64.mul(y, 2))` is code
 * that leaves one f64 on the stack. SIMD is in `simd.ts`, statements in `encoder.ts`.
 *
 * Source of all opcodes: WebAssembly Core Specification 2.0 §5.4; threads proposal.
 */
import { type Bytes, float32, float64, signed, signed32, unsigned } from './bytes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Code that leaves one value of type `T` on the stack; with 'void': nothing. */
export interface Value<T extends ValueType | 'void' = ValueType | 'void'> {
  readonly type: T;
  readonly code: Bytes;
}

/** A parameter or variable of a function; as a value it reads itself. */
export interface Local<T extends ValueType = ValueType> extends Value<T> {
  readonly index: number;
}

interface Literal {
  i32: number;
  i64: bigint;
  f32: number;
  f64: number;
  v128: never;
}

/** A value, or a plain number (bigint for i64) that becomes a constant. */
export type Operand<T extends ValueType> = Value<T> | Literal[T];

/** Turns an operand into a value of `type`. */
export function operand<T extends ValueType>(type: T, from: Operand<T>): Value<T> {
  if (typeof from === 'object') return from;
  switch (type) {
    case 'i32':
      return { type, code: [0x41, signed32(Number(from))] };
    case 'i64':
      return { type, code: [0x42, signed(BigInt(from))] };
    case 'f32':
      return { type, code: [0x43, float32(Number(from))] };
    default:
      return { type, code: [0x44, float64(Number(from))] };
  }
}

export type Unary<A extends ValueType, R extends ValueType> = (a: Operand<A>) => Value<R>;
export type Binary<A extends ValueType, R extends ValueType> = (a: Operand<A>, b: Operand<A>) => Value<R>;

/** An opcode: one byte, or the bytes of a prefixed one. */
type Opcode = number | Bytes;

/** One-operand instructions of one signature, by name. */
export function unary<A extends ValueType, R extends ValueType, K extends string>(
  from: A,
  to: R,
  codes: Readonly<Record<K, Opcode>>,
): Record<K, Unary<A, R>> {
  const make =
    (code: Opcode): Unary<A, R> =>
    (a) => ({ type: to, code: [operand(from, a).code, code] });
  return mapValues(codes, make);
}

/** Two-operand instructions of one signature, by name. */
export function binary<A extends ValueType, R extends ValueType, K extends string>(
  from: A,
  to: R,
  codes: Readonly<Record<K, Opcode>>,
): Record<K, Binary<A, R>> {
  const make =
    (code: Opcode): Binary<A, R> =>
    (a, b) => ({ type: to, code: [operand(from, a).code, operand(from, b).code, code] });
  return mapValues(codes, make);
}

function mapValues<K extends string, A, B>(from: Readonly<Record<K, A>>, map: (a: A) => B): Record<K, B> {
  const out = {} as Record<K, B>;
  for (const key of Object.keys(from) as K[]) out[key] = map(from[key]);
  return out;
}

/** Reads `type` at byte address + offset; `align` is the log2 of the alignment promised. */
export function load<T extends ValueType>(type: T, opcode: Opcode, align: number) {
  return (address: Operand<'i32'>, offset = 0): Value<T> => ({
    type,
    code: [operand('i32', address).code, opcode, align, unsigned(offset)],
  });
}

/** Writes `type` at byte address + offset. A statement: give it to `FunctionBuilder.do`. */
export function store<T extends ValueType>(type: T, opcode: Opcode, align: number) {
  return (address: Operand<'i32'>, value: Operand<T>, offset = 0): Value<'void'> => ({
    type: 'void',
    code: [operand('i32', address).code, operand(type, value).code, opcode, align, unsigned(offset)],
  });
}

/** `yes` where `condition` is not 0, else `no`; both are evaluated. */
export function select<T extends ValueType>(
  type: T,
  condition: Operand<'i32'>,
  yes: Operand<T>,
  no: Operand<T>,
): Value<T> {
  // The untyped select is for numbers only; v128 needs the typed form.
  const opcode = type === 'v128' ? [0x1c, 1, 0x7b] : [0x1b];
  return {
    type,
    code: [operand(type, yes).code, operand(type, no).code, operand('i32', condition).code, opcode],
  };
}

/** Byte of a type in the binary format. */
export const typeCode = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, void: 0x40 } as const;

/** As {@link select}, but only the chosen side is evaluated. */
export function choose<T extends ValueType>(
  type: T,
  condition: Operand<'i32'>,
  yes: Operand<T>,
  no: Operand<T>,
): Value<T> {
  const [a, b] = [operand(type, yes).code, operand(type, no).code];
  return { type, code: [operand('i32', condition).code, 0x04, typeCode[type], a, 0x05, b, 0x0b] };
}

const atomic = (code: number): Bytes => [0xfe, code];
/** Read, modify, write at once; leaves the old value. */
const rmw =
  (code: number) =>
  (address: Operand<'i32'>, value: Operand<'i32'>, offset = 0): Value<'i32'> => ({
    type: 'i32',
    code: [store('i32', atomic(code), 2)(address, value, offset).code],
  });

// biome-ignore format: a table, by signature
export const i32 = {
  const: (value: number) => operand('i32', value),
  ...unary('i32', 'i32', { clz: 0x67, ctz: 0x68, popcnt: 0x69, eqz: 0x45, extend8S: 0xc0, extend16S: 0xc1 }),
  ...unary('i64', 'i32', { wrapI64: 0xa7 }),
  ...unary('f32', 'i32', { truncF32S: 0xa8, truncSatF32S: [0xfc, 0], reinterpretF32: 0xbc }),
  ...unary('f64', 'i32', { truncF64S: 0xaa, truncSatF64S: [0xfc, 2], truncSatF64U: [0xfc, 3] }),
  ...binary('i32', 'i32', {
    add: 0x6a, sub: 0x6b, mul: 0x6c, divS: 0x6d, divU: 0x6e, remS: 0x6f, remU: 0x70,
    and: 0x71, or: 0x72, xor: 0x73, shl: 0x74, shrS: 0x75, shrU: 0x76, rotl: 0x77, rotr: 0x78,
    eq: 0x46, ne: 0x47, ltS: 0x48, ltU: 0x49, gtS: 0x4a, gtU: 0x4b, leS: 0x4c, leU: 0x4d, geS: 0x4e, geU: 0x4f,
  }),
  load: load('i32', 0x28, 2), load8S: load('i32', 0x2c, 0), load8U: load('i32', 0x2d, 0),
  load16S: load('i32', 0x2e, 1), load16U: load('i32', 0x2f, 1),
  store: store('i32', 0x36, 2), store8: store('i32', 0x3a, 0), store16: store('i32', 0x3b, 1),
  atomicLoad: load('i32', atomic(0x10), 2), atomicStore: store('i32', atomic(0x17), 2),
  atomicAdd: rmw(0x1e), atomicSub: rmw(0x25), atomicAnd: rmw(0x2c), atomicOr: rmw(0x33), atomicExchange: rmw(0x41),
  /** Wakes up to `value` waiters; leaves how many. */
  atomicNotify: rmw(0x00),
};

// biome-ignore format: a table, by signature
export const i64 = {
  const: (value: bigint) => operand('i64', value),
  ...unary('i64', 'i64', { clz: 0x79, ctz: 0x7a, popcnt: 0x7b }),
  ...unary('i64', 'i32', { eqz: 0x50 }),
  ...unary('i32', 'i64', { extendI32S: 0xac, extendI32U: 0xad }),
  ...unary('f64', 'i64', { truncF64S: 0xb0, truncSatF64S: [0xfc, 6], reinterpretF64: 0xbd }),
  ...binary('i64', 'i64', {
    add: 0x7c, sub: 0x7d, mul: 0x7e, divS: 0x7f, divU: 0x80, remS: 0x81, remU: 0x82,
    and: 0x83, or: 0x84, xor: 0x85, shl: 0x86, shrS: 0x87, shrU: 0x88, rotl: 0x89, rotr: 0x8a,
  }),
  ...binary('i64', 'i32', {
    eq: 0x51, ne: 0x52, ltS: 0x53, ltU: 0x54, gtS: 0x55, gtU: 0x56, leS: 0x57, leU: 0x58, geS: 0x59, geU: 0x5a,
  }),
  load: load('i64', 0x29, 3), load32S: load('i64', 0x34, 2), load32U: load('i64', 0x35, 2),
  store: store('i64', 0x37, 3), store32: store('i64', 0x3e, 2),
};

// biome-ignore format: a table, by signature
export const f32 = {
  const: (value: number) => operand('f32', value),
  ...unary('f32', 'f32', { abs: 0x8b, neg: 0x8c, ceil: 0x8d, floor: 0x8e, trunc: 0x8f, nearest: 0x90, sqrt: 0x91 }),
  ...unary('i32', 'f32', { convertI32S: 0xb2, convertI32U: 0xb3, reinterpretI32: 0xbe }),
  ...unary('f64', 'f32', { demoteF64: 0xb6 }),
  ...binary('f32', 'f32', { add: 0x92, sub: 0x93, mul: 0x94, div: 0x95, min: 0x96, max: 0x97, copysign: 0x98 }),
  ...binary('f32', 'i32', { eq: 0x5b, ne: 0x5c, lt: 0x5d, gt: 0x5e, le: 0x5f, ge: 0x60 }),
  load: load('f32', 0x2a, 2),
  store: store('f32', 0x38, 2),
};

// biome-ignore format: a table, by signature
export const f64 = {
  const: (value: number) => operand('f64', value),
  ...unary('f64', 'f64', { abs: 0x99, neg: 0x9a, ceil: 0x9b, floor: 0x9c, trunc: 0x9d, nearest: 0x9e, sqrt: 0x9f }),
  ...unary('i32', 'f64', { convertI32S: 0xb7, convertI32U: 0xb8 }),
  ...unary('i64', 'f64', { convertI64S: 0xb9, convertI64U: 0xba, reinterpretI64: 0xbf }),
  ...unary('f32', 'f64', { promoteF32: 0xbb }),
  ...binary('f64', 'f64', { add: 0xa0, sub: 0xa1, mul: 0xa2, div: 0xa3, min: 0xa4, max: 0xa5, copysign: 0xa6 }),
  ...binary('f64', 'i32', { eq: 0x61, ne: 0x62, lt: 0x63, gt: 0x64, le: 0x65, ge: 0x66 }),
  load: load('f64', 0x2b, 3),
  store: store('f64', 0x39, 3),
};
