import { expect, test } from 'vitest';
import { Allowance } from '../../../src/serve/page/allowance.ts';
import { turnedClock } from '../turned-clock.ts';

test('ten seconds’ worth at once, then as many as the rate allows', () => {
  const clock = turnedClock();
  const allowance = new Allowance(clock, 5);
  const taken = (tries: number): number =>
    Array.from({ length: tries }, () => allowance.take()).filter(Boolean).length;
  expect(taken(60)).toBe(50);
  clock.turn(1000);
  expect(taken(60)).toBe(5);
  clock.turn(3_600_000);
  expect(taken(60)).toBe(50);
});
