/**
 * Many formulas of the same state at once, each part that several have in common computed once: the laws of a
 * network and their derivatives repeat each other. The numbers are those of `law-closures.ts`, to the bit.
 */
import type { Expression } from './expression.ts';
import { binary, unary } from './law-closures.ts';

type Unary = (a: number) => number;
type Binary = (a: number, b: number) => number;

/** What a step does: the leaves, the four operations that nearly every formula is made of, and any function. */
const [ofSpecies, ofRate, ofTime, add, sub, mul, div, choose, one, two] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const operations: Readonly<Record<string, number>> = { add, sub, mul, div };

export class SharedLaws {
  /** Of each formula, after {@link run}. */
  readonly values: Float64Array;
  /** Constants first, then the result of each step. */
  readonly #slots: Float64Array;
  readonly #codes: Uint8Array;
  readonly #operands: Int32Array;
  readonly #functions: readonly (Unary | Binary | undefined)[];
  readonly #firstStep: number;
  readonly #results: Int32Array;

  constructor(formulas: readonly Expression[]) {
    const plan = new Plan();
    const results = formulas.map((formula) => plan.node(formula));
    const { constants, steps } = plan;
    // Steps are numbered from 0 and constants below, until it is known how many there are.
    const slot = (node: number): number => (node < 0 ? -1 - node : constants.length + node);
    this.values = new Float64Array(formulas.length);
    this.#slots = Float64Array.from([...constants, ...steps.map(() => 0)]);
    this.#codes = Uint8Array.from(steps, ({ code }) => code);
    this.#operands = Int32Array.from(
      steps.flatMap(({ code, operands: [a = 0, b = 0, c = 0] }) =>
        code <= ofTime ? [a, b, c] : [slot(a), slot(b), slot(c)],
      ),
    );
    this.#functions = steps.map(({ f }) => f);
    this.#firstStep = constants.length;
    this.#results = Int32Array.from(results, slot);
  }

  /** Computes {@link values} for a row of counts and of rates. */
  run(counts: ArrayLike<number>, at: number, rates: ArrayLike<number>, ra: number, time: number): void {
    const [slots, codes, operands] = [this.#slots, this.#codes, this.#operands];
    for (let k = 0, o = 0, to = this.#firstStep; k < codes.length; k++, o += 3, to++) {
      const [a, b] = [operands[o]!, operands[o + 1]!];
      switch (codes[k]) {
        case ofSpecies:
          slots[to] = counts[at + a]!;
          break;
        case ofRate:
          slots[to] = rates[ra + a]!;
          break;
        case ofTime:
          slots[to] = time;
          break;
        case add:
          slots[to] = slots[a]! + slots[b]!;
          break;
        case sub:
          slots[to] = slots[a]! - slots[b]!;
          break;
        case mul:
          slots[to] = slots[a]! * slots[b]!;
          break;
        case div:
          slots[to] = slots[a]! / slots[b]!;
          break;
        case choose:
          slots[to] = slots[a] !== 0 ? slots[b]! : slots[operands[o + 2]!]!;
          break;
        case one:
          slots[to] = (this.#functions[k] as Unary)(slots[a]!);
          break;
        default:
          slots[to] = (this.#functions[k] as Binary)(slots[a]!, slots[b]!);
      }
    }
    for (let i = 0; i < this.#results.length; i++) this.values[i] = slots[this.#results[i]!]!;
  }
}

interface Step {
  readonly code: number;
  /** Nodes; of a leaf its index. */
  readonly operands: readonly number[];
  readonly f: Unary | Binary | undefined;
}

/** Steps in an order in which operands come first; equal ones are one. */
class Plan {
  readonly constants: number[] = [];
  readonly steps: Step[] = [];
  readonly #known = new Map<string, number>();
  readonly #seen = new Map<Expression, number>();

  /** Number of a formula: of its step, or −1 − that of its constant. */
  node(e: Expression): number {
    const before = this.#seen.get(e);
    if (before !== undefined) return before;
    const made = this.#node(e);
    this.#seen.set(e, made);
    return made;
  }

  #node(e: Expression): number {
    switch (e.op) {
      case 'number':
        return this.#once(
          `number ${Object.is(e.value, -0) ? '-0' : e.value}`,
          () => -this.constants.push(e.value),
        );
      case 'species':
        return this.#step(ofSpecies, e.op, [e.index]);
      case 'rate':
        return this.#step(ofRate, e.op, [e.index]);
      case 'time':
        return this.#step(ofTime, e.op, []);
      case 'if':
        return this.#step(choose, e.op, [this.node(e.a), this.node(e.b), this.node(e.c)]);
    }
    if (!('b' in e)) return this.#step(one, e.op, [this.node(e.a)], unary[e.op]);
    const operands = [this.node(e.a), this.node(e.b)];
    if (e.op === 'add' || e.op === 'sub' || e.op === 'mul' || e.op === 'div')
      return this.#step(operations[e.op]!, e.op, operands);
    return this.#step(two, e.op, operands, binary[e.op]);
  }

  #step(code: number, name: string, operands: readonly number[], f?: Unary | Binary): number {
    return this.#once(`${name} ${operands.join(' ')}`, () => this.steps.push({ code, operands, f }) - 1);
  }

  #once(key: string, make: () => number): number {
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
