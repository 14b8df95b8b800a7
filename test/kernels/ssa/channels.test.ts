import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import {
  type CoupleTree,
  couplesOf,
  coupleTree,
  isPair,
  type Shape,
  shapeOf,
} from '../../../src/kernels/ssa/channels.ts';

test('reactions of one change are a channel, opposite channels a couple, time-dependent ones alone', () => {
  const network = crn(`
    A -> B     @ 1
    C -> 0     @ 1
    B -> A     @ 2
    A + C -> B + C @ 3
    0 -> 2 C   @ 1
    A -> B     @ {A * t}
  `);
  const numbers = couplesOf(network).map(({ forward, backward }) => [
    forward.reactions,
    backward?.reactions ?? [],
  ]);
  expect(numbers).toEqual([
    [[0, 3], [2]],
    [[1], []],
    [[4], []],
    [[5], []],
  ]);
});

const leavesOf = (shape: Shape): number[] =>
  isPair(shape) ? [...leavesOf(shape[0]), ...leavesOf(shape[1])] : [shape];
const depthOf = (shape: Shape): number =>
  isPair(shape) ? 1 + Math.max(depthOf(shape[0]), depthOf(shape[1])) : 0;

test('the tree holds every reaction once and is hardly deeper than a balanced one', () => {
  const species = ['A', 'B', 'C', 'D'];
  const reaction = fc
    .tuple(fc.constantFrom(...species), fc.constantFrom(...species))
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => `${from} -> ${to} @ 1`);
  fc.assert(
    fc.property(fc.array(reaction, { minLength: 1, maxLength: 60 }), (lines) => {
      const network = crn(lines.join('\n') as string);
      const tree = coupleTree(couplesOf(network)) as CoupleTree;
      const shape = shapeOf(tree);
      expect(leavesOf(shape).sort((a, b) => a - b)).toEqual(lines.map((_, j) => j));
      expect(depthOf(shape)).toBeLessThanOrEqual(Math.ceil(Math.log2(lines.length)) + 3);
    }),
    { seed: 3 },
  );
});

test('no reactions, no tree', () => {
  expect(coupleTree([])).toBeUndefined();
});
