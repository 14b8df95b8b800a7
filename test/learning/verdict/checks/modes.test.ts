import { describe, expect, test } from 'vitest';
import { basinsOf } from '../../../../src/learning/verdict/checks/modes.ts';
import { poisson } from '../../../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';

/** Poisson laws of these means, with these shares of 20 000 values. */
function mixture(parts: readonly (readonly [mean: number, share: number])[]): Int32Array {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  return Int32Array.from(
    parts.flatMap(([mean, share]) => Array.from({ length: 20_000 * share }, () => poisson(stream, mean))),
  );
}

describe('basins of a law', () => {
  test('one mode is one basin, from the least to the greatest value', () => {
    const sample = mixture([[50, 1]]);
    const [basin, ...others] = basinsOf(sample);
    expect(others).toEqual([]);
    expect([basin!.low, basin!.high]).toEqual([Math.min(...sample), Math.max(...sample)]);
    expect(basin!.mass).toBe(1);
    expect(basinsOf(new Int32Array(100))).toHaveLength(1);
  });

  test('the five modes of network (16) are found', () => {
    const means = [40, 100, 200, 400, 1000];
    const basins = basinsOf(mixture(means.map((m, i) => [m, [1, 4, 6, 4, 1][i]! / 16])));
    expect(basins).toHaveLength(5);
    basins.forEach((b, i) => {
      expect(Math.abs(b.mode / means[i]! - 1)).toBeLessThan(0.1);
      expect(b.mass).toBeCloseTo([1, 4, 6, 4, 1][i]! / 16, 2);
      if (i > 0) expect(b.low).toBe(basins[i - 1]!.high + 1);
    });
  });

  test('control: a shoulder, and a mode of little mass, are no basins', () => {
    expect(
      basinsOf(
        mixture([
          [100, 0.5],
          [115, 0.5],
        ]),
      ),
    ).toHaveLength(1);
    expect(
      basinsOf(
        mixture([
          [100, 0.995],
          [1000, 0.005],
        ]),
      ),
    ).toHaveLength(1);
  });
});
