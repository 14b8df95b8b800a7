/**
 * The text of a network, read line by line.
 *
 * One statement a line: a reaction `A + B -> 2 C @ k`, a reversible one
 * `A <-> B @ k1, k2`, an event `at 5: A = 10` or `when A > 5: A = 0`, or a
 * declaration `species A, B` or `rates k1, k2`, which fixes the order of columns.
 * `#` starts a comment. Species come from the first reading of all lines; every
 * other name in a rate or formula is a rate constant.
 */
import type { CrnSyntaxError } from '../errors.ts';
import { buildNetwork } from './build-network.ts';
import { readsTime, speciesIn } from './dependencies.ts';
import type { Expression } from './expression.ts';
import { reservedName, statementWords } from './names.ts';
import { nearestName } from './nearest-name.ts';
import type { MassAction, Network, NetworkEvent, Reaction, Term } from './network.ts';
import { parseExpression } from './parse-expression.ts';
import { printEquation, printTrigger } from './print.ts';
import { massActionLaw } from './propensity.ts';
import { LineReader, said, type Token } from './tokens.ts';

/** A larger multiplicity does not fit the counts' arithmetic, or is a slip of the pen. */
const maxMultiplicity = 1_000_000;
/** Mass action writes one factor per molecule taken. */
const maxTaken = 10;

/** A reaction line whose sides are read and whose rates are not. */
interface OpenReaction {
  readonly reader: LineReader;
  readonly label: Token | undefined;
  readonly reactants: readonly Term[];
  readonly products: readonly Term[];
  readonly reversible: boolean;
}

/**
 * Reads a network.
 *
 * @param massAction  what `m A -> …` means, see {@link MassAction}
 * @throws CrnSyntaxError with line, column and a caret under the mistake
 */
export function parseNetwork(text: string, massAction: MassAction = 'combinations'): Network {
  return new NetworkParser(text, massAction).network();
}

class NetworkParser {
  readonly #text: string;
  readonly #massAction: MassAction;
  readonly #species = new Map<string, number>();
  readonly #rates = new Map<string, number>();
  readonly #labels = new Set<string>();
  readonly #reactions: Omit<Reaction, 'change'>[] = [];
  readonly #events: Omit<NetworkEvent, 'latch'>[] = [];

  constructor(text: string, massAction: MassAction) {
    this.#text = text;
    this.#massAction = massAction;
  }

  network(): Network {
    const lines = this.#text.split(/\r?\n/).map((source, i) => new LineReader(source, i + 1));
    // Species first, whole text; then rates and formulas, where a name may be either.
    const rest = lines.filter((reader) => !reader.blank).map((reader) => this.#sides(reader));
    if (this.#species.size === 0) throw emptyText(lines);
    for (const read of rest) read?.();

    const names = { species: [...this.#species.keys()], rates: [...this.#rates.keys()] };
    const columns = names.species.slice();
    const events = this.#events.map((event): NetworkEvent => {
      const name = printTrigger(event, names);
      if (!event.when) return { ...event, name };
      const latch = columns.push(`when_${columns.length - names.species.length + 1}`) - 1;
      return { ...event, name, latch };
    });
    return buildNetwork({
      species: columns,
      rates: names.rates,
      reactions: this.#reactions,
      events,
      massAction: this.#massAction,
      text: this.#text,
    });
  }

  /** First reading of a line: finds its species, and returns what reads the rest of it. */
  #sides(reader: LineReader): (() => void) | undefined {
    const word = reader.peek();
    const arrow = reader.tokens.some(isArrow);
    if (!arrow && word.text === 'species') return this.#declaredSpecies(reader);
    if (!arrow && word.text === 'rates') return this.#declaredRates(reader);
    if (!arrow && word.text === 'at') return () => this.#setTime(reader);
    if (!arrow && word.text === 'when') return () => this.#condition(reader);
    if (!arrow) throw noArrow(reader);

    let label: Token | undefined;
    if (word.kind === 'name' && reader.peek(1).text === ':') {
      label = this.#newName(reader, 'reaction');
      reader.take();
      if (this.#labels.has(label.text))
        throw reader.error(`two reactions are called \`${label.text}\``, 'Give each its own name.', label);
      this.#labels.add(label.text);
    }
    const first = reader.peek();
    const reactants = this.#side(reader, '`->`');
    if (!isArrow(reader.peek()))
      throw reader.error(
        `expected \`->\`, found ${said(reader.peek())}`,
        'Species of one side are joined by `+`.',
      );
    const reversible = reader.take().text === '<->';
    const products = this.#side(reader, '`@`');
    const last = reader.tokens[reader.tokens.indexOf(reader.peek()) - 1]!;
    if (isArrow(reader.peek()))
      throw reader.error(
        'a second arrow',
        'A line holds one reaction: write two lines, or `<->` with two rates.',
      );
    if (sameTerms(reactants, products))
      throw reader.error(
        'this reaction changes nothing',
        'Remove it, or correct one of its sides.',
        first,
        last,
      );
    const open = { reader, label, reactants, products, reversible };
    return () => this.#laws(open);
  }

  /** `2 A + B`, or `0` for nothing. */
  #side(reader: LineReader, before: string): Term[] {
    const next = reader.peek(1);
    const alone = next.kind === 'end' || next.text === '@' || isArrow(next);
    if (alone && (reader.sees('0') || reader.sees('∅'))) {
      reader.take();
      return [];
    }
    const terms = new Map<number, number>();
    do {
      const count = multiplicity(reader);
      const token = reader.peek();
      if (token.kind !== 'name') throw noSpecies(reader, before);
      const species = this.#speciesNumber(this.#newName(reader, 'species'));
      const sum = (terms.get(species) ?? 0) + count;
      if (sum > maxMultiplicity)
        throw reader.error(
          `more than ${maxMultiplicity} molecules in one reaction`,
          'Write a smaller number.',
          token,
        );
      terms.set(species, sum);
    } while (reader.takeIf('+'));
    const after = reader.peek();
    if (after.kind === 'name' || after.kind === 'number')
      throw reader.error(
        `expected \`+\` or ${before}, found ${said(after)}`,
        'Join species by `+`: `A + B`.',
      );
    if (after.text === '*')
      throw reader.error('unexpected `*`', 'Write two molecules as `2 A`, without a sign between.', after);
    if (after.text === '-') throw reader.error('unexpected `-`', 'Write the arrow as `->`.', after);
    return [...terms].map(([species, count]) => ({ species, count }));
  }

  #speciesNumber(token: Token): number {
    let species = this.#species.get(token.text);
    if (species === undefined) {
      species = this.#species.size;
      this.#species.set(token.text, species);
    }
    return species;
  }

  /** Takes a name that a user chose, and refuses reserved ones. */
  #newName(reader: LineReader, what: string): Token {
    const token = reader.take();
    const reserved = reservedName(token.text);
    if (reserved)
      throw reader.error(`${reserved}, so no ${what} can have this name`, 'Choose another name.', token);
    return token;
  }

  #declaredSpecies(reader: LineReader): undefined {
    for (const token of this.#list(reader, 'species')) this.#speciesNumber(token);
  }

  #declaredRates(reader: LineReader): () => void {
    const tokens = this.#list(reader, 'rate constant');
    for (const { text } of tokens) if (!this.#rates.has(text)) this.#rates.set(text, this.#rates.size);
    return () => {
      const species = tokens.find(({ text }) => this.#species.has(text));
      if (species) throw reader.error(`\`${species.text}\` is a species too`, 'Rename one of them.', species);
    };
  }

  /** The names after `species` or `rates`. */
  #list(reader: LineReader, what: string): Token[] {
    const word = reader.take().text;
    const names: Token[] = [];
    do {
      if (reader.peek().kind !== 'name')
        throw reader.error(`expected a ${what}, found ${said(reader.peek())}`, `Write \`${word} A, B\`.`);
      const token = this.#newName(reader, what);
      if (names.some(({ text }) => text === token.text))
        throw reader.error(`\`${token.text}\` is declared twice`, 'Remove one.', token);
      names.push(token);
    } while (reader.takeIf(','));
    this.#end(reader, `Write \`${word} A, B\`, with commas.`);
    return names;
  }

  /** Second reading of a reaction: its rates. */
  #laws({ reader, label, reactants, products, reversible }: OpenReaction): void {
    if (!reader.takeIf('@')) {
      const token = reader.peek();
      const todo = 'Add `@ k` with a name, `@ 0.5` with a number, or `@ {…}` with the whole propensity.';
      if (token.kind === 'end') throw reader.error('this reaction has no rate', todo, token);
      throw reader.error(`expected \`@\`, found ${said(token)}`, todo, token);
    }
    const arrow = reader.tokens.find(isArrow)!;
    this.#reaction(reader, label?.text, reactants, products);
    const comma = reader.peek();
    if (reversible) {
      if (!reader.takeIf(','))
        throw reader.error('`<->` needs two rates', 'Write `@ forward, backward`, or use `->`.', arrow);
      this.#reaction(reader, label && `${label.text}_inverse`, products, reactants);
    } else if (comma.text === ',') {
      throw reader.error('`->` has one rate', 'Remove the second rate, or write the arrow as `<->`.', comma);
    }
    this.#end(reader, 'A formula goes in braces: `@ {k * A}` is the whole propensity.');
  }

  #reaction(
    reader: LineReader,
    label: string | undefined,
    reactants: readonly Term[],
    products: readonly Term[],
  ): void {
    const law = this.#law(reader, reactants);
    const name = label ?? printEquation(reactants, products, [...this.#species.keys()]);
    this.#reactions.push({ name, reactants, products, law, line: reader.line });
  }

  /** A rate constant by mass action, or the whole propensity in braces. */
  #law(reader: LineReader, reactants: readonly Term[]): Expression {
    const token = reader.peek();
    if (token.text === '{') return this.#braces(reader);
    if (token.text === '-')
      throw reader.error(
        'a rate constant cannot be negative',
        'Swap the sides of the reaction instead.',
        token,
      );
    if (token.kind !== 'name' && token.kind !== 'number')
      throw reader.error(
        `expected a rate, found ${said(token)}`,
        'Write a name, a number, or the whole propensity in braces.',
        token,
      );
    if (this.#species.has(token.text))
      throw reader.error(
        `\`${token.text}\` is a species, not a rate constant`,
        `Give the rate another name, or write the whole propensity in braces: \`@ {k * ${token.text}}\`.`,
        token,
      );
    if (reader.peek(1).text === '(' || isOperator(reader.peek(1)))
      throw reader.error(
        'a formula must be in braces',
        'Write `@ {…}`. Braces hold the whole propensity: nothing is multiplied to it.',
        token,
        reader.tokens.at(-2)!,
      );
    const most = reactants.find(({ count }) => count > maxTaken);
    if (most)
      throw reader.error(
        `mass action of ${most.count} molecules of one species`,
        `Above ${maxTaken}, write the whole propensity in braces.`,
        token,
      );
    const rate = token.kind === 'number' ? this.#number(reader) : this.#name(reader, reader.take());
    return massActionLaw(rate, reactants, this.#massAction);
  }

  #braces(reader: LineReader): Expression {
    const open = reader.take();
    if (!reader.tokens.slice(reader.tokens.indexOf(open)).some(({ text }) => text === '}'))
      throw reader.error(
        'this brace is not closed',
        'Add `}` at the end of the propensity, on the same line.',
        open,
      );
    const law = parseExpression(reader, (token) => this.#name(reader, token));
    if (!reader.takeIf('}'))
      throw reader.error(`expected \`}\`, found ${said(reader.peek())}`, 'Braces hold one formula.');
    return law;
  }

  #number(reader: LineReader): Expression {
    return parseExpression(reader, (token) => this.#name(reader, token));
  }

  /** A name in a formula: a species if a reaction or declaration has it, else a rate constant. */
  #name(reader: LineReader, token: Token): Expression {
    const species = this.#species.get(token.text);
    if (species !== undefined) return { op: 'species', index: species };
    const reserved = reservedName(token.text);
    if (reserved)
      throw reader.error(
        `${reserved}, so no rate constant can have this name`,
        'Choose another name.',
        token,
      );
    let index = this.#rates.get(token.text);
    if (index === undefined) {
      index = this.#rates.size;
      this.#rates.set(token.text, index);
    }
    return { op: 'rate', index };
  }

  #setTime(reader: LineReader): void {
    reader.take();
    const token = reader.take();
    if (token.text === '-')
      throw reader.error('an event cannot be before time 0', 'Write a time of 0 or more.', token);
    const at = Number(token.text);
    if (token.kind !== 'number' || !Number.isFinite(at))
      throw reader.error(`expected a time, found ${said(token)}`, 'Write a number: `at 5: A = 10`.', token);
    this.#events.push({ name: '', at, set: this.#assignments(reader) });
  }

  #condition(reader: LineReader): void {
    reader.take();
    const first = reader.peek();
    const when = parseExpression(reader, (token) => this.#name(reader, token));
    if (readsTime(when)) {
      const time = reader.tokens.find((token) => token.text === 't');
      throw reader.error('a condition cannot read the time', 'For a set time write `at 5: A = 10`.', time);
    }
    if (reader.sees('=')) throw reader.error('`=` sets a value', 'Compare with `==`.');
    if (speciesIn(when).length === 0)
      throw reader.error(
        'this condition reads no species, so it never changes',
        'Compare a species with a number.',
        first,
      );
    this.#events.push({ name: '', when, set: this.#assignments(reader) });
  }

  /** `: A = 10, B = B + 5`. */
  #assignments(reader: LineReader): NetworkEvent['set'] {
    if (!reader.takeIf(':'))
      throw reader.error(
        `expected \`:\`, found ${said(reader.peek())}`,
        'Write `at 5: A = 10` or `when A > 5: A = 0`.',
      );
    const set = new Map<number, Expression>();
    do {
      const target = reader.take();
      if (target.kind !== 'name')
        throw reader.error(`expected a species, found ${said(target)}`, 'Write `A = 10`.', target);
      const species = this.#species.get(target.text);
      if (species === undefined) {
        const near = nearestName(target.text, this.#species.keys());
        const todo = near ? `Did you mean \`${near}\`?` : `Declare it: \`species ${target.text}\`.`;
        throw reader.error(`\`${target.text}\` is not a species of this network`, todo, target);
      }
      if (set.has(species)) throw reader.error(`\`${target.text}\` is set twice`, 'Remove one.', target);
      if (!reader.takeIf('='))
        throw reader.error(`expected \`=\`, found ${said(reader.peek())}`, `Write \`${target.text} = 10\`.`);
      set.set(
        species,
        parseExpression(reader, (token) => this.#name(reader, token)),
      );
    } while (reader.takeIf(','));
    this.#end(reader, 'Separate settings by commas: `A = 10, B = 0`.');
    return [...set].map(([species, to]) => ({ species, to }));
  }

  #end(reader: LineReader, todo: string): void {
    const token = reader.peek();
    if (token.kind !== 'end') throw reader.error(`unexpected ${said(token)}`, todo, token);
  }
}

/** Takes the number before a species: 1 where there is none. */
function multiplicity(reader: LineReader): number {
  const token = reader.peek();
  if (token.text === '-')
    throw reader.error(
      'a negative number of molecules',
      'Write the species on the other side of the arrow.',
      token,
    );
  if (token.kind !== 'number') return 1;
  const next = reader.peek(1);
  if (!/^\d+$/.test(token.text))
    throw reader.error(
      `${token.text} is not a whole number of molecules`,
      'Write 1, 2, 3 …, and a blank before a species such as `e5`.',
      token,
    );
  if (Number(token.text) === 0)
    throw reader.error(
      'zero molecules of a species',
      next.kind === 'name'
        ? 'Remove it; a whole side that is nothing is `0`.'
        : '`0` means nothing and stands alone.',
      token,
    );
  reader.take();
  return Number(token.text);
}

function noSpecies(reader: LineReader, before: string): CrnSyntaxError {
  const token = reader.peek();
  if (token.text === '∅') return reader.error('`∅` means nothing and stands alone', 'Remove it.', token);
  if (token.text === '(')
    return reader.error('unexpected `(`', 'Write a complex as a species of its own: `AB`.', token);
  return reader.error(
    `expected a species before ${before}, found ${said(token)}`,
    'Write a name; for nothing write `0`.',
    token,
  );
}

function noArrow(reader: LineReader): CrnSyntaxError {
  const tokens = reader.tokens;
  const fat = tokens.find((token, i) => token.text === '=' && tokens[i + 1]?.text === '>');
  if (fat)
    return reader.error(
      'this arrow is not known',
      'Write it as `->`.',
      fat,
      tokens[tokens.indexOf(fat) + 1]!,
    );
  const near = tokens[0]!.kind === 'name' ? nearestName(tokens[0]!.text, statementWords) : undefined;
  const meant = near && tokens[1]!.text !== '+' ? `Did you mean \`${near}\`? ` : '';
  return reader.error(
    'this line has no `->`',
    `${meant}A reaction is \`A + B -> C @ k\`, an event \`at 5: A = 10\` or \`when A > 5: A = 0\`.`,
    tokens[0]!,
    tokens.at(-2)!,
  );
}

function emptyText(lines: readonly LineReader[]): CrnSyntaxError {
  const reader = lines.find((line) => !line.blank) ?? lines[0]!;
  return reader.error(
    'the text has no reaction and no species',
    'Write at least one reaction: `A -> B @ k`.',
  );
}

function isArrow(token: Token): boolean {
  return token.text === '->' || token.text === '<->';
}

function isOperator(token: Token): boolean {
  return ['+', '-', '*', '/', '^', '**'].includes(token.text);
}

function sameTerms(a: readonly Term[], b: readonly Term[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ species, count }) => b.some((other) => other.species === species && other.count === count))
  );
}
