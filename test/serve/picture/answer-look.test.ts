import { expect, test } from 'vitest';
import { answerLook, type SeenPlanes } from '../../../src/serve/picture/answer-look.ts';
import { readPlane } from '../../../src/serve/picture/coding.ts';
import { planesOf } from '../../../src/serve/picture/planes-of.ts';
import type { Look } from '../../../src/serve/protocol/from-page.ts';
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

test('where routes are asked for, shares are of the whole grid, and a pixel shows the greatest of its cells', async () => {
  const route = Uint8Array.of(1, 1, 1, 1, 3, 3, 2, 1, 1, 4, 1, 1);
  const info = { ...source.info, overlays: ['route'] as const };
  const planes = planesOf(info, { ...(await source.read(0)), route });
  const answer = (more: Partial<Look>) =>
    answerLook(info, { ...look, ...more }, { index: 0, revision: 0, frames: 1, planes }, new Map());
  const { window: _, ...whole } = look;
  const asked = { ...whole, planes: ['A', '@route'], pixels: [2, 2], shrink: 'mean' } as const;
  const frame = answerLook(info, asked, { index: 0, revision: 0, frames: 1, planes }, new Map());
  expect(frame.routes).toEqual([0, 8 / 12, 1 / 12, 2 / 12, 1 / 12, 0]);
  expect(frame.planes[1]!.data).toEqual(Uint8Array.of(3, 2, 4, 1));
  expect(answer({ planes: ['@route'] }).planes[0]!.data).toEqual(Uint8Array.of(3, 2, 4, 1));
  // The cell at (3, 2), and one outside the grid; the way of a cell is told whether or not the plane is.
  const plain = answer({ planes: ['A'] });
  expect(plain.routes).toBeUndefined();
  expect(plain.cells).toMatchObject([{ route: 1 }, { counts: [] }]);
  expect('route' in plain.cells[1]!).toBe(false);
});
