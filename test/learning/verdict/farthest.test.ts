import { expect, test } from 'vitest';
import type { Verdict } from '../../../src/kernels/verdict.ts';
import { farthestOf, timesFloor } from '../../../src/learning/verdict/farthest.ts';

const distance = (species: string, l1: number, l1Floor: number) => ({
  ...{ species, lag: 1, l1, l1Floor, iou: 0, iouFloor: 0 },
  ...{ ratio: null, meanShift: 0, meanShiftFloor: 0, l1Self: 0, iouSelf: 0 },
});
const verdictOf = (rule: Verdict['rule'], ours: number[][], published: number[][]): Verdict =>
  ({
    rule,
    distances: ours.map(([l1, floor], i) => distance(`A${i}`, l1!, floor!)),
    published: published.map(([l1, floor], i) => distance(`A${i}`, l1!, floor!)),
  }) as unknown as Verdict;

test('the farthest in units of its floor, by the rule that decides', () => {
  const [ours, published] = [
    [
      [0.3, 0.2],
      [0.1, 0.05],
    ],
    [
      [0.5, 0.1],
      [0.1, 0.1],
    ],
  ];
  expect(farthestOf(verdictOf('ours', ours, published))!.species).toBe('A1');
  expect(timesFloor(farthestOf(verdictOf('ours', ours, published))!)).toBeCloseTo(2, 12);
  expect(farthestOf(verdictOf('published', ours, published))!.species).toBe('A0');
});

test('nothing where two exact sets never differ', () => {
  expect(farthestOf(verdictOf('ours', [[0.3, 0]], []))).toBeUndefined();
});
