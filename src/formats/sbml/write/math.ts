/**
 * Formulas as MathML, of the parts that SBML level 3 version 2 has. Truth and number are two things there and one
 * thing here: where a number is wanted, a comparison becomes 1 or 0; where a truth is wanted, a number becomes
 * whether it is not 0.
 */
import type { BinaryFunction, Expression, UnaryFunction } from '../../../crn/expression.ts';
import { ScenarioError } from '../../../errors.ts';
import { element, type XmlElement } from '../xml.ts';

/** How the file calls what the indices of a formula stand for. */
export interface MathNames {
  readonly species: readonly string[];
  readonly rates: readonly string[];
}

/** `<math>`, of a number. @throws ScenarioError for a number that is not finite */
export function mathOf(e: Expression, names: MathNames): XmlElement {
  return math([number(e, names)]);
}

/** `<math>`, of a truth: whether the formula is not 0. */
export function conditionMath(e: Expression, names: MathNames): XmlElement {
  return math([truth(e, names)]);
}

/** Whether a time has come. */
export function timeMath(at: number): XmlElement {
  return math([apply('geq', time, literal(at))]);
}

/** The attributes that numbers with units need are in the namespace `sbml`. */
function math(children: readonly XmlElement[]): XmlElement {
  return element('math', { xmlns: 'http://www.w3.org/1998/Math/MathML' }, children);
}

const time = element(
  'csymbol',
  { encoding: 'text', definitionURL: 'http://www.sbml.org/sbml/symbols/time' },
  ['t'],
);

const unaryTags: Readonly<Record<Exclude<UnaryFunction, 'not'>, string>> = {
  neg: 'minus',
  exp: 'exp',
  log: 'ln',
  sqrt: 'root',
  abs: 'abs',
  floor: 'floor',
  ceil: 'ceiling',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
};

const numberTags = {
  add: 'plus',
  sub: 'minus',
  mul: 'times',
  div: 'divide',
  pow: 'power',
  min: 'min',
  max: 'max',
} as const;

const truthTags = {
  lt: 'lt',
  le: 'leq',
  gt: 'gt',
  ge: 'geq',
  eq: 'eq',
  ne: 'neq',
  and: 'and',
  or: 'or',
} as const satisfies Record<Exclude<BinaryFunction, keyof typeof numberTags>, string>;

function number(e: Expression, names: MathNames): XmlElement {
  switch (e.op) {
    case 'number':
      return literal(e.value);
    case 'species':
      return element('ci', {}, [names.species[e.index]!]);
    case 'rate':
      return element('ci', {}, [names.rates[e.index]!]);
    case 'time':
      return time;
    case 'if':
      return piecewise(number(e.b, names), truth(e.a, names), number(e.c, names));
    case 'not':
      return piecewise(literal(1), truth(e, names), literal(0));
  }
  if (!('b' in e)) return apply(unaryTags[e.op], number(e.a, names));
  if (e.op in truthTags) return piecewise(literal(1), truth(e, names), literal(0));
  const tag = numberTags[e.op as keyof typeof numberTags];
  const parts = e.op === 'add' || e.op === 'mul' ? chain(e, e.op) : [e.a, e.b];
  return apply(tag, ...withUnits(parts, e.op, names));
}

function truth(e: Expression, names: MathNames): XmlElement {
  if (e.op === 'not') return apply('not', truth(e.a, names));
  if (e.op === 'and' || e.op === 'or') return apply(e.op, truth(e.a, names), truth(e.b, names));
  if ('b' in e && e.op in truthTags)
    return apply(truthTags[e.op as keyof typeof truthTags], ...withUnits([e.a, e.b], e.op, names));
  return apply('neq', number(e, names), literal(0));
}

/** `a + b + c` from left to right, as one sum: the same roundings, and fewer brackets. */
function chain(e: Expression, op: 'add' | 'mul'): Expression[] {
  const parts: Expression[] = [];
  let left = e;
  for (; left.op === op; left = left.a) parts.push(left.b);
  return [left, ...parts.reverse()];
}

/** In `n − 1` the 1 counts molecules, as n does; a divisor that is a number is a plain one. */
function withUnits(parts: readonly Expression[], op: Expression['op'], names: MathNames): XmlElement[] {
  const alike = op !== 'mul' && op !== 'div' && op !== 'pow';
  const counts = alike && parts.some((part) => part.op === 'species');
  return parts.map((part, i) => {
    if (part.op !== 'number') return number(part, names);
    if (counts) return literal(part.value, { 'sbml:units': 'item' });
    if (op === 'div' && i === 1) return literal(part.value, { 'sbml:units': 'dimensionless' });
    return literal(part.value);
  });
}

function apply(tag: string, ...parts: readonly XmlElement[]): XmlElement {
  return element('apply', {}, [element(tag), ...parts]);
}

function piecewise(value: XmlElement, condition: XmlElement, otherwise: XmlElement): XmlElement {
  return element('piecewise', {}, [
    element('piece', {}, [value, condition]),
    element('otherwise', {}, [otherwise]),
  ]);
}

/** @throws ScenarioError for a number that is not finite */
export function literal(value: number, attributes: XmlElement['attributes'] = {}): XmlElement {
  if (!Number.isFinite(value))
    throw new ScenarioError('sbml', `a formula holds the number ${value}`, 'Write it with finite numbers.');
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return element('cn', attributes, [mantissa!]);
  return element('cn', { ...attributes, type: 'e-notation' }, [
    mantissa!,
    element('sep'),
    String(Number(exponent)),
  ]);
}
