/** Formulas as trees. Parsed by us, compiled by us, never `eval`ed. */

/** Functions of one argument. */
export const unaryFunctions = [
  'neg',
  'not',
  'exp',
  'log',
  'sqrt',
  'abs',
  'floor',
  'ceil',
  'sin',
  'cos',
  'tanh',
] as const;

/** Operators and functions of two arguments. Comparisons give 1 or 0. */
export const binaryFunctions = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'min',
  'max',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
] as const;

export type UnaryFunction = (typeof unaryFunctions)[number];
export type BinaryFunction = (typeof binaryFunctions)[number];

export type Expression =
  | { readonly op: 'number'; readonly value: number }
  /** The count of a species, by its index. */
  | { readonly op: 'species'; readonly index: number }
  /** A rate constant, by its index. */
  | { readonly op: 'rate'; readonly index: number }
  /** The time of the simulation, in the scenario's unit. */
  | { readonly op: 'time' }
  | { readonly op: UnaryFunction; readonly a: Expression }
  | { readonly op: BinaryFunction; readonly a: Expression; readonly b: Expression }
  /** `a` unless it is 0 chooses `b`, else `c`. */
  | { readonly op: 'if'; readonly a: Expression; readonly b: Expression; readonly c: Expression };
