/** An expression as text that parses back to the same tree. */
import type { Expression } from './expression.ts';

/** Names of what the indices stand for. */
export interface Names {
  readonly species: readonly string[];
  readonly rates: readonly string[];
}

const signs: Readonly<Record<string, readonly [power: number, sign: string]>> = {
  or: [2, '||'],
  and: [3, '&&'],
  eq: [4, '=='],
  ne: [4, '!='],
  lt: [5, '<'],
  le: [5, '<='],
  gt: [5, '>'],
  ge: [5, '>='],
  add: [6, '+'],
  sub: [6, '-'],
  mul: [7, '*'],
  div: [7, '/'],
  pow: [9, '^'],
};
const unaryPower = 8;
const tightest = 10;

/** `k * A / (1 + A)`: with as few brackets as the grammar of `parse-expression.ts` allows. */
export function printExpression(expression: Expression, names: Names): string {
  return print(expression, names, 0);
}

/** Text that may stand where operators of `least` power and tighter are read. */
function print(e: Expression, names: Names, least: number): string {
  const wrap = (power: number, text: string) => (power < least ? `(${text})` : text);
  const all = (...parts: Expression[]) => `${e.op}(${parts.map((part) => print(part, names, 0)).join(', ')})`;
  switch (e.op) {
    case 'number':
      return wrap(e.value < 0 ? unaryPower : tightest, String(e.value));
    case 'species':
      return names.species[e.index]!;
    case 'rate':
      return names.rates[e.index]!;
    case 'time':
      return 't';
    case 'neg':
      return wrap(unaryPower, `-${print(e.a, names, unaryPower)}`);
    case 'not':
      return wrap(unaryPower, `!${print(e.a, names, unaryPower)}`);
    case 'if':
      return all(e.a, e.b, e.c);
  }
  if (!('b' in e)) return all(e.a);
  const operator = signs[e.op];
  if (!operator) return all(e.a, e.b);
  const [power, sign] = operator;
  if (sign === '^') return wrap(power, `${print(e.a, names, tightest)}^${print(e.b, names, unaryPower)}`);
  return wrap(power, `${print(e.a, names, power)} ${sign} ${print(e.b, names, power + 1)}`);
}
