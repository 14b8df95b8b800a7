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
import { NameTable, takeNewName } from './name-table.ts';
import { statementWords } from './names.ts';
import { nearestName } from './nearest-name.ts';
import type { MassAction, Network, NetworkEvent, Reaction } from './network.ts';
import { type OpenEvent, parseEvent } from './parse-event.ts';
import { inverse, parseRates, parseSides } from './parse-reaction.ts';
import { printTrigger } from './print.ts';
import { isArrow, LineReader, said, type Token } from './tokens.ts';

/** What is left to read of a line when the species of the whole text are known. */
type Rest = () => void;

/**
 * Reads a network.
 *
 * @param massAction  what `m A -> …` means, see {@link MassAction}
 * @throws CrnSyntaxError with line, column and a caret under the mistake
 */
export function parseNetwork(text: string, massAction: MassAction = 'combinations'): Network {
  const names = new NameTable();
  const labels = new Set<string>();
  const reactions: Omit<Reaction, 'change'>[] = [];
  const events: OpenEvent[] = [];

  const readSpecies = (reader: LineReader): Rest => {
    const word = reader.peek().text;
    if (reader.tokens.some(isArrow)) {
      const sides = parseSides(reader, names);
      if (sides.label) addLabels(reader, sides.label, sides.arrow, labels);
      return () => reactions.push(...parseRates(reader, sides, names, massAction));
    }
    if (word === 'species') {
      for (const { text: name } of parseList(reader, 'species', '`species A, B`')) names.speciesNumber(name);
      return () => {};
    }
    if (word === 'rates') {
      const tokens = parseList(reader, 'rate constant', '`rates k, m`');
      for (const { text: name } of tokens) names.rateNumber(name);
      return () => refuseSpecies(reader, tokens, names);
    }
    if (word === 'at' || word === 'when') return () => events.push(parseEvent(reader, names));
    throw noArrow(reader);
  };

  const lines = text.split(/\r?\n/).map((source, i) => new LineReader(source, i + 1));
  const rests = lines.filter((reader) => !reader.blank).map(readSpecies);
  if (names.species.length === 0) throw emptyText(lines);
  for (const rest of rests) rest();

  const species = [...names.species];
  const named = events.map((event): NetworkEvent => {
    const name = printTrigger(event, names);
    if (!event.when) return { ...event, name };
    const latch = species.push(`when_${species.length - names.species.length + 1}`) - 1;
    return { ...event, name, latch };
  });
  return buildNetwork({ species, rates: names.rates, reactions, events: named, massAction, text });
}

function addLabels(reader: LineReader, label: Token, arrow: Token, labels: Set<string>): void {
  for (const name of arrow.text === '<->' ? [label.text, inverse(label.text)] : [label.text]) {
    if (labels.has(name))
      throw reader.error(`two reactions are called \`${name}\``, 'Give each its own name.', label);
    labels.add(name);
  }
}

/** The names after `species` or `rates`. */
function parseList(reader: LineReader, what: string, usage: string): Token[] {
  reader.take();
  const tokens: Token[] = [];
  do {
    if (reader.peek().kind !== 'name')
      throw reader.error(`expected a ${what}, found ${said(reader.peek())}`, `Write ${usage}.`);
    const token = takeNewName(reader, what);
    if (tokens.some(({ text }) => text === token.text))
      throw reader.error(`\`${token.text}\` is declared twice`, 'Remove one.', token);
    tokens.push(token);
  } while (reader.takeIf(','));
  reader.expectEnd(`Write ${usage}, with commas.`);
  return tokens;
}

function refuseSpecies(reader: LineReader, tokens: readonly Token[], names: NameTable): void {
  const species = tokens.find(({ text }) => names.isSpecies(text));
  if (species) throw reader.error(`\`${species.text}\` is a species too`, 'Rename one of them.', species);
}

function noArrow(reader: LineReader): CrnSyntaxError {
  const tokens = reader.tokens;
  const fat = tokens.findIndex((token, i) => token.text === '=' && tokens[i + 1]?.text === '>');
  if (fat >= 0)
    return reader.error('this arrow is not known', 'Write it as `->`.', tokens[fat], tokens[fat + 1]);
  const near = nearestName(tokens[0]!.text, statementWords);
  return reader.error(
    'this line has no `->`',
    `${near ? `Did you mean \`${near}\`? ` : ''}` +
      'A reaction is `A + B -> C @ k`, an event `at 5: A = 10` or `when A > 5: A = 0`.',
    tokens[0],
    tokens.at(-2),
  );
}

function emptyText(lines: readonly LineReader[]): CrnSyntaxError {
  const reader = lines.find((line) => !line.blank) ?? lines[0]!;
  return reader.error(
    'the text has no reaction and no species',
    'Write at least one reaction: `A -> B @ k`.',
  );
}
