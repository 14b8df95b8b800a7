import { expect, test } from 'vitest';
import { type LeftOut, notJudged } from '../../../src/learning/verdict/left-out.ts';

const one = (over: Partial<LeftOut>): LeftOut => ({
  family: 'sd',
  what: 'X',
  lag: 1,
  left: 0,
  of: 5,
  ...over,
});

test('counts by kind, and names what nothing is judged of', () => {
  const all = [
    one({ left: 2 }),
    one({ what: 'Y', lag: 3, left: 5 }),
    one({ family: 'dwell', what: 'X in 0 … 3', lag: 0, left: 1, of: 1 }),
    one({ family: 'conditional mean' }),
  ];
  expect(notJudged(all)).toEqual([
    { name: 'sd', left: 7, of: 10, whole: 1, first: ['Y after 3'] },
    { name: 'dwell', left: 1, of: 1, whole: 1, first: ['X in 0 … 3'] },
  ]);
});

test('of many only the first are named; what cannot be compared at all is not counted', () => {
  const many = Array.from({ length: 30 }, (_, i) => one({ what: `X${i}`, left: 5 }));
  const [kind] = notJudged([...many, one({ what: 'still', left: 0, of: 0 })]);
  expect(kind).toMatchObject({ left: 150, of: 150, whole: 30 });
  expect(kind!.first).toHaveLength(12);
  expect(notJudged([one({})])).toEqual([]);
});
