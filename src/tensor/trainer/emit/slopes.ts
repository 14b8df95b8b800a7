/** Derivatives of the element-wise operations, as WebAssembly SIMD code. */
import { type FunctionBuilder, f32x4, v128 } from '../../../wasm/encoder.ts';
import type { BinaryOp, UnaryOp } from '../../graph.ts';
import type { Variable, Vector } from './planes.ts';

const c = f32x4.const;
const { add, sub, mul, div } = f32x4;

/** What a slope is computed from: the operand, the result, or the slope kept from the way forward. */
export type Source = 'operand' | 'result' | 'slope';

/** dy times the slope. */
export interface UnarySlope {
  readonly from: Source | undefined;
  readonly times: (dy: Variable, given: Variable) => Vector;
}

const chosen = (dy: Vector, where: Vector): Vector => v128.and(dy, where);

export const unarySlopes: Readonly<Record<UnaryOp, UnarySlope>> = {
  neg: { from: undefined, times: (dy) => f32x4.neg(dy) },
  exp: { from: 'result', times: (dy, y) => mul(dy, y) },
  log: { from: 'operand', times: (dy, x) => div(dy, x) },
  sqrt: { from: 'result', times: (dy, y) => div(mul(dy, c(0.5)), y) },
  square: { from: 'operand', times: (dy, x) => mul(dy, add(x, x)) },
  abs: {
    from: 'operand',
    // The sign of x, and 0 at 0.
    times: (dy, x) => v128.andnot(v128.xor(dy, v128.and(x, c(-0))), f32x4.eq(x, c(0))),
  },
  reciprocal: { from: 'result', times: (dy, y) => f32x4.neg(mul(dy, mul(y, y))) },
  relu: { from: 'result', times: (dy, y) => chosen(dy, f32x4.gt(y, c(0))) },
  elu: { from: 'result', times: (dy, y) => mul(dy, add(f32x4.pmin(y, c(0)), c(1))) },
  swish: { from: 'slope', times: (dy, s) => mul(dy, s) },
  tanh: { from: 'result', times: (dy, y) => mul(dy, sub(c(1), mul(y, y))) },
  sigmoid: { from: 'result', times: (dy, y) => mul(dy, mul(y, sub(c(1), y))) },
  softplus: { from: 'slope', times: (dy, s) => mul(dy, s) },
};

type Operand = 'a' | 'b' | 'result';

/** What one side of a binary operation gets; without `times`: dy itself. */
export interface BinarySlope {
  readonly from: readonly Operand[];
  readonly times?: (dy: Variable, ...given: Variable[]) => Vector;
}

export const binarySlopes: Readonly<Record<BinaryOp, { readonly a: BinarySlope; readonly b: BinarySlope }>> =
  {
    add: { a: { from: [] }, b: { from: [] } },
    sub: { a: { from: [] }, b: { from: [], times: (dy) => f32x4.neg(dy) } },
    mul: {
      a: { from: ['b'], times: (dy, b) => mul(dy, b!) },
      b: { from: ['a'], times: (dy, a) => mul(dy, a!) },
    },
    div: {
      a: { from: ['b'], times: (dy, b) => div(dy, b!) },
      b: { from: ['result', 'b'], times: (dy, y, b) => f32x4.neg(mul(dy, div(y!, b!))) },
    },
    // Of two equals the first counts.
    max: {
      a: { from: ['a', 'b'], times: (dy, a, b) => chosen(dy, f32x4.ge(a!, b!)) },
      b: { from: ['a', 'b'], times: (dy, a, b) => chosen(dy, f32x4.lt(a!, b!)) },
    },
    min: {
      a: { from: ['a', 'b'], times: (dy, a, b) => chosen(dy, f32x4.le(a!, b!)) },
      b: { from: ['a', 'b'], times: (dy, a, b) => chosen(dy, f32x4.gt(a!, b!)) },
    },
  };

/** Gradients below it are 0: denormals, which would slow every product that they meet, are near. */
const LEAST = 1e-24;

/** 0 in place of a number too small to matter; NaN stays. */
export function flush(f: FunctionBuilder, x: Vector): Vector {
  const given = f.local('v128', x);
  return v128.andnot(given, f32x4.lt(f32x4.abs(given), c(LEAST)));
}
