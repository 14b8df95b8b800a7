import { expect, test } from 'vitest';
import { fitStart } from '../../../../../src/learning/rncrn/train/start.ts';
import { sine } from '../problems.ts';

test.each([
  ['adam', 0.02],
  ['adamax', 0.05],
] as const)('%s gets down, and leaves the best weights that it met', (kind, rate) => {
  const { losses, cost } = fitStart(sine, { kind, rate, iterations: 400 }, 1, 0);
  expect(cost).toBe(Math.min(...losses));
  expect(cost).toBeLessThan(losses[0]! / 4);
});

test('control: with a rate that is far too large the last weights are not the best, and are not left', () => {
  const { losses, cost } = fitStart(sine, { kind: 'adam', rate: 2, iterations: 60 }, 1, 0);
  expect(losses.at(-1)).toBeGreaterThan(cost);
  expect(cost).toBe(Math.min(...losses));
});
