import { describe, expect, test } from 'vitest';
import { MomentSums } from '../../../../src/learning/verdict/checks/moments.ts';
import { binomial, poisson } from '../../../../src/numerics/samplers.ts';
import type { Stream } from '../../../../src/numerics/streams.ts';
import { type Draw, failing, limits, settingsOf } from '../samples-of.ts';

const exact: Draw = (stream) => poisson(stream, 30);
const sumsOf = (learned: Draw, of: Draw = exact) => {
  const sums = new MomentSums();
  const row = (draw: Draw) => (stream: Stream) => [draw(stream)];
  for (const [three] of settingsOf(10, 2000, row(of), row(learned))) sums.add(three!);
  return sums;
};
const readings = (learned: Draw, of: Draw = exact) => sumsOf(learned, of).readings('X', 1, limits);

describe('moments', () => {
  test('an exact kernel fails none of them, and none is left out', () => {
    expect(readings(exact).map((r) => r.family)).toEqual(['mean', 'sd', 'skewness']);
    expect(failing(readings(exact))).toEqual([]);
  });

  test('control: a mean that is 0.2 standard deviations off; a spread that is 20 % off', () => {
    expect(failing(readings((stream) => poisson(stream, 31.1)))).toEqual(['mean']);
    expect(failing(readings((stream) => Math.round(30 + 1.2 * (poisson(stream, 30) - 30))))).toEqual(['sd']);
  });

  test('control: the right mean and spread the other way round', () => {
    expect(
      failing(
        readings(
          (stream) => 4 - poisson(stream, 2),
          (stream) => poisson(stream, 2),
        ),
      ),
    ).toEqual(['skewness']);
  });

  test('control: a kernel that has collapsed to the mean fails by its spread', () => {
    expect(failing(readings(() => 30))).toContain('sd');
    const nearly: Draw = (stream) => 30 + binomial(stream, 1, 0.001);
    expect(failing(readings(nearly))).toContain('sd');
  });

  test('a species that hardly ever moves has no spread to compare', () => {
    expect(readings(exact, () => 4).map((r) => r.family)).toEqual(['mean']);
  });

  test('a spread that too few make is counted as left out; control: one that there is not, is not', () => {
    const left = (of: Draw) => sumsOf(of, of).leftOut('X', 1);
    const rare: Draw = (stream) => binomial(stream, 1, 0.002);
    expect(left(rare)).toEqual([
      { family: 'sd', what: 'X', lag: 1, left: 10, of: 10 },
      { family: 'skewness', what: 'X', lag: 1, left: 10, of: 10 },
    ]);
    expect(left(() => 4)[0]).toMatchObject({ left: 0, of: 0 });
    expect(left(exact)[0]).toMatchObject({ left: 0, of: 10 });
  });
});
