/**
 * Elementary functions of four floats at a time, as WebAssembly code: at most
 * 4e-7 off (relative), in the same order of operations for every lane. Results
 * too small for a normal float are 0 (`exp`) or may be denormal (the others).
 *
 * Sources: the polynomials of `exp` and `log` are those of Moshier's Cephes library
 * (expf, logf; S. L. Moshier, Methods and Programs for Mathematical Functions, 1989).
 */
import { type FunctionBuilder, f32x4, i32x4, type Local, type Value, v128 } from '../../wasm/encoder.ts';
import type { UnaryOp } from '../graph.ts';

type Vector = Value<'v128'>;
/** Writes the code of one function; the value must be used once, where it is written. */
export type VectorFunction = (f: FunctionBuilder, x: Vector) => Vector;

const c = f32x4.const;
export const int = (value: number): Vector =>
  v128.const(new Uint8Array(new Int32Array(4).fill(value).buffer));
const { add, sub, mul, div } = f32x4;

/** c0·x^n + … + cn, by Horner's rule. */
export const polynomial = (x: Vector, coefficients: readonly number[]): Vector =>
  coefficients.slice(1).reduce<Vector>((sum, k) => add(mul(sum, x), c(k)), c(coefficients[0]!));

/** Adding it leaves the nearest integer in the low bits of the float. */
const ROUND = 12582912;
/** The exponents between which e^x is a normal float. */
const LOWEST = -87.33654;
const HIGHEST = 88.72283;

/**
 * Splits e^x = (1 + p)·2^n. `bits` is n in the place of the exponent; x in [LOWEST, HIGHEST].
 */
function split(f: FunctionBuilder, x: Local<'v128'>): { p: Vector; bits: Vector } {
  const shifted = f.local('v128', add(mul(x, c(Math.LOG2E)), c(ROUND)));
  const n = f.local('v128', sub(shifted, c(ROUND)));
  // ln 2 in two parts: n times the first is exact.
  const r = f.local('v128', sub(sub(x, mul(n, c(0.693359375))), mul(n, c(-2.1219444e-4))));
  const tail = polynomial(
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  return { p: add(mul(mul(r, r), tail), r), bits: i32x4.shl(shifted, 23) };
}

/** e^x; 0 below −87.33, ∞ above 88.72. */
export const exp: VectorFunction = (f, x) => {
  const given = f.local('v128', x);
  const clamped = f.local('v128', f32x4.pmax(f32x4.pmin(given, c(HIGHEST)), c(LOWEST)));
  const { p, bits } = split(f, clamped);
  const value = i32x4.add(add(p, c(1)), bits);
  const upper = v128.bitselect(c(Infinity), value, f32x4.gt(given, c(HIGHEST)));
  return v128.andnot(upper, f32x4.lt(given, c(LOWEST)));
};

/** e^x − 1 without cancellation, x in [−18, 87]. */
const expm1Inside = (f: FunctionBuilder, x: Vector): Vector => {
  const { p, bits } = split(f, f.local('v128', x));
  const scale = f.local('v128', i32x4.add(bits, c(1)));
  return add(mul(scale, p), sub(scale, c(1)));
};

/** log((1 + m) · 2^power), 1 + m from √½ to √2. */
export function logParts(f: FunctionBuilder, m: Local<'v128'>, power: Local<'v128'>): Vector {
  const square = f.local('v128', mul(m, m));
  const tail = polynomial(
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const small = sub(add(mul(mul(m, square), tail), mul(power, c(-2.1219444e-4))), mul(square, c(0.5)));
  return add(add(m, small), mul(power, c(0.693359375)));
}

/** Natural logarithm; −∞ at 0, NaN below. */
export const log: VectorFunction = (f, x) => {
  const given = f.local('v128', x);
  const denormal = f.local('v128', f32x4.lt(given, c(2 ** -126)));
  const scaled = f.local('v128', v128.bitselect(mul(given, c(2 ** 23)), given, denormal));
  // x = m·2^e with m from √½ to √2, whose bits are those of √½ and up.
  const e = f.local('v128', i32x4.shrS(i32x4.sub(scaled, int(0x3f3504f3)), 23));
  const m1 = f.local('v128', sub(i32x4.sub(scaled, i32x4.shl(e, 23)), c(1)));
  const power = f.local('v128', f32x4.convertI32x4S(i32x4.sub(e, v128.and(denormal, int(23)))));
  const value = logParts(f, m1, power);
  // ∞ and NaN are their own logarithms.
  const finite = v128.bitselect(value, given, f32x4.lt(given, c(Infinity)));
  const edge = v128.bitselect(c(-Infinity), c(Number.NaN), f32x4.eq(given, c(0)));
  return v128.bitselect(edge, finite, f32x4.le(given, c(0)));
};

const sigmoidTimes = (f: FunctionBuilder, x: Vector, top: Vector): Vector =>
  div(top, add(c(1), exp(f, f32x4.neg(x))));

/** A function and its slope, when the two share their dear part. */
export type VectorFunctionWithSlope = (f: FunctionBuilder, x: Vector) => { value: Vector; slope: Vector };

/** max(x, 0) + log(1 + e^−|x|); with z = e^−|x|, log(1 + z) = 2 artanh(z / (2 + z)), a series in at most ⅓. */
const softplusParts = (f: FunctionBuilder, x: Vector) => {
  const given = f.local('v128', x);
  const z = f.local('v128', exp(f, f32x4.neg(f32x4.abs(given))));
  const s = f.local('v128', div(z, add(z, c(2))));
  const s2 = f.local('v128', mul(s, s));
  const series = polynomial(s2, [2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]);
  return { given, z, value: add(f32x4.pmax(given, c(0)), mul(s, series)) };
};

const softplus: VectorFunction = (f, x) => softplusParts(f, x).value;

/** The slope is the sigmoid, 1 / (1 + e^−x). */
export const softplusWithSlope: VectorFunctionWithSlope = (f, x) => {
  const { given, z, value } = softplusParts(f, x);
  const top = v128.bitselect(c(1), z, f32x4.ge(given, c(0)));
  return { value, slope: div(top, add(z, c(1))) };
};

/** With σ the sigmoid: x σ and its slope σ + x σ (1 − σ). */
export const swishWithSlope: VectorFunctionWithSlope = (f, x) => {
  const given = f.local('v128', x);
  const s = f.local('v128', sigmoidTimes(f, given, c(1)));
  const value = f.local('v128', mul(given, s));
  return { value, slope: add(s, mul(value, sub(c(1), s))) };
};

/** (e^2|x| − 1) / (e^2|x| + 1) with the sign of x; 1 from |x| = 9.1 on. */
const tanh: VectorFunction = (f, x) => {
  const given = f.local('v128', x);
  const twice = f32x4.pmin(mul(f32x4.abs(given), c(2)), c(18.2));
  const e = f.local('v128', expm1Inside(f, twice));
  return v128.or(div(e, add(e, c(2))), v128.and(given, int(-0x80000000)));
};

const elu: VectorFunction = (f, x) => {
  const given = f.local('v128', x);
  const below = expm1Inside(f, f32x4.pmax(f32x4.pmin(given, c(0)), c(-18)));
  return v128.bitselect(given, below, f32x4.gt(given, c(0)));
};

/** Every one-operand operation of a graph. */
export const vectorFunctions: Readonly<Record<UnaryOp, VectorFunction>> = {
  neg: (_, x) => f32x4.neg(x),
  exp,
  log,
  sqrt: (_, x) => f32x4.sqrt(x),
  square: (f, x) => {
    const given = f.local('v128', x);
    return mul(given, given);
  },
  abs: (_, x) => f32x4.abs(x),
  reciprocal: (_, x) => div(c(1), x),
  // pmax keeps a NaN on its left.
  relu: (_, x) => f32x4.pmax(x, c(0)),
  elu,
  swish: (f, x) => {
    const given = f.local('v128', x);
    return sigmoidTimes(f, given, given);
  },
  tanh,
  sigmoid: (f, x) => sigmoidTimes(f, x, c(1)),
  softplus,
};
