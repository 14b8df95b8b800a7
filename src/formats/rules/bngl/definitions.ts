/** Parameters, functions and observables of a file by their names. */
import type { Expression } from '../../../crn/expression.ts';
import { constant } from '../../../crn/formulas.ts';
import { expressionOf, type Formula, namesOf, parseFormula } from './text/formula.ts';
import { type Refuse, refuseAt, type Statement } from './text/lines.ts';

interface Definition {
  readonly formula: Formula;
  readonly refuse: Refuse;
}

const maxDepth = 200;
const constants: Readonly<Record<string, number>> = { _pi: Math.PI, _e: Math.E };

export class Definitions {
  readonly #parameters = new Map<string, Definition>();
  readonly #functions = new Map<string, Definition>();
  readonly #observables = new Set<string>();
  readonly #values = new Map<string, number>();
  readonly #open: string[] = [];

  /** @throws ModelError where a name is given twice or a formula cannot be read */
  constructor(
    parameters: readonly Statement[],
    functions: readonly Statement[],
    observables: readonly string[],
    where: string,
  ) {
    for (const name of observables) this.#observables.add(name);
    for (const statement of parameters) {
      const refuse = refuseAt(where, statement);
      const [, name, text] = /^(?:\d+\s+)?([A-Za-z_]\w*)(?:\s*=\s*|\s+)(\S.*)$/.exec(statement.text) ?? [];
      if (name === undefined)
        throw refuse('this is no parameter', 'Write `name value`, or `name = formula`.');
      this.#add(this.#parameters, name, text!, refuse);
    }
    for (const statement of functions) {
      const refuse = refuseAt(where, statement);
      const [, name, args, text] =
        /^(?:\d+\s+)?([A-Za-z_]\w*)\s*(?:\(([^()]*)\))?(?:\s*=\s*|\s+|(?<=\)))(\S.*)$/.exec(statement.text) ??
        [];
      if (name === undefined) throw refuse('this is no function', 'Write `name() = formula`.');
      if (args?.trim())
        throw refuse(
          `the function \`${name}\` has an argument: it is local to a complex`,
          'Local functions are not read: write one rule for each case.',
        );
      this.#add(this.#functions, name, text!, refuse);
    }
    for (const { formula, refuse } of [...this.#parameters.values(), ...this.#functions.values()])
      this.check(formula, refuse);
  }

  #add(to: Map<string, Definition>, name: string, text: string, refuse: Refuse): void {
    if (this.#parameters.has(name) || this.#functions.has(name) || this.#observables.has(name))
      throw refuse(`\`${name}\` is there twice`, 'Remove one, or rename it.');
    to.set(name, { formula: parseFormula(text, refuse), refuse });
  }

  /** @throws ModelError where a formula names what is not there */
  check(formula: Formula, refuse: Refuse): void {
    for (const name of namesOf(formula)) if (!this.#has(name)) throw unknown(name, refuse);
  }

  #has(name: string): boolean {
    return (
      this.#parameters.has(name) ||
      this.#functions.has(name) ||
      this.#observables.has(name) ||
      Object.hasOwn(constants, name)
    );
  }

  /** In the order of the file. */
  get parameters(): readonly string[] {
    return [...this.#parameters.keys()];
  }

  get functions(): readonly string[] {
    return [...this.#functions.keys()];
  }

  /** Of parameters and functions. */
  get formulas(): readonly Formula[] {
    return [...this.#parameters.values(), ...this.#functions.values()].map(({ formula }) => formula);
  }

  /** The parameters that formulas and all functions of the file use, in the order of the file. */
  parametersIn(formulas: readonly Formula[]): string[] {
    const all = [...formulas, ...[...this.#functions.values()].map(({ formula }) => formula)];
    const used = new Set(all.flatMap(namesOf));
    return this.parameters.filter((name) => used.has(name));
  }

  /** The value of a formula of parameters. */
  number(formula: Formula, refuse: Refuse): number {
    const e = expressionOf(formula, (name) => constant(this.value(name, refuse)), refuse);
    if (e.op === 'number') return e.value;
    throw refuse('this formula changes with time', 'Write a formula of parameters.');
  }

  /** The value of a parameter, whatever the order of the file. */
  value(name: string, from: Refuse): number {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const own = this.#parameters.get(name);
    if (!own) {
      if (Object.hasOwn(constants, name)) return constants[name]!;
      if (!this.#has(name)) throw unknown(name, from);
      throw from(`\`${name}\` changes with time, and cannot stand here`, 'Write a formula of parameters.');
    }
    const value = this.#within(name, own.refuse, () => this.number(own.formula, own.refuse));
    this.#values.set(name, value);
    return value;
  }

  /**
   * Makes formulas of the network; each function is worked out once.
   *
   * @param known  what a parameter or an observable stands for; undefined for others
   */
  expressions(
    known: (name: string) => Expression | undefined,
  ): (formula: Formula, refuse: Refuse) => Expression {
    const done = new Map<string, Expression>();
    const of = (formula: Formula, refuse: Refuse): Expression =>
      expressionOf(
        formula,
        (name) => {
          const e = known(name) ?? done.get(name) ?? this.#called(name, of);
          if (!e) throw unknown(name, refuse);
          done.set(name, e);
          return e;
        },
        refuse,
      );
    return of;
  }

  #called(name: string, of: (formula: Formula, refuse: Refuse) => Expression): Expression | undefined {
    const own = this.#functions.get(name);
    if (own) return this.#within(name, own.refuse, () => of(own.formula, own.refuse));
    return Object.hasOwn(constants, name) ? constant(constants[name]!) : undefined;
  }

  #within<T>(name: string, refuse: Refuse, work: () => T): T {
    if (this.#open.includes(name)) throw refuse(`\`${name}\` is defined by itself`, 'Break the circle.');
    if (this.#open.length > maxDepth)
      throw refuse('names are defined by one another too deeply', 'Make it simpler.');
    this.#open.push(name);
    const result = work();
    this.#open.pop();
    return result;
  }
}

function unknown(name: string, refuse: Refuse): Error {
  return refuse(
    `there is no parameter, function or observable \`${name}\``,
    'Define it, or correct the name.',
  );
}
