/** Functions and operators of BNGL: of numbers, and as formulas of a network. */
import type { BinaryFunction, Expression, UnaryFunction } from '../../../../crn/expression.ts';
import { binary, constant, unary } from '../../../../crn/formulas.ts';

export interface Builtin {
  readonly arguments: readonly [least: number, most: number];
  /** Left out where the value is not known before a simulation. */
  readonly value?: (...x: number[]) => number;
  /** Left out where formulas of networks have no such function. */
  readonly build?: (...e: Expression[]) => Expression;
}

const of1 = (op: UnaryFunction, value: (x: number) => number): Builtin => ({
  arguments: [1, 1],
  value: (x) => value(x!),
  build: (a) => unary(op, a!),
});
const of2 = (op: BinaryFunction, value: (x: number, y: number) => number): Builtin => ({
  arguments: [2, 2],
  value: (x, y) => value(x!, y!),
  build: (a, b) => binary(op, a!, b!),
});
const fold = (op: BinaryFunction, value: (...x: number[]) => number): Builtin => ({
  arguments: [1, 99],
  value,
  build: (...e) => e.reduce((a, b) => binary(op, a, b)),
});
const ofNumbers = (value: (x: number) => number): Builtin => ({ arguments: [1, 1], value: (x) => value(x!) });

const truth = (holds: boolean): number => (holds ? 1 : 0);
const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

export const builtins: Readonly<Record<string, Builtin>> = {
  '+': of2('add', (x, y) => x + y),
  '-': of2('sub', (x, y) => x - y),
  '*': of2('mul', (x, y) => x * y),
  '/': of2('div', (x, y) => x / y),
  '^': of2('pow', (x, y) => x ** y),
  '<': of2('lt', (x, y) => truth(x < y)),
  '<=': of2('le', (x, y) => truth(x <= y)),
  '>': of2('gt', (x, y) => truth(x > y)),
  '>=': of2('ge', (x, y) => truth(x >= y)),
  '==': of2('eq', (x, y) => truth(x === y)),
  '!=': of2('ne', (x, y) => truth(x !== y)),
  '&&': of2('and', (x, y) => truth(x !== 0 && y !== 0)),
  '||': of2('or', (x, y) => truth(x !== 0 || y !== 0)),
  '!': of1('not', (x) => truth(x === 0)),
  neg: of1('neg', (x) => 0 - x),
  exp: of1('exp', Math.exp),
  ln: of1('log', Math.log),
  log10: { arguments: [1, 1], value: (x) => Math.log10(x!), build: (a) => logarithm(a!, Math.LN10) },
  log2: { arguments: [1, 1], value: (x) => Math.log2(x!), build: (a) => logarithm(a!, Math.LN2) },
  sqrt: of1('sqrt', Math.sqrt),
  abs: of1('abs', Math.abs),
  floor: of1('floor', Math.floor),
  ceil: of1('ceil', Math.ceil),
  rint: {
    arguments: [1, 1],
    value: (x) => Math.floor(x! + 0.5),
    build: (a) => unary('floor', binary('add', a!, constant(0.5))),
  },
  sin: of1('sin', Math.sin),
  cos: of1('cos', Math.cos),
  tan: {
    arguments: [1, 1],
    value: (x) => Math.tan(x!),
    build: (a) => binary('div', unary('sin', a!), unary('cos', a!)),
  },
  tanh: of1('tanh', Math.tanh),
  sinh: {
    arguments: [1, 1],
    value: (x) => Math.sinh(x!),
    build: (a) => halved(binary('sub', unary('exp', a!), unary('exp', unary('neg', a!)))),
  },
  cosh: {
    arguments: [1, 1],
    value: (x) => Math.cosh(x!),
    build: (a) => halved(binary('add', unary('exp', a!), unary('exp', unary('neg', a!)))),
  },
  asin: ofNumbers(Math.asin),
  acos: ofNumbers(Math.acos),
  atan: ofNumbers(Math.atan),
  asinh: ofNumbers(Math.asinh),
  acosh: ofNumbers(Math.acosh),
  atanh: ofNumbers(Math.atanh),
  min: fold('min', Math.min),
  max: fold('max', Math.max),
  sum: fold('add', (...x) => total(x)),
  avg: {
    arguments: [1, 99],
    value: (...x) => total(x) / x.length,
    build: (...e) =>
      binary(
        'div',
        e.reduce((a, b) => binary('add', a, b)),
        constant(e.length),
      ),
  },
  sign: {
    arguments: [1, 1],
    value: (x) => Math.sign(x!),
    build: (a) => binary('sub', binary('gt', a!, constant(0)), binary('lt', a!, constant(0))),
  },
  if: {
    arguments: [3, 3],
    value: (x, y, z) => (x !== 0 ? y! : z!),
    build: (a, b, c) => ({ op: 'if', a: a!, b: b!, c: c! }),
  },
  time: { arguments: [0, 0], build: () => ({ op: 'time' }) },
};

function logarithm(a: Expression, base: number): Expression {
  return binary('div', unary('log', a), constant(base));
}

function halved(a: Expression): Expression {
  return binary('div', a, constant(2));
}
