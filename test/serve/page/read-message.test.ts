import { expect, test } from 'vitest';
import { Refusal, readMessage } from '../../../src/serve/page/read-message.ts';
import type { PageMessage } from '../../../src/serve/protocol/from-page.ts';
import { limits } from '../../../src/serve/protocol/terms.ts';
import { fakeSource } from '../fake-source.ts';

const { info } = fakeSource();
const infoOf = (run: string) => (run === 'run' ? info : undefined);
const read = (value: unknown) => readMessage(JSON.stringify(value), infoOf);

const look = { type: 'look', run: 'run', look: 1, at: 'newest', planes: ['A'], pixels: [9, 9], cells: [] };

const good: PageMessage[] = [
  look as PageMessage,
  {
    ...look,
    at: 5,
    window: { x: 0.5, y: 1, width: 2, height: 1 },
    shrink: 'mean',
    cells: [[3, 2]],
  } as PageMessage,
  { type: 'leave', run: 'run' },
  { type: 'ack', run: 'run', look: 1, index: 2, revision: 0 },
  { type: 'series', run: 'run', bands: ['A', 'A + B', 'smell'], points: 100 },
  { type: 'cell', run: 'run', x: 3, y: 2, points: 100 },
  { type: 'control', run: 'run', tag: 4, action: 'step' },
  { type: 'change', run: 'run', tag: 5, change: { kind: 'rate', name: 'k', value: 2 } },
  { type: 'change', run: 'run', tag: 5, change: { kind: 'paint', cells: [0, 1], add: { A: 3 } } },
  { type: 'fork', run: 'run', tag: 6, index: 0, changes: [], later: 'drop' },
];

test.each(good.map((message) => [message.type, message]))('%s is read as it was written', (_, message) => {
  expect(read(message)).toEqual(message);
});

test('entries that the protocol does not name are left behind', () => {
  expect(read({ ...look, extra: 1, toString: 'x' })).toEqual(look);
});

const long = 'A'.repeat(5000);
const bad: [string, unknown][] = [
  ['no object', 7],
  ['null', null],
  ['a list', []],
  ['no type', { run: 'run' }],
  ['an unknown type', { type: 'exec', run: 'run' }],
  ['a type from the prototype', { type: 'constructor', run: 'run' }],
  ['a run that is not there', { ...look, run: 'other' }],
  ['a run from the prototype', { ...look, run: '__proto__' }],
  ['a run that is no name', { ...look, run: ['run'] }],
  ['a look that is no number', { ...look, look: '1' }],
  ['a frame below 0', { ...look, at: -1 }],
  ['half a frame', { ...look, at: 0.5 }],
  ['a frame past all counting', { ...look, at: 1e300 }],
  ['planes that are not there', { ...look, planes: ['Z'] }],
  ['planes that are no names', { ...look, planes: [{}] }],
  ['a very long name', { ...look, planes: [long] }],
  ['too many planes', { ...look, planes: Array(limits.planes + 1).fill('A') }],
  ['the route of a run that has none', { ...look, planes: ['@route'] }],
  ['no pixels', { ...look, pixels: [0, 5] }],
  ['too many pixels', { ...look, pixels: [5, 1e9] }],
  ['pixels that are no pair', { ...look, pixels: [5] }],
  ['a window of words', { ...look, window: { x: 'a', y: 0, width: 1, height: 1 } }],
  ['a window that is none', { ...look, window: 3 }],
  ['another way to shrink', { ...look, shrink: 'median' }],
  ['too many cells', { ...look, cells: Array(limits.cells + 1).fill([0, 0]) }],
  ['cells far outside', { ...look, cells: [[99, 0]] }],
  ['an ack of nothing', { type: 'ack', run: 'run' }],
  ['one point', { type: 'series', run: 'run', bands: [], points: 1 }],
  ['too many points', { type: 'series', run: 'run', bands: [], points: 1e7 }],
  ['a cell outside', { type: 'cell', run: 'run', x: 4, y: 0, points: 9 }],
  ['another action', { type: 'control', run: 'run', tag: 1, action: 'explode' }],
  ['no tag', { type: 'control', run: 'run', action: 'pause' }],
  ['no change', { type: 'change', run: 'run', tag: 1 }],
  [
    'a rate that is no number',
    { type: 'change', run: 'run', tag: 1, change: { kind: 'rate', name: 'k', value: 'x' } },
  ],
  [
    'too many painted cells',
    {
      type: 'change',
      run: 'run',
      tag: 1,
      change: { kind: 'paint', cells: Array(limits.paintedCells + 1).fill(0), add: { A: 1 } },
    },
  ],
  ['a fork into what is no change', { type: 'fork', run: 'run', tag: 1, index: 0, changes: [7] }],
];

test.each(bad)('%s is refused', (_, value) => {
  expect(() => read(value)).toThrow(Refusal);
});

test('what is no JSON is refused', () => {
  for (const text of ['', '{', 'NaN', '{"type":"look"', '\u0000'])
    expect(() => readMessage(text, infoOf)).toThrow(Refusal);
});

test('a refusal carries the tag of the request, so that the page knows which', () => {
  const refused = (value: unknown): Refusal => {
    try {
      read(value);
    } catch (error) {
      return error as Refusal;
    }
    throw new Error('it was not refused');
  };
  expect(refused({ type: 'control', run: 'run', tag: 9, action: 'explode' })).toMatchObject({ tag: 9 });
  expect(refused({ type: 'control', run: 'run', tag: 'x', action: 'pause' })).toMatchObject({ tag: 0 });
});
