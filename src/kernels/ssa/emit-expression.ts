/** Compiles formulas to WebAssembly; `crn/evaluate.ts` says what they mean. */

import { visit } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import {
  choose,
  type FunctionBuilder,
  f64,
  i32,
  type ModuleBuilder,
  type Value,
} from '../../wasm/encoder.ts';
import { emitMath, integerPower, type MathFunctions, type MathName } from '../../wasm/math.ts';

/** Where a formula finds what it reads. */
export interface Surroundings {
  /** The function it is compiled into: powers need locals. */
  readonly f: FunctionBuilder;
  readonly math: Partial<MathFunctions>;
  /** Shape [species]. */
  readonly species: (index: number) => Value<'f64'>;
  readonly rate: (index: number) => Value<'f64'>;
  /** Absent where no formula may read the time. */
  readonly time?: Value<'f64'>;
}

/** Exponents up to this are multiplied out. */
const longestProduct = 32;

/** The integer n of x^n, if it is to be multiplied out. */
export function shortPower(exponent: Expression): number | undefined {
  if (exponent.op !== 'number' || !Number.isInteger(exponent.value)) return undefined;
  return Math.abs(exponent.value) <= longestProduct ? exponent.value : undefined;
}

/** Emits the functions that some formulas call, and exp for the exponential draws. */
export function emitMathFor(
  module: ModuleBuilder,
  formulas: Iterable<Expression>,
): Partial<MathFunctions> & Pick<MathFunctions, 'exp'> {
  const names = new Set<MathName>(['exp']);
  for (const formula of formulas) {
    visit(formula, (e) => {
      if (e.op === 'pow' && shortPower(e.b) === undefined) names.add('pow');
      if (e.op === 'log' || e.op === 'sin' || e.op === 'cos' || e.op === 'tanh') names.add(e.op);
    });
  }
  return emitMath(module, [...names, 'exp']);
}

/** The value of a formula. */
export function emitValue(e: Expression, at: Surroundings): Value<'f64'> {
  const of = (x: Expression) => emitValue(x, at);
  switch (e.op) {
    case 'number':
      return f64.const(e.value);
    case 'species':
      return at.species(e.index);
    case 'rate':
      return at.rate(e.index);
    case 'time':
      return at.time!;
    case 'neg':
    case 'sqrt':
    case 'abs':
    case 'floor':
    case 'ceil':
      return f64[e.op](of(e.a));
    case 'exp':
    case 'log':
    case 'sin':
    case 'cos':
    case 'tanh':
      return at.math[e.op]!(of(e.a));
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'min':
    case 'max':
      return f64[e.op](of(e.a), of(e.b));
    case 'pow': {
      const n = shortPower(e.b);
      return n === undefined ? at.math.pow!(of(e.a), of(e.b)) : integerPower(at.f, of(e.a), n);
    }
    case 'if':
      return choose('f64', emitTruth(e.a, at), of(e.b), of(e.c));
    default:
      return f64.convertI32S(emitTruth(e, at));
  }
}

/** 1 where a formula is not 0. */
export function emitTruth(e: Expression, at: Surroundings): Value<'i32'> {
  switch (e.op) {
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
      return f64[e.op](emitValue(e.a, at), emitValue(e.b, at));
    case 'and':
    case 'or':
      return i32[e.op](emitTruth(e.a, at), emitTruth(e.b, at));
    case 'not':
      return i32.eqz(emitTruth(e.a, at));
    default:
      return f64.ne(emitValue(e, at), 0);
  }
}
