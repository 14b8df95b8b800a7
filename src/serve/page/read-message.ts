/**
 * Reads what a page has sent. A page may be anything that can open a socket: each entry is looked at, and
 * what is not as the protocol says is refused in words, never passed on.
 */
import { isChange } from '../../record/intervention.ts';
import { knowsPlane } from '../picture/planes-of.ts';
import { routePlane, type Window } from '../protocol/frames.ts';
import type {
  Ack,
  CellRequest,
  Change,
  ChangeRequest,
  Control,
  ForkRequest,
  Leave,
  Look,
  PageMessage,
  SeriesRequest,
} from '../protocol/from-page.ts';
import type { RunFacts } from '../protocol/run-info.ts';
import { limits } from '../protocol/terms.ts';

/** A message that is not as it should be. `kind` groups those refused for the same reason. */
export class Refusal extends Error {
  readonly kind: string;
  /** Of the message, where it has one. */
  readonly tag: number;
  constructor(kind: string, what: string, tag = 0) {
    super(what);
    this.kind = kind;
    this.tag = tag;
  }
}

type Entries = Readonly<Record<string, unknown>>;
type Checks = (entries: Entries, info: RunFacts) => PageMessage;

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function refuse(entry: string, wanted: string): never {
  throw new Refusal(`entry ${entry}`, `\`${entry}\` is not ${wanted}`);
}

function whole(entries: Entries, entry: string, most: number): number {
  const value = entries[entry];
  return isWhole(value, most) ? value : refuse(entry, `a whole number from 0 to ${most}`);
}

function oneOf<T extends string>(entries: Entries, entry: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === entries[entry]) ?? refuse(entry, `one of ${choices.join(', ')}`);
}

function list(entries: Entries, entry: string, most: number): readonly unknown[] {
  const value = entries[entry];
  return Array.isArray(value) && value.length <= most ? value : refuse(entry, `a list of at most ${most}`);
}

/** Frame numbers, looks and tags. */
const mostCounted = 2 ** 48;

function planes(entries: Entries, entry: string, info: RunFacts): string[] {
  return list(entries, entry, limits.planes).map((name) =>
    typeof name === 'string' && name.length <= 1000 && knowsPlane(info, name)
      ? name
      : refuse(entry, 'a list of planes that the run has'),
  );
}

function windowOf(value: unknown): Window {
  if (typeof value !== 'object' || value === null) refuse('window', 'a rectangle');
  const { x, y, width, height } = value as Entries;
  const numbers = [x, y, width, height].map((n) =>
    typeof n === 'number' && Number.isFinite(n) ? n : refuse('window', 'four numbers'),
  );
  return { x: numbers[0]!, y: numbers[1]!, width: numbers[2]!, height: numbers[3]! };
}

function pair(value: unknown, entry: string, least: number, most: number): [number, number] {
  if (!Array.isArray(value) || value.length !== 2) refuse(entry, 'a pair of numbers');
  const [a, b]: unknown[] = value;
  return isWhole(a, most) && isWhole(b, most) && a >= least && b >= least
    ? [a, b]
    : refuse(entry, `a pair of whole numbers from ${least} to ${most}`);
}

function look(e: Entries, info: RunFacts): Look {
  const cells = e.cells === undefined ? [] : list(e, 'cells', limits.cells);
  return {
    type: 'look',
    run: info.id,
    look: whole(e, 'look', mostCounted),
    at: e.at === 'newest' ? 'newest' : whole(e, 'at', mostCounted),
    planes: planes(e, 'planes', info),
    ...(e.window === undefined ? {} : { window: windowOf(e.window) }),
    pixels: pair(e.pixels, 'pixels', 1, limits.pixels),
    ...(e.shrink === undefined ? {} : { shrink: oneOf(e, 'shrink', ['greatest', 'mean']) }),
    cells: cells.map((cell) => pair(cell, 'cells', 0, Math.max(info.width, info.height))),
  };
}

function ack(e: Entries, info: RunFacts): Ack {
  return {
    type: 'ack',
    run: info.id,
    look: whole(e, 'look', mostCounted),
    index: whole(e, 'index', mostCounted),
    revision: whole(e, 'revision', mostCounted),
  };
}

function points(e: Entries): number {
  const n = whole(e, 'points', limits.points);
  return n >= 2 ? n : refuse('points', '2 or more');
}

function series(e: Entries, info: RunFacts): SeriesRequest {
  const bands = planes(e, 'bands', info);
  if (bands.includes(routePlane)) refuse('bands', 'a list of species and fields');
  return { type: 'series', run: info.id, bands, points: points(e) };
}

function cell(e: Entries, info: RunFacts): CellRequest {
  const [x, y] = [whole(e, 'x', info.width - 1), whole(e, 'y', info.height - 1)];
  return { type: 'cell', run: info.id, x, y, points: points(e) };
}

function tagged(e: Entries): number {
  return whole(e, 'tag', mostCounted);
}

function control(e: Entries, info: RunFacts): Control {
  const action = oneOf(e, 'action', ['pause', 'resume', 'step', 'stop']);
  return { type: 'control', run: info.id, tag: tagged(e), action };
}

function changeOf(value: unknown, entry: string): Change {
  if (!isChange(value)) refuse(entry, 'a change of a rate or of cells');
  if (value.kind === 'paint' && value.cells.length > limits.paintedCells)
    refuse(entry, `a painting of at most ${limits.paintedCells} cells`);
  return value;
}

function changeRequest(e: Entries, info: RunFacts): ChangeRequest {
  return { type: 'change', run: info.id, tag: tagged(e), change: changeOf(e.change, 'change') };
}

function forkRequest(e: Entries, info: RunFacts): ForkRequest {
  return {
    type: 'fork',
    run: info.id,
    tag: tagged(e),
    index: whole(e, 'index', mostCounted),
    changes: list(e, 'changes', limits.changes).map((one) => changeOf(one, 'changes')),
    ...(e.later === undefined ? {} : { later: oneOf(e, 'later', ['keep', 'drop']) }),
  };
}

const leave = (_: Entries, info: RunFacts): Leave => ({ type: 'leave', run: info.id });

const readers: ReadonlyMap<unknown, Checks> = new Map<PageMessage['type'], Checks>([
  ['look', look],
  ['leave', leave],
  ['ack', ack],
  ['series', series],
  ['cell', cell],
  ['control', control],
  ['change', changeRequest],
  ['fork', forkRequest],
]);

/**
 * One message of a page, with nothing in it but what the protocol names.
 *
 * @param infoOf  the run of that name; undefined where there is none
 * @throws Refusal
 */
export function readMessage(text: string, infoOf: (run: string) => RunFacts | undefined): PageMessage {
  const value = parsed(text);
  const tag = isWhole(value.tag, mostCounted) ? value.tag : 0;
  const read = readers.get(value.type);
  if (!read) throw new Refusal('type', 'there is no message of this type', tag);
  const info = typeof value.run === 'string' ? infoOf(value.run) : undefined;
  if (!info) throw new Refusal('run', 'there is no such run', tag);
  try {
    return read(value, info);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.kind, `${read.name}: ${error.message}`, tag) : error;
  }
}

function parsed(text: string): Entries {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('json', 'the message is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal('json', 'the message is no JSON object');
  return value as Entries;
}
