import { expect, test } from 'vitest';
import { splitLaw } from '../../../src/cme/fsp/split-law.ts';
import { crn } from '../../../src/crn/crn.ts';
import { evaluate } from '../../../src/crn/evaluate.ts';

const split = (law: string, moving: boolean[] = [false, false]) => {
  const network = crn(`species X, Y\nrates k, m\nX -> 0 @ {${law}}`);
  const found = splitLaw(network.reactions[0]!.law, moving);
  if (!found) return undefined;
  const [counts, rates, time] = [[3, 5], [0.7, 1.3], 2.2];
  const whole = evaluate(network.reactions[0]!.law, counts, rates, time);
  // Each factor is blind to what it must not read.
  const ofTime = evaluate(found.ofTime, [], rates, time);
  const ofCounts = evaluate(
    found.ofCounts,
    counts,
    rates.map((rate, i) => (moving[i] ? Number.NaN : rate)),
    Number.NaN,
  );
  expect(ofTime * ofCounts).toBeCloseTo(whole, 12);
  return found;
};

test('takes products and quotients apart', () => {
  expect(split('k * (1 + m * sin(t)) * X * Y')).toBeDefined();
  expect(split('X / (1 + t) * (Y - 1)')).toBeDefined();
  expect(split('k * X', [true, false])).toBeDefined();
  expect(split('k * X')).toBeDefined();
  expect(split('t + k')).toBeDefined();
});

test('leaves alone what is no product of the two', () => {
  expect(split('X / (1 + t * Y)')).toBeUndefined();
  expect(split('X * (Y + t)')).toBeUndefined();
  expect(split('k + X', [true, false])).toBeUndefined();
});
