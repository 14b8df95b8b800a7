/** Laws as nested closures: several times as fast as walking the tree, and nothing is `eval`ed. */
import type { BinaryFunction, Expression, UnaryFunction } from '../crn/expression.ts';

/**
 * A law, ready to be called on one cell.
 *
 * @param counts  shape [species]
 * @param rates   shape [rates] or [cells, rates], flat
 * @param at      where the cell's rates begin
 * @param time    in the scenario's unit
 */
export type Law = (counts: Int32Array, rates: Float64Array, at: number, time: number) => number;

const unary: Readonly<Record<UnaryFunction, (a: number) => number>> = {
  neg: (a) => -a,
  not: (a) => (a === 0 ? 1 : 0),
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
};

const binary: Readonly<Record<BinaryFunction, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  min: Math.min,
  max: Math.max,
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
};

/** The meaning is that of `evaluate` in `crn/evaluate.ts`, in the same floating-point operations. */
export function compileLaw(e: Expression): Law {
  switch (e.op) {
    case 'number': {
      const { value } = e;
      return () => value;
    }
    case 'species': {
      const { index } = e;
      return (counts) => counts[index]!;
    }
    case 'rate': {
      const { index } = e;
      return (_counts, rates, at) => rates[at + index]!;
    }
    case 'time':
      return (_counts, _rates, _at, time) => time;
    case 'if': {
      const test = compileLaw(e.a);
      const yes = compileLaw(e.b);
      const no = compileLaw(e.c);
      return (c, r, i, t) => (test(c, r, i, t) !== 0 ? yes(c, r, i, t) : no(c, r, i, t));
    }
    case 'mul': {
      // By far the most frequent one: a call less.
      const a = compileLaw(e.a);
      const b = compileLaw(e.b);
      return (c, r, i, t) => a(c, r, i, t) * b(c, r, i, t);
    }
  }
  if ('b' in e) {
    const of = binary[e.op];
    const a = compileLaw(e.a);
    const b = compileLaw(e.b);
    return (c, r, i, t) => of(a(c, r, i, t), b(c, r, i, t));
  }
  const of = unary[e.op];
  const a = compileLaw(e.a);
  return (c, r, i, t) => of(a(c, r, i, t));
}
