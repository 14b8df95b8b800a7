/**
 * The functions of MathML, of which the formulas of a network have few: the others are written out by them.
 * Truth is a number there, 1 or 0.
 */
import { readsTime } from '../../../../crn/dependencies.ts';
import { evaluate } from '../../../../crn/evaluate.ts';
import type { BinaryFunction, Expression, UnaryFunction } from '../../../../crn/expression.ts';
import { constant, one } from '../../../../crn/formulas.ts';

/** Undefined where the formulas of a network cannot say it. */
export type Build = (...args: readonly Expression[]) => Expression | undefined;

export interface MathFunction {
  readonly least: number;
  readonly most: number;
  readonly build: Build;
}

type One = (x: Expression) => Expression;

const u =
  (op: UnaryFunction): One =>
  (a) => ({ op, a });
const b = (op: BinaryFunction, x: Expression, y: Expression): Expression => ({ op, a: x, b: y });
const [exp, log, sqrt, sin, cos, tanh] = (['exp', 'log', 'sqrt', 'sin', 'cos', 'tanh'] as const).map(u) as [
  One,
  One,
  One,
  One,
  One,
  One,
];
const two = constant(2);
const inverse: One = (x) => b('div', one, x);
const squared: One = (x) => b('pow', x, two);
const sinh: One = (x) => b('div', b('sub', exp(x), exp(u('neg')(x))), two);
const cosh: One = (x) => b('div', b('add', exp(x), exp(u('neg')(x))), two);
const arcsinh: One = (x) => log(b('add', x, sqrt(b('add', squared(x), one))));
const arccosh: One = (x) => log(b('add', x, sqrt(b('sub', squared(x), one))));
const arctanh: One = (x) => b('div', log(b('div', b('add', one, x), b('sub', one, x))), two);

/** Towards 0. */
const truncated: One = (x) => ({ op: 'if', a: b('lt', x, constant(0)), b: u('ceil')(x), c: u('floor')(x) });
const quotient = (x: Expression, y: Expression): Expression => truncated(b('div', x, y));

const many = 1000;
const single = (build: (x: Expression) => Expression | undefined): MathFunction => ({
  ...{ least: 1, most: 1 },
  build: (x) => build(x!),
});
const pair = (build: (x: Expression, y: Expression) => Expression): MathFunction => ({
  ...{ least: 2, most: 2 },
  build: (x, y) => build(x!, y!),
});

/** `a + b + c` from left to right; of nothing it is `empty`. */
function chain(op: BinaryFunction, empty: number | undefined): MathFunction {
  return {
    ...{ least: empty === undefined ? 1 : 0, most: many },
    build: (...args) => (args.length === 0 ? constant(empty!) : args.reduce((x, y) => b(op, x, y))),
  };
}

/** `a < b < c` is `a < b and b < c`. */
function relation(op: BinaryFunction): MathFunction {
  return {
    ...{ least: 2, most: many },
    build: (...args) =>
      args
        .slice(1)
        .map((y, i) => b(op, args[i]!, y))
        .reduce((x, y) => b('and', x, y)),
  };
}

/** Only of numbers: no formula of a network says it. */
function ofNumbers(of: (x: number) => number): MathFunction {
  return single((x) => {
    const value = numberOf(x);
    return value === undefined ? undefined : constant(of(value));
  });
}

/** The value of a formula that reads nothing, or undefined. */
export function numberOf(e: Expression): number | undefined {
  return isClosed(e) && !readsTime(e) ? evaluate(e, [], [], 0) : undefined;
}

function isClosed(e: Expression): boolean {
  if (e.op === 'species' || e.op === 'rate') return false;
  return (!('a' in e) || isClosed(e.a)) && (!('b' in e) || isClosed(e.b)) && (!('c' in e) || isClosed(e.c));
}

function factorial(n: number): number {
  if (!Number.isInteger(n) || n < 0) return Number.NaN;
  let product = 1;
  for (let k = 2; k <= n && product < Number.POSITIVE_INFINITY; k++) product *= k;
  return product;
}

/** By the names of MathML; `root` and `log`, which have qualifiers, are made by {@link rootOf} and {@link logOf}. */
export const mathFunctions: Readonly<Record<string, MathFunction>> = {
  plus: chain('add', 0),
  times: chain('mul', 1),
  minus: { least: 1, most: 2, build: (x, y) => (y ? b('sub', x!, y) : u('neg')(x!)) },
  divide: pair((x, y) => b('div', x, y)),
  power: pair((x, y) => b('pow', x, y)),
  exp: single(exp),
  ln: single(log),
  abs: single(u('abs')),
  floor: single(u('floor')),
  ceiling: single(u('ceil')),
  min: chain('min', undefined),
  max: chain('max', undefined),
  quotient: pair(quotient),
  rem: pair((x, y) => b('sub', x, b('mul', y, quotient(x, y)))),
  factorial: ofNumbers(factorial),
  lt: relation('lt'),
  leq: relation('le'),
  gt: relation('gt'),
  geq: relation('ge'),
  eq: relation('eq'),
  neq: pair((x, y) => b('ne', x, y)),
  and: chain('and', 1),
  or: chain('or', 0),
  xor: chain('ne', 0),
  not: single(u('not')),
  implies: pair((x, y) => b('or', u('not')(x), y)),
  sin: single(sin),
  cos: single(cos),
  tan: single((x) => b('div', sin(x), cos(x))),
  sec: single((x) => inverse(cos(x))),
  csc: single((x) => inverse(sin(x))),
  cot: single((x) => b('div', cos(x), sin(x))),
  sinh: single(sinh),
  cosh: single(cosh),
  tanh: single(tanh),
  sech: single((x) => inverse(cosh(x))),
  csch: single((x) => inverse(sinh(x))),
  coth: single((x) => inverse(tanh(x))),
  arcsinh: single(arcsinh),
  arccosh: single(arccosh),
  arctanh: single(arctanh),
  arcsech: single((x) => arccosh(inverse(x))),
  arccsch: single((x) => arcsinh(inverse(x))),
  arccoth: single((x) => arctanh(inverse(x))),
  arcsin: ofNumbers(Math.asin),
  arccos: ofNumbers(Math.acos),
  arctan: ofNumbers(Math.atan),
  arcsec: ofNumbers((x) => Math.acos(1 / x)),
  arccsc: ofNumbers((x) => Math.asin(1 / x)),
  arccot: ofNumbers((x) => Math.atan(1 / x)),
};

export function rootOf(x: Expression, degree: Expression = two): Expression {
  return numberOf(degree) === 2 ? sqrt(x) : b('pow', x, inverse(degree));
}

export function logOf(x: Expression, base: Expression = constant(10)): Expression {
  const value = numberOf(base);
  return b('div', log(x), value === undefined ? log(base) : constant(Math.log(value)));
}
