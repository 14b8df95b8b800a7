import { expect, test } from 'vitest';
import { Toll } from '../../../src/serve/page/toll.ts';
import { turnedClock } from '../turned-clock.ts';

test('what a page causes is paid by fifty times as much work of the process', () => {
  const clock = turnedClock();
  const toll = new Toll(clock);
  expect(toll.charge(() => (clock.work(4), 'made'))).toBe('made');
  expect(toll.owed).toBeCloseTo(4 / 0.02);
  toll.charge(() => clock.work(2));
  expect(toll.owed).toBeCloseTo(6 / 0.02 - 2);
  clock.spend(100);
  expect(toll.owed).toBeCloseTo(198);
  // Time in which nothing works pays nothing.
  clock.turn(10_000);
  expect(toll.owed).toBeCloseTo(198);
  clock.spend(199);
  expect(toll.owed).toBe(0);
});

test('work before is no credit, and threads beside are not charged', () => {
  const clock = turnedClock();
  const toll = new Toll(clock);
  clock.spend(1_000_000);
  toll.charge(() => {
    clock.work(4);
    clock.spend(8);
  });
  expect(toll.owed).toBeCloseTo(4 / 0.02);
  toll.forgive();
  expect(toll.owed).toBe(0);
});

test('work that fails is charged, and fails', () => {
  const clock = turnedClock();
  const toll = new Toll(clock);
  const fail = (): void => {
    clock.work(4);
    throw new RangeError('damaged');
  };
  expect(() => toll.charge(fail)).toThrow(RangeError);
  expect(toll.owed).toBeCloseTo(4 / 0.02);
});

test('a thread that has to wait for the processor is charged what it works, not how long it takes', () => {
  const clock = turnedClock();
  const toll = new Toll(clock);
  toll.charge(() => {
    clock.work(4);
    clock.turn(50);
  });
  expect(toll.owed).toBeCloseTo(4 / 0.02);
});
