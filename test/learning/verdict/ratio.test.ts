import { expect, test } from 'vitest';
import { ratioInterval } from '../../../src/learning/verdict/ratio.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

const stream = new Stream().open(5, 0, 0, Purpose.analysis);
const about = (middle: number) => Array.from({ length: 25 }, () => middle * (1 + 0.2 * stream.normal()));

test('an interval around the ratio, as wide as 25 settings make it', () => {
  const [low, high] = ratioInterval(about(1.5), about(1), 1, 0)!;
  expect(low).toBeLessThan(1.5);
  expect(high).toBeGreaterThan(1.5);
  // Each mean has a relative error of 0.04: four of both are 0.22.
  expect(high - low).toBeGreaterThan(0.08);
  expect(high - low).toBeLessThan(0.6);
});

test('the seed and the number decide it; without a floor there is none', () => {
  const [a, b] = [about(2), about(1)];
  expect(ratioInterval(a, b, 1, 0)).toEqual(ratioInterval(a, b, 1, 0));
  expect(ratioInterval(a, b, 1, 0)).not.toEqual(ratioInterval(a, b, 1, 1));
  expect(ratioInterval([0, 0], [0, 0], 1, 0)).toBeNull();
});
