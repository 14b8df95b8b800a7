import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { checkTimeless } from '../../src/kernels/check-timeless.ts';

test('a law that reads the time, and an event, are refused by name', () => {
  expect(() => checkTimeless(crn('A -> 0 @ {A * t}'), 'tau-leaping')).toThrow(
    /reads the time t, which tau-leaping does not follow\nUse the kernel ssa/,
  );
  expect(() => checkTimeless(crn('A -> 0 @ k\nat 5: A = 10'), 'a learned kernel')).toThrow(
    /events happen inside a step, which a learned kernel leaps over/,
  );
});

test('other networks are not', () => {
  expect(() => checkTimeless(crn('A -> 0 @ {A * k}'), 'tau-leaping')).not.toThrow();
});
