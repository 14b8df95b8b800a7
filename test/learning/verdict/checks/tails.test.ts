import { expect, test } from 'vitest';
import { TailSums } from '../../../../src/learning/verdict/checks/tails.ts';
import { poisson } from '../../../../src/numerics/samplers.ts';
import type { Stream } from '../../../../src/numerics/streams.ts';
import { type Draw, failing, limits, settingsOf } from '../samples-of.ts';

const exact: Draw = (stream) => poisson(stream, 50);
const readings = (learned: Draw) => {
  const sums = new TailSums();
  const row = (draw: Draw) => (stream: Stream) => [draw(stream)];
  for (const [three] of settingsOf(40, 4000, row(exact), row(learned))) sums.add(three!);
  return sums.readings('X', 1, limits);
};

test('an exact kernel has as much beyond the ends as another exact set', () => {
  expect(failing(readings(exact))).toEqual([]);
});

test('control: strays in one of a hundred trajectories, above or below', () => {
  expect(failing(readings((stream) => (stream.uniform() < 0.01 ? 120 : exact(stream))))).toEqual(['tail']);
  expect(failing(readings((stream) => (stream.uniform() < 0.01 ? 5 : exact(stream))))).toEqual(['tail']);
});

test('control: tails that are cut off', () => {
  const cut: Draw = (stream) => Math.min(65, Math.max(36, exact(stream)));
  expect(failing(readings(cut))).toEqual(['tail']);
});
