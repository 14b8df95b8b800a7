import { describe, expect, test } from 'vitest';
import {
  addByOurRule,
  noDistances,
  overFloor,
  wholeBins,
} from '../../../../src/learning/verdict/checks/histograms.ts';
import { binomial, poisson } from '../../../../src/numerics/samplers.ts';
import { mean, standardDeviation } from '../../../../src/numerics/statistics.ts';
import type { Stream } from '../../../../src/numerics/streams.ts';
import { type Draw, failing, limits, settingsOf } from '../samples-of.ts';

const tableOf = (settings: number, n: number, exact: Draw, learned: Draw) => {
  const table = noDistances();
  const row = (draw: Draw) => (stream: Stream) => [draw(stream)];
  for (const [three] of settingsOf(settings, n, row(exact), row(learned))) addByOurRule(table, three!, 200);
  return table;
};
const laws: readonly (readonly [string, Draw])[] = [
  ['two values', (stream) => binomial(stream, 1, 0.3)],
  ['a rare value', (stream) => binomial(stream, 1, 0.004)],
  ['some ten values', (stream) => poisson(stream, 5)],
  ['more values than a sample can fill', (stream) => poisson(stream, 900)],
];

describe('histogram distances', () => {
  test.each(laws)('their noise is what it is said to be: %s', (_name, law) => {
    const { l1, l1Floor, variance } = tableOf(600, 500, law, law);
    const off = l1.map((d, i) => d - l1Floor[i]!);
    const said = Math.sqrt(variance / l1.length);
    // 600 settings know a standard deviation to 3 %: six of those, and what the bound gives away.
    expect(standardDeviation(off) / said).toBeLessThan(1.18);
    expect(standardDeviation(off) / said).toBeGreaterThan(0.6);
    expect(Math.abs(mean(off))).toBeLessThan((6.5 * said) / Math.sqrt(600));
  });

  test('an exact kernel passes; control: 10 % more molecules do not', () => {
    const failed = (learned: Draw) =>
      failing([
        overFloor('distance', 'X', 1, tableOf(25, 2000, laws[2]![1], learned), limits.distanceOverFloor),
      ]);
    expect(failed(laws[2]![1])).toEqual([]);
    expect(failed((stream) => poisson(stream, 5.5))).toEqual(['distance']);
  });

  test('a bin for every number; equal bins where that is too many', () => {
    expect(wholeBins({ low: 3, high: 12 }, 200)).toEqual({ range: { low: 2.5, high: 12.5 }, n: 10 });
    expect(wholeBins({ low: 0, high: 999 }, 200)).toEqual({ range: { low: 0, high: 999 }, n: 200 });
  });
});
