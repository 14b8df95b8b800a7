/** Sums, products and powers of formulas, without what is plainly 0 or 1. */
import type { BinaryFunction, Expression, UnaryFunction } from './expression.ts';

export const zero: Expression = { op: 'number', value: 0 };
export const one: Expression = { op: 'number', value: 1 };

export function constant(value: number): Expression {
  return { op: 'number', value };
}

export function isNumber(e: Expression, value: number): boolean {
  return e.op === 'number' && e.value === value;
}

export function unary(op: UnaryFunction, a: Expression): Expression {
  if (op === 'neg' && a.op === 'number') return constant(0 - a.value);
  return { op, a };
}

/** Zero times anything is zero: formulas are taken to be finite. */
export function binary(op: BinaryFunction, a: Expression, b: Expression): Expression {
  switch (op) {
    case 'add':
      if (isNumber(a, 0)) return b;
      if (isNumber(b, 0)) return a;
      break;
    case 'sub':
      if (isNumber(b, 0)) return a;
      if (isNumber(a, 0)) return unary('neg', b);
      break;
    case 'mul':
      if (isNumber(a, 0) || isNumber(b, 0)) return zero;
      if (isNumber(a, 1)) return b;
      if (isNumber(b, 1)) return a;
      break;
    case 'div':
      if (isNumber(a, 0)) return zero;
      if (isNumber(b, 1)) return a;
      break;
    case 'pow':
      if (isNumber(b, 0)) return one;
      if (isNumber(b, 1)) return a;
      if (isNumber(a, 0) && b.op === 'number' && b.value > 0) return zero;
      break;
  }
  if (a.op === 'number' && b.op === 'number') {
    if (op === 'add') return constant(a.value + b.value);
    if (op === 'sub') return constant(a.value - b.value);
    if (op === 'mul') return constant(a.value * b.value);
  }
  return { op, a, b };
}

export function choose(a: Expression, b: Expression, c: Expression): Expression {
  return isNumber(b, 0) && isNumber(c, 0) ? zero : { op: 'if', a, b, c };
}

/** The formula where a species has so many molecules. */
export function withCount(e: Expression, species: number, count: number): Expression {
  const of = (x: Expression): Expression => withCount(x, species, count);
  if (e.op === 'species') return e.index === species ? constant(count) : e;
  if (e.op === 'if') return choose(of(e.a), of(e.b), of(e.c));
  if ('b' in e) return binary(e.op, of(e.a), of(e.b));
  return 'a' in e ? unary(e.op, of(e.a)) : e;
}
