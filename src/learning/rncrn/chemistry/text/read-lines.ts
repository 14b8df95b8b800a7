/** Lines of the published text format, each checked for its form alone. */
import { CrnSyntaxError } from '../../../../errors.ts';
import type { Interval } from '../../model.ts';

/** A line of the text. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly source: string;
}

export interface ReactionLine extends Line {
  readonly reactants: readonly string[];
  readonly products: readonly string[];
  readonly rate: number;
}

/** What `#!` lines say. */
export interface Notes {
  readonly id?: string;
  /** By letter of the layer. */
  readonly mu: Readonly<Record<string, number>>;
  /** By species. */
  readonly region: Readonly<Record<string, Interval>>;
}

export interface ReadLines {
  readonly reactions: readonly ReactionLine[];
  readonly initial: Readonly<Record<string, number>>;
  readonly notes: Notes;
}

/** @throws CrnSyntaxError */
export function readLines(text: string): ReadLines {
  const reactions: ReactionLine[] = [];
  const initial: Record<string, number> = {};
  const notes: { id?: string; mu: Record<string, number>; region: Record<string, Interval> } = {
    mu: {},
    region: {},
  };
  text.split(/\r?\n/).forEach((source, i) => {
    const line = { number: i + 1, source };
    const trimmed = source.trim();
    if (trimmed === '') return;
    if (trimmed.startsWith('#!')) readNote(trimmed.slice(2).trim(), line, notes);
    else if (trimmed.startsWith('#'))
      for (const [name, value] of assignments(trimmed.slice(1), line))
        initial[name] = Math.max(initial[name] ?? 0, positive(value, line, true));
    else reactions.push(readReaction(line));
  });
  return { reactions, initial, notes };
}

/** An error that underlines a part of the line, or all of it. */
export function atLine(
  { number, source }: Line,
  what: string,
  todo: string,
  part = source.trim(),
): CrnSyntaxError {
  const column = Math.max(0, source.indexOf(part)) + 1;
  return new CrnSyntaxError({ line: number, column, length: part.length, source }, what, todo);
}

function readReaction(line: Line): ReactionLine {
  const [sides, rate, ...more] = line.source.split(',');
  const [left, right, ...others] = (sides ?? '').split('->');
  if (rate === undefined || more.length > 0 || right === undefined || others.length > 0)
    throw atLine(
      line,
      'this is no reaction',
      'Write `reactants->products,rate`, such as `X_1+Y_1->Y_1,0.5`.',
    );
  const names = (side: string) => {
    if (side.trim() === '') return [];
    const all = side.split('+').map((name) => name.trim());
    const bad = all.find((name) => !/^[A-Za-z]\w*$/.test(name));
    if (bad !== undefined)
      throw atLine(
        line,
        `\`${bad}\` is no name of a species`,
        'Write names joined by `+`.',
        bad || side.trim(),
      );
    return all;
  };
  return { ...line, reactants: names(left!), products: names(right), rate: positive(rate, line, false) };
}

function readNote(
  note: string,
  line: Line,
  notes: { id?: string; mu: Record<string, number>; region: Record<string, Interval> },
): void {
  const [, key = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(note) ?? [];
  if (key === 'id') notes.id = rest;
  else if (key === 'mu')
    for (const [letter, value] of assignments(rest, line)) notes.mu[letter] = positive(value, line, false);
  else if (key === 'region')
    for (const [name, value] of assignments(rest, line)) {
      const [low, high, ...more] = value.split('..');
      if (high === undefined || more.length > 0)
        throw atLine(line, `\`${value}\` is no interval`, 'Write `low..high`.', value);
      notes.region[name] = [positive(low!, line, true), positive(high, line, true)];
    }
  else throw atLine(line, `unknown note "${key}"`, 'There are `#! id`, `#! mu` and `#! region`.', key);
}

function assignments(list: string, line: Line): [name: string, value: string][] {
  if (list.trim() === '') return [];
  return list.split(',').map((one) => {
    const [name = '', value, ...more] = one.split('=').map((part) => part.trim());
    if (!/^[A-Za-z]\w*$/.test(name) || value === undefined || more.length > 0)
      throw atLine(
        line,
        `\`${one.trim()}\` gives no value to a name`,
        'Write `name=value,name=value`.',
        one.trim(),
      );
    return [name, value];
  });
}

function positive(text: string, line: Line, orZero: boolean): number {
  const value = Number(text);
  const fine = text.trim() !== '' && Number.isFinite(value) && (value > 0 || (orZero && value === 0));
  if (fine) return value;
  const least = orZero ? 'of 0 or more' : 'above 0';
  throw atLine(
    line,
    `\`${text.trim()}\` is no number ${least}`,
    `Write a decimal number ${least}.`,
    text.trim() || undefined,
  );
}
