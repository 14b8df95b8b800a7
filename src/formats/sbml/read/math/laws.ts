/**
 * The forms of kinetic laws: which are mass action of counts, and which are the difference of a forward and a backward
 * reaction. Only the form is looked at; what it does not show is not taken so.
 */
import { evaluate } from '../../../../crn/evaluate.ts';
import type { Expression } from '../../../../crn/expression.ts';
import { binary, constant, isNumber, one, zero } from '../../../../crn/formulas.ts';
import type { MassAction, Term } from '../../../../crn/network.ts';
import { enough, massActionLaw } from '../../../../crn/propensity.ts';

/**
 * The constant k where a law is mass action at k in any order of its factors, such as `V * k * (A / V)`.
 *
 * @param reactants  what the reaction takes
 * @returns undefined where it is another law
 */
export function massActionConstant(law: Expression, reactants: readonly Term[]): Expression | undefined {
  const { above, below } = factorsOf(law);
  let number = 1;
  const over: Expression[] = [];
  const under: Expression[] = [];
  const counts: Expression[] = [];
  for (const factor of above)
    if (factor.op === 'number') number *= factor.value;
    else if (isFixed(factor)) over.push(factor);
    else counts.push(factor);
  for (const factor of below)
    if (factor.op === 'number') number /= factor.value;
    else if (isFixed(factor)) under.push(factor);
    else return undefined;
  for (const { species, count } of reactants) {
    for (let taken = 0; taken < count; taken++) {
      const at = counts.findIndex((factor) => isLess(factor, species, taken));
      if (at < 0) return undefined;
      counts.splice(at, 1);
    }
    for (let k = 2; k <= count; k++) number *= k;
  }
  if (counts.length > 0 || !Number.isFinite(number) || number <= 0) return undefined;
  const product = over.reduce<Expression>((a, b) => binary('mul', a, b), one);
  const ratio = under.reduce((a, b) => binary('div', a, b), product);
  return scaled(ratio, number);
}

/** Just the constant of a law that is written as our own mass action is, and no other. */
export function plainConstant(
  law: Expression,
  reactants: readonly Term[],
  convention: MassAction,
): Expression | undefined {
  let first = law;
  while ((first.op === 'mul' || first.op === 'div') && 'a' in first) first = first.a;
  if (first.op !== 'rate' && first.op !== 'number') return undefined;
  const plain = massActionLaw(first, reactants, convention);
  return JSON.stringify(plain) === JSON.stringify(law) ? first : undefined;
}

/** Without factors that only say what is true of every network: that a reaction needs all that it takes. */
export function unguarded(law: Expression, reactants: readonly Term[]): Expression {
  const guards = new Set(reactants.map((term) => JSON.stringify(enough(term))));
  let left = law;
  while (left.op === 'mul' && guards.has(JSON.stringify(left.b))) left = left.a;
  return left;
}

/** Rounding of a number a little off, as of 1e-15 · (1 / 1e-15), is undone; a divisor stays one. */
function scaled(e: Expression, number: number): Expression {
  const near = (x: number): number =>
    Math.abs(x - Math.round(x)) <= 1e-12 * Math.abs(x) ? Math.round(x) : x;
  const times = near(number);
  const by = near(1 / number);
  if (String(by).length < String(times).length) return binary('div', e, constant(by));
  return binary('mul', constant(times), e);
}

/** `n − taken` molecules of a species. */
function isLess(e: Expression, species: number, taken: number): boolean {
  const count = taken === 0 ? e : e.op === 'sub' && isNumber(e.b, taken) ? e.a : undefined;
  return count?.op === 'species' && count.index === species;
}

function isFixed(e: Expression): boolean {
  if (e.op === 'species' || e.op === 'time') return false;
  return (!('a' in e) || isFixed(e.a)) && (!('b' in e) || isFixed(e.b)) && (!('c' in e) || isFixed(e.c));
}

/** What is multiplied, and by what is divided, brackets opened. */
function factorsOf(law: Expression): { readonly above: Expression[]; readonly below: Expression[] } {
  const above: Expression[] = [];
  const below: Expression[] = [];
  const open: (readonly [e: Expression, up: boolean])[] = [[law, true]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [e, up] = next;
    if (e.op === 'mul') open.push([e.b, up], [e.a, up]);
    else if (e.op === 'div') open.push([e.b, !up], [e.a, up]);
    else (up ? above : below).push(e);
  }
  return { above, below };
}

/** A formula as the difference of two that are 0 or more. */
export interface Difference {
  readonly plus: Expression;
  readonly minus: Expression;
}

/**
 * A law as the difference of two parts that are 0 or more where counts, constants and the time are.
 *
 * @param values  of the rate constants, shape [rates]
 * @returns undefined where the form does not show it
 */
export function differenceOf(law: Expression, values: readonly number[]): Difference | undefined {
  return hasMinus(law, values) ? parted(law, values) : { plus: law, minus: zero };
}

function hasMinus(e: Expression, values: readonly number[]): boolean {
  if (e.op === 'sub' || e.op === 'neg') return true;
  if (e.op === 'number') return e.value < 0;
  if (e.op === 'rate') return values[e.index]! < 0;
  return (
    ('a' in e && hasMinus(e.a, values)) ||
    ('b' in e && hasMinus(e.b, values)) ||
    ('c' in e && hasMinus(e.c, values))
  );
}

const never: Difference | undefined = undefined;

function parted(e: Expression, values: readonly number[]): Difference | undefined {
  const whole: Difference = { plus: e, minus: zero };
  const of = (x: Expression): Difference | undefined => parted(x, values);
  const positive = (x: Expression): boolean => isNumber(of(x)?.minus ?? one, 0);
  const wholeIf = (holds: boolean): Difference | undefined => (holds ? whole : never);
  switch (e.op) {
    case 'number':
      return e.value < 0 ? { plus: zero, minus: constant(-e.value) } : whole;
    case 'rate':
      return wholeIf(values[e.index]! >= 0);
    case 'neg': {
      const a = of(e.a);
      return a && { plus: a.minus, minus: a.plus };
    }
    case 'add':
    case 'sub': {
      const a = of(e.a);
      const b = of(e.b);
      if (!a || !b) return never;
      const [up, down] = e.op === 'add' ? [b.plus, b.minus] : [b.minus, b.plus];
      return { plus: binary('add', a.plus, up), minus: binary('add', a.minus, down) };
    }
    case 'mul':
    case 'div':
      return product(e, values);
    case 'pow':
      return wholeIf(positive(e.a) || (e.b.op === 'number' && e.b.value % 2 === 0));
    case 'log':
    case 'sin':
    case 'cos':
    case 'floor':
    case 'ceil':
    case 'tanh': {
      if (!isFixed(e)) return wholeIf(['floor', 'ceil', 'tanh'].includes(e.op) && positive(e.a));
      const value = evaluate(e, [], values, 0);
      return value < 0 ? { plus: zero, minus: { op: 'neg', a: e } } : whole;
    }
    case 'min':
      return wholeIf(positive(e.a) && positive(e.b));
    case 'max':
      return wholeIf(positive(e.a) || positive(e.b));
    case 'if': {
      const b = of(e.b);
      const c = of(e.c);
      const either = (x: Expression, y: Expression): Expression =>
        isNumber(x, 0) && isNumber(y, 0) ? zero : { op: 'if', a: e.a, b: x, c: y };
      return b && c && { plus: either(b.plus, c.plus), minus: either(b.minus, c.minus) };
    }
    default:
      // Counts, the time, comparisons, exp, sqrt and abs.
      return whole;
  }
}

/** Of many factors one at most may change its sign; what is divided by is taken to be above 0. */
function product(e: Expression, values: readonly number[]): Difference | undefined {
  const above = numerator(e);
  const counted = new Set(above.map((factor) => (factor.op === 'species' ? factor.index : -1)));
  let plus: Expression = e;
  let minus: Expression = zero;
  let open = false;
  for (const factor of above) {
    // In A · (A − 1) no factor is below 0 where it matters.
    if (factor.op === 'sub' && factor.a.op === 'species' && counted.has(factor.a.index)) {
      if (factor.b.op === 'number' && Number.isInteger(factor.b.value)) continue;
    }
    const parts = parted(factor, values);
    if (!parts) return never;
    if (isNumber(parts.minus, 0)) continue;
    if (open) return never;
    open = true;
    plus = replaced(e, factor, parts.plus);
    minus = replaced(e, factor, parts.minus);
  }
  return { plus, minus };
}

/** Factors that no fraction divides by. */
function numerator(e: Expression): Expression[] {
  const factors: Expression[] = [];
  const open: Expression[] = [e];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.op === 'mul') open.push(next.b, next.a);
    else if (next.op === 'div') open.push(next.a);
    else factors.push(next);
  }
  return factors;
}

/** A product with another factor in the place of one. */
function replaced(e: Expression, factor: Expression, by: Expression): Expression {
  if (e === factor) return by;
  if (e.op !== 'mul' && e.op !== 'div') return e;
  return binary(e.op, replaced(e.a, factor, by), e.op === 'mul' ? replaced(e.b, factor, by) : e.b);
}
