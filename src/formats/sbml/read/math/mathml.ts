/**
 * Formulas of MathML as formulas of a network. Functions that the file defines are put in where they are called, so
 * a short file can say a huge formula: what grows past the limits is refused while it grows.
 */
import { visit } from '../../../../crn/dependencies.ts';
import type { Expression } from '../../../../crn/expression.ts';
import { constant } from '../../../../crn/formulas.ts';
import { ModelError } from '../../../../errors.ts';
import { type Element, mathNamespace } from '../document.ts';
import { elementsOf, numberFrom, textOf } from '../elements.ts';
import { logOf, mathFunctions, rootOf } from './functions.ts';

/** What the text of a network can hold in one formula. */
const maxNodes = 2000;
const maxDepth = 500;
/** In all calls of a file's functions together. */
const maxSteps = 1_000_000;
/** Of all formulas of a network together. */
const maxTotal = 2_000_000;

/** What a name stands for; throws where it may not stand. */
export type Resolve = (name: string, where: string) => Expression;

interface Scope {
  readonly where: string;
  readonly resolve: Resolve;
  /** How deep in the formula, through the functions it calls. */
  readonly depth: number;
  /** Functions that are being put in. */
  readonly calls: readonly string[];
}

export interface Lambda {
  readonly parameters: readonly string[];
  readonly body: Element;
}

const avogadro = 6.02214179e23;
const constants: Readonly<Record<string, number>> = {
  true: 1,
  false: 0,
  pi: Math.PI,
  exponentiale: Math.E,
  infinity: Number.POSITIVE_INFINITY,
  notanumber: Number.NaN,
};

/** Names in a formula, functions among them, each once. */
export function namesIn(math: Element): string[] {
  const found = new Set<string>();
  const open = [math];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.name === 'ci') found.add(textOf(next).trim());
    open.push(...elementsOf(next));
  }
  return [...found];
}

/** Reads the formulas of one file. */
export class MathReader {
  readonly #functions: ReadonlyMap<string, Lambda>;
  readonly #sizes = new WeakMap<Expression, number>();
  #steps = 0;
  #total = 0;

  /** @param functions  those that the file defines, by their ids */
  constructor(functions: ReadonlyMap<string, Lambda>) {
    this.#functions = functions;
  }

  /**
   * @param math   `<math>` with one formula
   * @param where  the file and what the formula is, for messages
   * @throws ModelError for what a network cannot say, and for formulas past the limits
   */
  read(math: Element, where: string, resolve: Resolve): Expression {
    const [first, ...more] = elementsOf(math);
    if (first === undefined || more.length > 0)
      throw new ModelError(where, `<math> holds ${first ? more.length + 1 : 'no'} formulas`, 'Write one.');
    return this.#value(first, { where, resolve, depth: 0, calls: [] });
  }

  /** Refuses a formula that, written out, is too large; formulas made of others keep what was counted. */
  sized(e: Expression, where: string): Expression {
    if (this.#size(e) > maxNodes)
      throw new ModelError(
        where,
        `this formula has more than ${maxNodes} parts, with functions and rules put in`,
        'Make it simpler.',
      );
    return e;
  }

  /** Refuses what no network can hold: formulas too large, also all together, and numbers that are not finite. */
  usable(e: Expression, where: string): Expression {
    this.#total += this.#size(this.sized(e, where));
    if (this.#total > maxTotal)
      throw new ModelError(where, `all formulas have more than ${maxTotal} parts`, 'Make the model smaller.');
    visit(e, (node) => {
      if (node.op === 'number' && !Number.isFinite(node.value))
        throw new ModelError(
          where,
          `this formula holds the number ${node.value}`,
          'Write it with finite numbers.',
        );
    });
    return e;
  }

  #size(e: Expression): number {
    let size = this.#sizes.get(e);
    if (size === undefined) {
      size = 1;
      if ('a' in e) size += this.#size(e.a);
      if ('b' in e) size += this.#size(e.b);
      if ('c' in e) size += this.#size(e.c);
      this.#sizes.set(e, size);
    }
    return size;
  }

  #value(element: Element, scope: Scope): Expression {
    const { name, space } = element;
    const { where, depth } = scope;
    if (scope.calls.length > 0 && ++this.#steps > maxSteps)
      throw new ModelError(where, 'the functions that formulas call take too many steps', 'Call fewer.');
    if (depth > maxDepth)
      throw new ModelError(where, 'this formula is nested too deeply', 'Make it simpler.');
    if (space !== mathNamespace)
      throw new ModelError(where, `<${name}> is no element of MathML`, `Its namespace is ${mathNamespace}.`);
    if (Object.hasOwn(constants, name)) return constant(constants[name]!);
    switch (name) {
      case 'cn':
        return constant(numeral(element, where));
      case 'ci':
        return scope.resolve(textOf(element).trim(), where);
      case 'csymbol':
        return symbol(element, where);
      case 'apply':
        return this.sized(this.#apply(element, { ...scope, depth: depth + 1 }), where);
      case 'piecewise':
        return this.sized(this.#piecewise(element, { ...scope, depth: depth + 1 }), where);
      case 'semantics':
        return this.#value(childAt(element, 0, where), { ...scope, depth: depth + 1 });
    }
    throw new ModelError(where, `<${name}> is not known in formulas`, 'Write it by what SBML has of MathML.');
  }

  #apply(element: Element, scope: Scope): Expression {
    const { where } = scope;
    const head = childAt(element, 0, where);
    const inside = elementsOf(element).slice(1);
    const qualified = inside.find(({ name }) => name === 'degree' || name === 'logbase');
    const given = inside.filter((part) => part !== qualified);
    if (given.length > maxNodes)
      throw new ModelError(where, `<${head.name}> of ${given.length} parts`, `Up to ${maxNodes} are read.`);
    const args = given.map((part) => this.#value(part, scope));
    if (head.name === 'ci') return this.#call(textOf(head).trim(), args, scope);
    if (head.name === 'csymbol') return symbol(head, where);
    if (head.name === 'root' || head.name === 'log') {
      const extra = qualified && this.#value(childAt(qualified, 0, where), scope);
      checkCount(head.name, args, 1, 1, where);
      return head.name === 'root' ? rootOf(args[0]!, extra) : logOf(args[0]!, extra);
    }
    if (!Object.hasOwn(mathFunctions, head.name) || qualified)
      throw new ModelError(
        where,
        `<${(qualified ?? head).name}> is no operation here`,
        'Write it by what SBML has of MathML.',
      );
    const { least, most, build } = mathFunctions[head.name]!;
    checkCount(head.name, args, least, most, where);
    const made = build(...args);
    if (made) return made;
    throw new ModelError(
      where,
      `<${head.name}> of anything but a number cannot be said in a network`,
      'Give the formula without it.',
    );
  }

  #call(name: string, args: readonly Expression[], scope: Scope): Expression {
    const { where, calls, depth } = scope;
    const lambda = this.#functions.get(name);
    if (lambda === undefined)
      throw new ModelError(where, `there is no function "${name}"`, 'Add its functionDefinition.');
    if (calls.includes(name))
      throw new ModelError(where, `the function "${name}" calls itself`, 'Define it without recursion.');
    const { parameters, body } = lambda;
    checkCount(name, args, parameters.length, parameters.length, where);
    const values = new Map(parameters.map((parameter, i) => [parameter, args[i]!]));
    const resolve: Resolve = (word) => {
      const value = values.get(word);
      if (value) return value;
      throw new ModelError(
        where,
        `the function "${name}" reads "${word}", which is none of its arguments`,
        'Hand it over as an argument.',
      );
    };
    return this.#value(body, { where, resolve, depth: depth + 1, calls: [...calls, name] });
  }

  #piecewise(element: Element, scope: Scope): Expression {
    const { where } = scope;
    const parts = elementsOf(element);
    const last = parts.find(({ name }) => name === 'otherwise');
    const pieces = parts.filter(({ name }) => name === 'piece');
    if (pieces.length + (last ? 1 : 0) !== parts.length)
      throw new ModelError(
        where,
        '<piecewise> holds what is no piece',
        'It may hold piece and one otherwise.',
      );
    if (pieces.length > maxNodes)
      throw new ModelError(where, `<piecewise> of ${pieces.length} pieces`, `Up to ${maxNodes} are read.`);
    if (last === undefined)
      throw new ModelError(where, '<piecewise> has no <otherwise>', 'Say what holds in all other cases.');
    const otherwise = this.#value(childAt(last, 0, where), scope);
    return pieces.reduceRight((rest, piece) => {
      const value = this.#value(childAt(piece, 0, where), scope);
      const condition = this.#value(childAt(piece, 1, where), scope);
      return chosen(condition, value, rest);
    }, otherwise);
  }
}

const truths = ['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'and', 'or', 'not'];

/** A truth that is made a number, 1 or 0, is the same here. */
function chosen(condition: Expression, value: Expression, rest: Expression): Expression {
  const plain = value.op === 'number' && value.value === 1 && rest.op === 'number' && rest.value === 0;
  return plain && truths.includes(condition.op) ? condition : { op: 'if', a: condition, b: value, c: rest };
}

function childAt(element: Element, place: number, where: string): Element {
  const child = elementsOf(element)[place];
  if (child) return child;
  throw new ModelError(where, `<${element.name}> lacks a part`, 'Complete the formula.');
}

function checkCount(
  name: string,
  args: readonly Expression[],
  least: number,
  most: number,
  where: string,
): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? least : `${least} to ${most}`;
  throw new ModelError(
    where,
    `"${name}" has ${args.length} arguments, not ${wanted}`,
    'Correct the formula.',
  );
}

function symbol({ attributes }: Element, where: string): Expression {
  const address = attributes.get('definitionURL')?.trim() ?? '';
  const name = address.split('/').at(-1);
  if (address.includes('distrib'))
    throw new ModelError(
      where,
      `the draw "${name}" of the package distrib is not read yet`,
      'Write a fixed value instead.',
    );
  if (name === 'time') return { op: 'time' };
  if (name === 'avogadro') return constant(avogadro);
  throw new ModelError(
    where,
    `the symbol "${name}" cannot be said in a network`,
    'There are time and avogadro; delays and rates of change are not read.',
  );
}

function numeral(element: Element, where: string): number {
  const { attributes, children } = element;
  const type = attributes.get('type')?.trim() ?? 'real';
  const words = children.filter((child) => typeof child === 'string');
  const [first = '', second = ''] = words.map((word) => word.trim());
  const parted = type === 'e-notation' || type === 'rational';
  const whole = type === 'integer' || type === 'rational';
  const fits = words.length === (parted ? 2 : 1) && (!whole || /^[+-]?\d+$/.test(first));
  const a = numberFrom(first);
  const value =
    type === 'e-notation'
      ? numberFrom(`${first}e${second.replace(/^\+/, '')}`)
      : type === 'rational'
        ? (a ?? Number.NaN) / (numberFrom(second) ?? Number.NaN)
        : a;
  const known = parted || whole || type === 'real';
  const base = attributes.get('base')?.trim() ?? '10';
  if (fits && known && base === '10' && value !== undefined && !Number.isNaN(value)) return value;
  throw new ModelError(
    where,
    `<cn type="${type}"> holds "${words.join(' … ')}", which is no such number`,
    'Write it in base 10, as real, integer, e-notation or rational.',
  );
}
