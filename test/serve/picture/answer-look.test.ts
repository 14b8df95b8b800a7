import { expect, test } from 'vitest';
import { answerLook, type SeenPlanes } from '../../../src/serve/picture/answer-look.ts';
import { readPlane } from '../../../src/serve/picture/coding.ts';
import { planesOf } from '../../../src/serve/picture/planes-of.ts';
import type { Look } from '../../../src/serve/protocol.ts';
import { fakeSource } from '../fake-source.ts';

const source = fakeSource({ frames: 3 });
const look: Look = {
  type: 'look',
  run: 'run',
  look: 7,
  at: 'newest',
  planes: ['A', 'A + B', 'smell'],
  window: { x: 1, y: 1, width: 2, height: 2 },
  pixels: [100, 100],
  cells: [
    [3, 2],
    [9, 9],
  ],
};

async function frameOf(index: number, seen: SeenPlanes, asked = look) {
  const planes = planesOf(source.info, await source.read(index));
  return answerLook(source.info, asked, { index, revision: 0, frames: 3, planes }, seen);
}

test('a frame shows the window of each plane, legends of the whole grid, and the cells asked for', async () => {
  const frame = await frameOf(2, new Map());
  expect(frame).toMatchObject({
    run: 'run',
    look: 7,
    index: 2,
    step: 20,
    time: 1,
    factor: 1,
    columns: 2,
    rows: 2,
  });
  const [a, sum, smell] = frame.planes;
  expect(a).toEqual({
    name: 'A',
    coding: 'full',
    data: Uint8Array.of(7, 8, 11, 12),
    least: 2,
    greatest: 13,
    total: 90,
  });
  expect(sum!.data).toEqual(Uint8Array.of(8, 9, 12, 13));
  expect(smell!.data).toEqual(Float32Array.of(2.5, 3, 4.5, 5));
  expect(frame.cells).toEqual([
    { x: 3, y: 2, counts: [13, 1], fields: [5.5] },
    { x: 9, y: 9, counts: [], fields: [] },
  ]);
});

test('later frames of a look tell what has changed, and read back the same', async () => {
  const seen: SeenPlanes = new Map();
  const first = await frameOf(0, seen);
  const second = await frameOf(1, seen);
  const before = readPlane(first.planes[0]!, undefined);
  expect(readPlane(second.planes[0]!, before)).toEqual(Uint8Array.of(6, 7, 10, 11));
  expect(second.planes[2]).toMatchObject({ coding: 'same', data: { length: 0 } });
});

test('more cells than pixels are shrunk by a whole factor', async () => {
  const { window: _, ...whole } = look;
  const frame = await frameOf(0, new Map(), { ...whole, pixels: [2, 2], planes: ['A'] });
  expect(frame).toMatchObject({ factor: 2, columns: 2, rows: 2, shrink: 'greatest' });
  expect(frame.planes[0]!.data).toEqual(Uint8Array.of(5, 7, 9, 11));
});
