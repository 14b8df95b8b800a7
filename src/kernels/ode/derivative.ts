/** The derivative of a formula, again a formula. */
import type { Expression } from '../../crn/expression.ts';
import { binary, choose, constant, isNumber, one, unary, zero } from '../../crn/formulas.ts';

/** By what: a species, or the time. */
export type Variable = { readonly op: 'species'; readonly index: number } | { readonly op: 'time' };

/**
 * Where a formula jumps or has a kink (comparisons, floor, abs, min, max, if) it is the derivative of the piece
 * that holds there: 0 for what is constant in pieces.
 */
export function derivative(e: Expression, by: Variable): Expression {
  const of = (x: Expression): Expression => derivative(x, by);
  switch (e.op) {
    case 'species':
      return by.op === 'species' && by.index === e.index ? one : zero;
    case 'time':
      return by.op === 'time' ? one : zero;
    case 'neg': {
      const a = of(e.a);
      return isNumber(a, 0) ? zero : unary('neg', a);
    }
    case 'exp':
      return binary('mul', e, of(e.a));
    case 'log':
      return binary('div', of(e.a), e.a);
    case 'sqrt':
      return binary('div', of(e.a), binary('mul', constant(2), e));
    case 'abs':
      return choose(binary('ge', e.a, zero), of(e.a), negative(of(e.a)));
    case 'sin':
      return binary('mul', unary('cos', e.a), of(e.a));
    case 'cos':
      return negative(binary('mul', unary('sin', e.a), of(e.a)));
    case 'tanh':
      return binary('mul', binary('sub', one, binary('mul', e, e)), of(e.a));
    case 'add':
    case 'sub':
      return binary(e.op, of(e.a), of(e.b));
    case 'mul':
      return binary('add', binary('mul', of(e.a), e.b), binary('mul', e.a, of(e.b)));
    case 'div':
      return binary('sub', binary('div', of(e.a), e.b), binary('div', binary('mul', e, of(e.b)), e.b));
    case 'pow':
      return ofPower(e.a, e.b, of(e.a), of(e.b), e);
    case 'min':
      return choose(binary('le', e.a, e.b), of(e.a), of(e.b));
    case 'max':
      return choose(binary('ge', e.a, e.b), of(e.a), of(e.b));
    case 'if':
      return choose(e.a, of(e.b), of(e.c));
    default:
      return zero;
  }
}

function negative(e: Expression): Expression {
  return isNumber(e, 0) ? zero : unary('neg', e);
}

/** b·a^(b − 1)·a′ + a^b·log(a)·b′ */
function ofPower(a: Expression, b: Expression, da: Expression, db: Expression, e: Expression): Expression {
  const base = binary('mul', binary('mul', b, binary('pow', a, binary('sub', b, one))), da);
  return binary('add', base, binary('mul', binary('mul', e, unary('log', a)), db));
}
