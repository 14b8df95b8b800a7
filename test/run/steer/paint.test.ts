import { expect, test } from 'vitest';
import { paint } from '../../../src/run/steer/paint.ts';

const names = { species: ['A', 'B'], fields: ['heat'] };
const blank = () => ({ counts: Int32Array.of(1, 2, 3, 4, 5, 6), fields: [Float64Array.of(0.5, 1, 1.5)] });

test('adds to the cells and columns it names, and to no other', () => {
  const canvas = blank();
  paint(names, canvas, { kind: 'paint', cells: [0, 2], add: { B: 10, heat: -0.25 } });
  expect(Array.from(canvas.counts)).toEqual([1, 12, 3, 4, 5, 16]);
  expect(Array.from(canvas.fields[0]!)).toEqual([0.25, 1, 1.25]);
});

test('sets them', () => {
  const canvas = blank();
  paint(names, canvas, { kind: 'paint', cells: [1], set: { A: 7, heat: 0 } });
  expect(Array.from(canvas.counts)).toEqual([1, 2, 7, 4, 5, 6]);
  expect(Array.from(canvas.fields[0]!)).toEqual([0.5, 0, 1.5]);
});
