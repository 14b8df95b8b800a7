/** `at 5: A = 10, B = B + 5` and `when A > 5: A = 0`. */
import { readsTime, speciesIn } from './dependencies.ts';
import type { Expression } from './expression.ts';
import type { NameTable } from './name-table.ts';
import { nearestName } from './nearest-name.ts';
import type { NetworkEvent } from './network.ts';
import { finiteNumber, parseExpression } from './parse-expression.ts';
import type { LineReader } from './tokens.ts';
import { said, type Token } from './tokens.ts';

/** An event that has no name and no latch yet. */
export type OpenEvent = Omit<NetworkEvent, 'name' | 'latch'>;

/**
 * Reads an event line. All species of the text must be known.
 *
 * @throws CrnSyntaxError with the place of the mistake
 */
export function parseEvent(reader: LineReader, names: NameTable): OpenEvent {
  if (reader.take().text === 'at') {
    const at = setTime(reader);
    return { at, set: assignments(reader, names) };
  }
  const when = condition(reader, names);
  return { when, set: assignments(reader, names) };
}

function setTime(reader: LineReader): number {
  const token = reader.take();
  if (token.text === '-')
    throw reader.error('an event cannot be before time 0', 'Write a time of 0 or more.', token);
  if (token.kind !== 'number')
    throw reader.error(`expected a time, found ${said(token)}`, 'Write a number: `at 5: A = 10`.', token);
  return finiteNumber(reader, token);
}

function condition(reader: LineReader, names: NameTable): Expression {
  const first = reader.peek();
  const todo = 'End the condition with `:`, or write multiplication as `*`.';
  const when = parseExpression(reader, (token) => names.resolve(reader, token), todo);
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
  return when;
}

/** `: A = 10, B = B + 5` to the end of the line. */
function assignments(reader: LineReader, names: NameTable): OpenEvent['set'] {
  if (!reader.takeIf(':'))
    throw reader.error(
      `expected \`:\`, found ${said(reader.peek())}`,
      'Write `at 5: A = 10` or `when A > 5: A = 0`.',
    );
  const set = new Map<number, Expression>();
  const todo = 'Separate settings by `,`, or write multiplication as `*`.';
  do {
    const target = reader.take();
    if (target.kind !== 'name')
      throw reader.error(`expected a species, found ${said(target)}`, 'Write `A = 10`.', target);
    if (!names.isSpecies(target.text)) throw unknownSpecies(reader, target, names);
    const species = names.speciesNumber(target.text);
    if (set.has(species)) throw reader.error(`\`${target.text}\` is set twice`, 'Remove one.', target);
    if (!reader.takeIf('='))
      throw reader.error(`expected \`=\`, found ${said(reader.peek())}`, `Write \`${target.text} = 10\`.`);
    set.set(
      species,
      parseExpression(reader, (token) => names.resolve(reader, token), todo),
    );
  } while (reader.takeIf(','));
  reader.expectEnd('Separate settings by commas: `A = 10, B = 0`.');
  return [...set].map(([species, to]) => ({ species, to }));
}

function unknownSpecies(reader: LineReader, target: Token, names: NameTable) {
  const near = nearestName(target.text, names.species);
  const todo = near ? `Did you mean \`${near}\`?` : `Declare it: \`species ${target.text}\`.`;
  return reader.error(`\`${target.text}\` is not a species of this network`, todo, target);
}
