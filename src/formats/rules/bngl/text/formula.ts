/**
 * Formulas of model files as trees of names and calls: what the names mean is known later.
 *
 * From loose to tight: `||` and `&&` alike, `== != ~=`, `< <= > >=`, `+ -`, `* /`, `^`, and then a sign before a value.
 * All group to the left. So `-2^2` is 4 and `2^3^2` is 64, as in networks that BioNetGen 2.9 writes of such formulas.
 */
import type { Expression } from '../../../../crn/expression.ts';
import { constant } from '../../../../crn/formulas.ts';
import { builtins } from './builtins.ts';
import type { Refuse } from './lines.ts';

export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  /** With brackets or without: `f` and `f()` are the same. */
  | { readonly kind: 'name'; readonly name: string }
  /** A function that comes with the language, or an operator by its sign. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] };

const maxNesting = 150;
/** More parts would overflow the stack of the tree walkers. */
const maxParts = 2000;

const tokenPattern =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\|\||&&|==|!=|~=|<=|>=|\*\*|[-+*/^()<>!,]))/y;

const infix: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 1,
  '==': 3,
  '!=': 3,
  '~=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
  '**': 8,
};
const unaryPower = 9;

export function parseFormula(text: string, refuse: Refuse): Formula {
  return new Parser(text, refuse).whole();
}

class Parser {
  readonly #refuse: Refuse;
  readonly #tokens: string[] = [];
  #at = 0;
  #nesting = 0;

  constructor(text: string, refuse: Refuse) {
    this.#refuse = refuse;
    const end = text.trimEnd().length;
    for (let at = 0; at < end; at = tokenPattern.lastIndex) {
      tokenPattern.lastIndex = at;
      const found = tokenPattern.exec(text);
      if (!found)
        throw refuse(
          `\`${text.slice(at).trim()}\` is no formula`,
          'Write numbers, names, + - * / ^ and brackets.',
        );
      this.#tokens.push(found[1] ?? found[2] ?? found[3]!);
    }
    if (this.#tokens.length > maxParts) throw refuse('this formula is too long', 'Split it into functions.');
  }

  whole(): Formula {
    const formula = this.#formula(0);
    if (this.#at < this.#tokens.length)
      throw this.#refuse(
        `\`${this.#tokens[this.#at]}\` does not belong here`,
        'An operator or a bracket may be missing.',
      );
    return formula;
  }

  #formula(power: number): Formula {
    if (++this.#nesting > maxNesting)
      throw this.#refuse('this formula is nested too deeply', 'Make it simpler.');
    let left = this.#operand();
    for (;;) {
      const sign = this.#tokens[this.#at];
      const own = sign !== undefined && Object.hasOwn(infix, sign) ? infix[sign] : undefined;
      if (sign === undefined || own === undefined || own <= power) break;
      this.#at++;
      const right = this.#formula(own);
      left = { kind: 'call', name: plainSign[sign] ?? sign, args: [left, right] };
    }
    this.#nesting--;
    return left;
  }

  #operand(): Formula {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.#refuse('a formula ends too early', 'Complete it.');
    if (token === '(') {
      const inside = this.#formula(0);
      this.#close();
      return inside;
    }
    if (token === '-' || token === '+' || token === '!') {
      const a = this.#formula(unaryPower);
      return token === '+' ? a : { kind: 'call', name: token === '-' ? 'neg' : '!', args: [a] };
    }
    if (/^[\d.]/.test(token)) return { kind: 'number', value: this.#finite(token) };
    if (/^\w/.test(token))
      return this.#tokens[this.#at] === '(' ? this.#call(token) : { kind: 'name', name: token };
    throw this.#refuse(`\`${token}\` does not belong here`, 'A number or a name is missing before it.');
  }

  #finite(token: string): number {
    const value = Number(token);
    if (!Number.isFinite(value))
      throw this.#refuse(`${token} is too large a number`, 'Write a finite number.');
    return value;
  }

  #call(name: string): Formula {
    this.#at++;
    const args: Formula[] = [];
    if (this.#tokens[this.#at] !== ')') {
      do args.push(this.#formula(0));
      while (this.#tokens[this.#at] === ',' && ++this.#at);
    }
    this.#close();
    if (args.length === 0 && name !== 'time') return { kind: 'name', name };
    const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
    if (!builtin)
      throw this.#refuse(
        `\`${name}\` with arguments is no function known here`,
        'Functions of the complex that a rule meets (local functions) and tables are not read: write rules or parameters for the cases.',
      );
    const [least, most] = builtin.arguments;
    if (args.length < least || args.length > most)
      throw this.#refuse(`\`${name}\` does not take ${args.length} arguments`, 'Correct their number.');
    return { kind: 'call', name, args };
  }

  #close(): void {
    if (this.#tokens[this.#at++] !== ')') throw this.#refuse('a bracket is not closed', 'Add `)`.');
  }
}

const plainSign: Readonly<Record<string, string>> = { '**': '^', '~=': '!=' };

/** Whether a power is taken of something with a minus: others read `-x^2` otherwise. */
export function hasMinusBeforePower(formula: Formula): boolean {
  if (formula.kind !== 'call') return false;
  const [base] = formula.args;
  const here = formula.name === '^' && base?.kind === 'call' && base.name === 'neg';
  return here || formula.args.some(hasMinusBeforePower);
}

/** Names that a formula uses, as often as it uses them. */
export function namesOf(formula: Formula): string[] {
  if (formula.kind === 'name') return [formula.name];
  return formula.kind === 'call' ? formula.args.flatMap(namesOf) : [];
}

/** The formula of a network; what is known as a number is worked out. */
export function expressionOf(
  formula: Formula,
  resolve: (name: string) => Expression,
  refuse: Refuse,
): Expression {
  const of = (f: Formula): Expression => {
    if (f.kind === 'number') return constant(f.value);
    if (f.kind === 'name') return resolve(f.name);
    const { value, build } = builtins[f.name]!;
    const args = f.args.map(of);
    const numbers = args.flatMap((e) => (e.op === 'number' ? [e.value] : []));
    if (value && numbers.length === args.length) {
      const result = value(...numbers);
      if (Number.isFinite(result)) return constant(result);
      throw refuse(`\`${f.name}\` of ${numbers.join(', ')} is no finite number`, 'Correct the formula.');
    }
    if (build) return build(...args);
    throw refuse(
      `\`${f.name}\` of what changes is not known here`,
      'Work it out as a parameter, or write it otherwise.',
    );
  };
  const expression = of(formula);
  if (partsOf(expression, maxParts) > maxParts)
    throw refuse(
      `this formula has more than ${maxParts} parts when observables are written out`,
      'Use observables of fewer species in rates.',
    );
  return expression;
}

/** Nodes of the tree, no further than just above `most`. */
function partsOf(e: Expression, most: number): number {
  let parts = 1;
  for (const own of ['a', 'b', 'c'] as const) {
    const child = (e as { readonly [K in typeof own]?: Expression })[own];
    if (child && parts <= most) parts += partsOf(child, most - parts);
  }
  return parts;
}
