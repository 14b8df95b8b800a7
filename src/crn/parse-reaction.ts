/**
 * `label: A + 2 B <-> C @ k1, {k2 * C}`, in two goes: the sides when species are
 * collected, the rates when all species are known.
 */
import type { CrnSyntaxError } from '../errors.ts';
import type { Expression } from './expression.ts';
import { type NameTable, takeNewName } from './name-table.ts';
import type { MassAction, Reaction, Term } from './network.ts';
import { finiteNumber, parseExpression } from './parse-expression.ts';
import { printEquation } from './print.ts';
import { massActionLaw } from './propensity.ts';
import { isArrow, type LineReader, said, type Token } from './tokens.ts';

/** More is a slip of the pen, and would soon not fit 32-bit counts. */
const maxMultiplicity = 1_000_000;
/** Mass action writes one factor per molecule taken. */
const maxTaken = 10;

/** A reaction line whose sides are read and whose rates are not. */
export interface Sides {
  readonly label: Token | undefined;
  readonly reactants: readonly Term[];
  readonly products: readonly Term[];
  readonly arrow: Token;
}

/** Reads a line up to its `@`, and adds its species to `names`. */
export function parseSides(reader: LineReader, names: NameTable): Sides {
  let label: Token | undefined;
  if (reader.peek().kind === 'name' && reader.peek(1).text === ':') {
    label = takeNewName(reader, 'reaction');
    reader.take();
  }
  const first = reader.peek();
  const reactants = side(reader, names, '`->`');
  const arrow = reader.peek();
  if (!isArrow(arrow))
    throw reader.error(`expected \`->\`, found ${said(arrow)}`, 'Species of one side are joined by `+`.');
  reader.take();
  const products = side(reader, names, '`@`');
  const after = reader.peek();
  if (isArrow(after))
    throw reader.error(
      'a second arrow',
      'A line holds one reaction: write two lines, or `<->` with two rates.',
    );
  if (sameTerms(reactants, products)) {
    const last = reader.tokens[reader.tokens.indexOf(after) - 1]!;
    throw reader.error(
      'this reaction changes nothing',
      'Remove it, or correct one of its sides.',
      first,
      last,
    );
  }
  return { label, reactants, products, arrow };
}

/** Reads the rest of the line: one reaction, or two if it is reversible. */
export function parseRates(
  reader: LineReader,
  { label, reactants, products, arrow }: Sides,
  names: NameTable,
  massAction: MassAction,
): Omit<Reaction, 'change'>[] {
  const line = reader.line;
  const reaction = (name: string | undefined, from: readonly Term[], to: readonly Term[]) => ({
    name: name ?? printEquation(from, to, names.species),
    reactants: from,
    products: to,
    law: rateLaw(reader, from, names, massAction),
    line,
  });
  if (!reader.takeIf('@')) {
    const token = reader.peek();
    throw reader.error(
      token.kind === 'end' ? 'this reaction has no rate' : `expected \`@\`, found ${said(token)}`,
      'Add `@ k` with a name, `@ 0.5` with a number, or `@ {…}` with the whole propensity.',
    );
  }
  const reactions = [reaction(label?.text, reactants, products)];
  if (arrow.text === '<->') {
    if (!reader.takeIf(','))
      throw reader.error('`<->` needs two rates', 'Write `@ forward, backward`, or use `->`.', arrow);
    reactions.push(reaction(label && inverse(label.text), products, reactants));
  } else if (reader.sees(',')) {
    throw reader.error('`->` has one rate', 'Remove the second rate, or write the arrow as `<->`.');
  }
  reader.expectEnd('A formula goes in braces: `@ {k * A}` is the whole propensity.');
  return reactions;
}

/** What the backward half of a labelled `<->` is called. */
export function inverse(label: string): string {
  return `${label}_inverse`;
}

/** `2 A + B`, or `0` for nothing. */
function side(reader: LineReader, names: NameTable, before: string): Term[] {
  const next = reader.peek(1);
  const alone = next.kind === 'end' || next.text === '@' || isArrow(next);
  if (alone && (reader.takeIf('0') || reader.takeIf('∅'))) return [];
  const terms = new Map<number, number>();
  do {
    const count = multiplicity(reader);
    const token = reader.peek();
    if (token.kind !== 'name') throw noSpecies(reader, before);
    const species = names.speciesNumber(takeNewName(reader, 'species').text);
    const sum = (terms.get(species) ?? 0) + count;
    if (sum > maxMultiplicity)
      throw reader.error(
        `more than ${maxMultiplicity} molecules of one species`,
        'Write a smaller number.',
        token,
      );
    terms.set(species, sum);
  } while (reader.takeIf('+'));
  const after = reader.peek();
  if (after.kind === 'name' || after.kind === 'number')
    throw reader.error(`expected \`+\` or ${before}, found ${said(after)}`, 'Join species by `+`: `A + B`.');
  if (after.text === '*')
    throw reader.error('unexpected `*`', 'Write two molecules as `2 A`, and join species by `+`.');
  if (after.text === '-') throw reader.error('unexpected `-`', 'Write the arrow as `->`.');
  return [...terms].map(([species, count]) => ({ species, count }));
}

/** Takes the number before a species: 1 where there is none. */
function multiplicity(reader: LineReader): number {
  const token = reader.peek();
  if (token.text === '-')
    throw reader.error('a negative number of molecules', 'Write the species on the other side of the arrow.');
  if (token.kind !== 'number') return 1;
  if (!/^\d+$/.test(token.text))
    throw reader.error(
      `${token.text} is not a whole number of molecules`,
      'Write 1, 2, 3 …, and a blank before a species such as `e5`.',
    );
  if (Number(token.text) === 0)
    throw reader.error('zero molecules of a species', 'Remove it; `0` means nothing and stands alone.');
  reader.take();
  if (reader.sees('*')) throw reader.error('unexpected `*`', 'Write two molecules as `2 A`.');
  return Number(token.text);
}

function noSpecies(reader: LineReader, before: string): CrnSyntaxError {
  if (reader.sees('∅')) return reader.error('`∅` means nothing and stands alone', 'Remove it.');
  return reader.error(
    `expected a species before ${before}, found ${said(reader.peek())}`,
    'Write a name; for nothing write `0`.',
  );
}

/** A rate constant by mass action, or the whole propensity in braces. */
function rateLaw(
  reader: LineReader,
  reactants: readonly Term[],
  names: NameTable,
  massAction: MassAction,
): Expression {
  const token = reader.peek();
  const next = reader.peek(1);
  if (token.text === '{') return braces(reader, names);
  if (token.text === '-')
    throw reader.error('a rate constant cannot be negative', 'Swap the sides of the reaction instead.');
  if (token.kind !== 'name' && token.kind !== 'number')
    throw reader.error(
      `expected a rate, found ${said(token)}`,
      'Write a name, a number, or the whole propensity in braces.',
    );
  if (['(', '+', '-', '*', '/', '^', '**'].includes(next.text))
    throw reader.error(
      'a formula must be in braces',
      'Write `@ {…}`. Braces hold the whole propensity: nothing is multiplied to it.',
      token,
      reader.tokens.at(-2),
    );
  if (names.isSpecies(token.text))
    throw reader.error(
      `\`${token.text}\` is a species, not a rate constant`,
      `Give the rate another name, or write the whole propensity in braces: \`@ {k * ${token.text}}\`.`,
    );
  const most = reactants.find(({ count }) => count > maxTaken);
  if (most)
    throw reader.error(
      `mass action of ${most.count} molecules of one species`,
      `Above ${maxTaken}, write the whole propensity in braces.`,
    );
  reader.take();
  const rate: Expression =
    token.kind === 'number'
      ? { op: 'number', value: finiteNumber(reader, token) }
      : names.resolve(reader, token);
  return massActionLaw(rate, reactants, massAction);
}

function braces(reader: LineReader, names: NameTable): Expression {
  const open = reader.take();
  if (!reader.tokens.some((token) => token.text === '}' && token.column > open.column))
    throw reader.error(
      'this brace is not closed',
      'Add `}` at the end of the propensity, on the same line.',
      open,
    );
  const law = parseExpression(reader, (token) => names.resolve(reader, token));
  if (!reader.takeIf('}'))
    throw reader.error(
      `expected \`}\`, found ${said(reader.peek())}`,
      'Braces hold one formula; equality is `==`.',
    );
  return law;
}

function sameTerms(a: readonly Term[], b: readonly Term[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ species, count }) => b.some((other) => other.species === species && other.count === count))
  );
}
