/**
 * Formulas: from tokens to a tree, by precedence climbing.
 *
 * From loose to tight: `? :`, `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* /`,
 * unary `- + !`, `^` (or `**`, to the right). So `-2^2` is −4 and `2^-1` is a half.
 *
 * Source: Pratt, Top down operator precedence, POPL 1973, doi 10.1145/512927.512931.
 */
import type { BinaryFunction, Expression, UnaryFunction } from './expression.ts';
import { builtinNames, functionNames } from './names.ts';
import { nearestName } from './nearest-name.ts';
import { type LineReader, said, type Token } from './tokens.ts';

/** Nodes of one expanded formula: more would overflow the stack of the tree walkers. */
const maxNodes = 2000;
const maxNesting = 200;

/** What a name in a formula stands for; throws when it may not stand there. */
export type Resolve = (name: Token) => Expression;

type Builder = readonly [least: number, most: number, build: (...args: Expression[]) => Expression];

const unary = (op: UnaryFunction): Builder => [1, 1, (a) => ({ op, a: a! })];
const binary = (op: BinaryFunction): Builder => [2, 2, (a, b) => ({ op, a: a!, b: b! })];
const folded = (op: BinaryFunction): Builder => [2, 99, (...args) => args.reduce((a, b) => ({ op, a, b }))];

const functions: Readonly<Record<(typeof functionNames)[number], Builder>> = {
  exp: unary('exp'),
  log: unary('log'),
  sqrt: unary('sqrt'),
  abs: unary('abs'),
  floor: unary('floor'),
  ceil: unary('ceil'),
  sin: unary('sin'),
  cos: unary('cos'),
  tanh: unary('tanh'),
  min: folded('min'),
  max: folded('max'),
  pow: binary('pow'),
  // x^n / (K^n + x^n)
  hill: [3, 3, (x, k, n) => saturation({ op: 'pow', a: x!, b: n! }, { op: 'pow', a: k!, b: n! })],
  // V·x / (K + x)
  mm: [3, 3, (x, v, k) => ({ op: 'div', a: { op: 'mul', a: v!, b: x! }, b: { op: 'add', a: k!, b: x! } })],
  if: [3, 3, (a, b, c) => ({ op: 'if', a: a!, b: b!, c: c! })],
};

function saturation(x: Expression, half: Expression): Expression {
  return { op: 'div', a: x, b: { op: 'add', a: half, b: x } };
}

const infix: Readonly<Record<string, readonly [power: number, op: BinaryFunction]>> = {
  '||': [2, 'or'],
  '&&': [3, 'and'],
  '==': [4, 'eq'],
  '!=': [4, 'ne'],
  '<': [5, 'lt'],
  '<=': [5, 'le'],
  '>': [5, 'gt'],
  '>=': [5, 'ge'],
  '+': [6, 'add'],
  '-': [6, 'sub'],
  '*': [7, 'mul'],
  '/': [7, 'div'],
  '^': [9, 'pow'],
  '**': [9, 'pow'],
};
const ternaryPower = 1;
const unaryPower = 8;

/**
 * Reads one formula and stops before the first sign that cannot belong to it.
 *
 * @param resolve  turns a name into a species, a rate constant or an error
 * @param todo     what to do when two values stand side by side
 * @throws CrnSyntaxError with the place of the mistake
 */
export function parseExpression(
  reader: LineReader,
  resolve: Resolve,
  todo = 'Write multiplication out: `2 * A`, `k * (A + B)`.',
): Expression {
  return new ExpressionParser(reader, resolve, todo).formula(0);
}

/** The value of a number token, which must be finite. */
export function finiteNumber(reader: LineReader, token: Token): number {
  const value = Number(token.text);
  if (!Number.isFinite(value))
    throw reader.error(`${token.text} is too large a number`, 'Write a finite number, below 1.8e308.', token);
  return value;
}

class ExpressionParser {
  readonly #reader: LineReader;
  readonly #resolve: Resolve;
  readonly #todo: string;
  readonly #start: Token;
  readonly #sizes = new WeakMap<Expression, number>();
  #nesting = 0;

  constructor(reader: LineReader, resolve: Resolve, todo: string) {
    this.#reader = reader;
    this.#resolve = resolve;
    this.#todo = todo;
    this.#start = reader.peek();
  }

  /** A formula whose operators all bind tighter than `power`. */
  formula(power: number): Expression {
    if (++this.#nesting > maxNesting)
      throw this.#reader.error('this formula is nested too deeply', 'Make it simpler.');
    let left = this.#operand();
    for (;;) {
      const token = this.#reader.peek();
      if (token.kind === 'number' || token.kind === 'name' || token.text === '(')
        throw this.#reader.error(`an operator is missing before ${said(token)}`, this.#todo, token);
      if (token.text === '?' && ternaryPower > power) {
        this.#reader.take();
        const yes = this.formula(0);
        if (!this.#reader.takeIf(':'))
          throw this.#reader.error(
            `expected \`:\`, found ${said(this.#reader.peek())}`,
            'A choice is written `c ? a : b`.',
          );
        // Power 0: `a ? b : c ? d : e` groups to the right.
        left = this.#sized({ op: 'if', a: left, b: yes, c: this.formula(0) });
        continue;
      }
      const operator = token.kind === 'sign' ? infix[token.text] : undefined;
      if (!operator || operator[0] <= power) break;
      this.#reader.take();
      const [own, op] = operator;
      // `^` groups to the right and takes a signed exponent; all others group to the left.
      const right = this.formula(op === 'pow' ? unaryPower - 1 : own);
      left = this.#sized({ op, a: left, b: right });
    }
    this.#nesting--;
    return left;
  }

  #operand(): Expression {
    const reader = this.#reader;
    const token = reader.take();
    if (token.kind === 'number') return this.#sized({ op: 'number', value: finiteNumber(reader, token) });
    if (token.kind === 'name') return reader.sees('(') ? this.#call(token) : this.#name(token);
    if (token.text === '(') {
      const inside = this.formula(0);
      if (!reader.takeIf(')'))
        throw reader.error(`this bracket is not closed`, `Add \`)\` before ${said(reader.peek())}.`, token);
      return inside;
    }
    if (token.text === '+') return this.formula(unaryPower - 1);
    if (token.text === '-') {
      const a = this.formula(unaryPower - 1);
      // A signed number is one number; `|| 0` makes −0 into 0.
      return this.#sized(a.op === 'number' ? { op: 'number', value: -a.value || 0 } : { op: 'neg', a });
    }
    if (token.text === '!') return this.#sized({ op: 'not', a: this.formula(unaryPower - 1) });
    throw reader.error(
      `expected a number, a name or \`(\`, found ${said(token)}`,
      'Complete the formula.',
      token,
    );
  }

  #name(token: Token): Expression {
    if (token.text === 't') return this.#sized({ op: 'time' });
    if (token.text === 'pi') return this.#sized({ op: 'number', value: Math.PI });
    if (isFunction(token.text))
      throw this.#reader.error(
        `\`${token.text}\` is a function`,
        `Write \`${token.text}(…)\`, or choose another name.`,
        token,
      );
    return this.#sized(this.#resolve(token));
  }

  #call(name: Token): Expression {
    const reader = this.#reader;
    if (!isFunction(name.text)) {
      const near = nearestName(name.text, functionNames);
      const todo = near ? `Did you mean \`${near}\`?` : `There are ${functionNames.join(', ')}.`;
      const product = (builtinNames as readonly string[]).includes(name.text) || !near;
      throw reader.error(
        `unknown function \`${name.text}\``,
        product ? `${todo} A product is written \`${name.text} * (…)\`.` : todo,
        name,
      );
    }
    const open = reader.take();
    const args: Expression[] = [];
    if (!reader.sees(')')) {
      do args.push(this.formula(0));
      while (reader.takeIf(','));
    }
    const close = reader.peek();
    if (!reader.takeIf(')'))
      throw reader.error('this bracket is not closed', `Add \`)\` before ${said(close)}.`, open);
    const [least, most, build] = functions[name.text];
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : `${least} or more`;
      const usage = usages[name.text] ?? `${name.text}(x)`;
      throw reader.error(
        `\`${name.text}\` takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${args.length}`,
        `Write \`${usage}\`.`,
        name,
        close,
      );
    }
    return this.#sized(build(...args));
  }

  /** Refuses a formula whose tree, written out in full, is too large. */
  #sized(node: Expression): Expression {
    if (this.#size(node) > maxNodes)
      throw this.#reader.error(
        `this formula has more than ${maxNodes} parts`,
        'Make it simpler.',
        this.#start,
      );
    return node;
  }

  #size(node: Expression): number {
    let size = this.#sizes.get(node);
    if (size === undefined) {
      size = 1;
      if ('a' in node) size += this.#size(node.a);
      if ('b' in node) size += this.#size(node.b);
      if ('c' in node) size += this.#size(node.c);
      this.#sizes.set(node, size);
    }
    return size;
  }
}

const usages: Readonly<Record<string, string>> = {
  min: 'min(a, b)',
  max: 'max(a, b)',
  pow: 'pow(x, n)',
  hill: 'hill(x, K, n)',
  mm: 'mm(x, V, K)',
  if: 'if(condition, a, b)',
};

function isFunction(name: string): name is keyof typeof functions {
  return Object.hasOwn(functions, name);
}
