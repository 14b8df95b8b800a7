import { describe, expect, test } from 'vitest';
import { poisson } from '../../../src/numerics/samplers.ts';
import { bimodality, uniformDips } from '../../../src/numerics/sensitivity/bimodality.ts';
import { dipOf } from '../../../src/numerics/sensitivity/dip.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

function drawn(n: number, agent: number, one: (stream: Stream) => number): Float64Array {
  const stream = new Stream().open(21, 0, agent, Purpose.check);
  return Float64Array.from({ length: n }, () => one(stream));
}

const table50 = { median: 0.3454, ninetyFive: 0.4969 };
const uniform = uniformDips(400, 1, 500);
const ask = (sample: Float64Array) => bimodality(sample, { seed: 1, uniform });

describe('bimodality', () => {
  test('one hump is one, whatever its shape', () => {
    // √n · dip is 0.28 ± 0.055 at most for these (3000 samples each); 99 % of uniform ones are below 0.61.
    for (const shape of [
      (s: Stream) => s.normal(),
      (s: Stream) => s.exponential(),
      (s: Stream) => poisson(s, 3),
    ])
      expect(ask(drawn(400, 1, shape))).toMatchObject({ two: false, valley: undefined });
  });

  test('two humps far apart are two, with their places and shares', () => {
    const found = ask(drawn(400, 2, (s) => s.normal() + (s.uniform() < 0.5 ? 0 : 8)));
    expect(found).toMatchObject({ two: true, jittered: false, p: 1 / 501 });
    // Medians of 200: 0.09 each; shares 0.025: 6.1 deviations.
    expect(Math.abs(found.humps[0]!.place)).toBeLessThan(0.55);
    expect(Math.abs(found.humps[1]!.place - 8)).toBeLessThan(0.55);
    expect(Math.abs(found.humps[0]!.share - 0.5)).toBeLessThan(0.16);
    expect(found.humps[0]!.share + found.humps[1]!.share).toBeCloseTo(1, 12);
    const [low, high] = found.valley!;
    expect(low > 0 && high < 8 && low < high).toBe(true);
  });

  test('counts of few values are judged as counts', () => {
    const counts = drawn(400, 3, (s) => Math.round(1.5 * s.normal() + 10));
    expect(ask(counts)).toMatchObject({ two: false, jittered: true });
    // Control: taken as they are, equal values are humps.
    const dip = Math.sqrt(400) * dipOf(counts.slice().sort()).dip;
    expect(dip).toBeGreaterThan(uniform.scaled.at(-1)!);
    const fates = ask(drawn(400, 4, (s) => (s.uniform() < 0.8 ? 0 : poisson(s, 30))));
    expect(fates).toMatchObject({ two: true, jittered: true });
    expect(fates.humps[0]!.place).toBe(0);
    expect(Math.abs(fates.humps[0]!.share - 0.8)).toBeLessThan(0.13);
    expect(Math.abs(fates.humps[1]!.place - 30)).toBeLessThan(5);
  });

  test.each<[string, (s: Stream) => number, number]>([
    ['times of frames', (s) => 0.5 * Math.round(2 * (s.normal() + 20)), 0.5],
    ['frames of a tenth', (s) => 0.1 * Math.round(10 * (0.2 * s.normal() + 7)), 0.1],
    ['even counts', (s) => 2 * Math.round(1.5 * s.normal() + 10), 2],
  ])('one hump on a grid is one: %s', (_, one, step) => {
    const sample = drawn(400, 5, one);
    expect(ask(sample)).toMatchObject({ two: false, jittered: true });
    // Controls: taken as they are, equal values are humps; and so are two fates on the same grid.
    expect(Math.sqrt(400) * dipOf(sample.slice().sort()).dip).toBeGreaterThan(uniform.scaled.at(-1)!);
    expect(ask(sample.map((x, i) => x + (i % 2) * 40 * step))).toMatchObject({ two: true, jittered: true });
  });

  test('values that repeat on no grid are spread by their least distance', () => {
    const places = [0, 1, Math.SQRT2, Math.E, Math.PI, 4.2, 2 * Math.E, 6.1];
    const sample = drawn(400, 6, (s) => places[s.integer(places.length)]!);
    expect(ask(sample).jittered).toBe(true);
    expect(ask(drawn(400, 6, (s) => s.uniform())).jittered).toBe(false);
  });

  test('two values alone are two fates where their grid is known to be finer, and not otherwise', () => {
    const fates = drawn(400, 7, (s) => (s.uniform() < 0.5 ? 0 : 30));
    expect(bimodality(fates, { seed: 1, uniform, step: 1 }).two).toBe(true);
    expect(ask(fates).two).toBe(false);
  });

  test('a uniform sample is rejected as often as was asked for', () => {
    // 600 at a chance of 10 %, which itself is known to 1.3 %: 60 ± 11; 6.1 deviations.
    let rejected = 0;
    for (let i = 0; i < 600; i++)
      if (
        bimodality(
          drawn(400, 10 + i, (s) => s.uniform()),
          { seed: i, chance: 0.1, uniform },
        ).two
      )
        rejected++;
    expect(Math.abs(rejected - 60)).toBeLessThan(60);
    expect(rejected).toBeGreaterThan(5);
  });

  test('the chances of the dip are those of the published table', () => {
    // Quantiles of √n · dip at n = 50, of a million samples: Maechler, R package diptest, table qDiptab.
    const { scaled } = uniformDips(50, 3, 4000);
    const share = (below: number) => scaled.filter((x) => x < below).length / scaled.length;
    // 6.1 deviations of a share of 4000.
    expect(Math.abs(share(table50.median) - 0.5)).toBeLessThan(0.049);
    expect(Math.abs(share(table50.ninetyFive) - 0.95)).toBeLessThan(0.022);
    expect(Math.abs(share(1.1 * table50.median) - 0.5)).toBeGreaterThan(0.049);
  });

  test('what cannot be is refused', () => {
    expect(() => bimodality([1, 2, 3], { seed: 1 })).toThrow(/there are 3 values/);
    expect(() => bimodality([1, 2, 3, 4, 5], { seed: 1, uniform })).toThrow(
      /400 values are no measure for 5/,
    );
    expect(() => bimodality([1, 2, 3, Number.NaN], { seed: 1 })).toThrow(/output 3 is NaN/);
    expect(() => uniformDips(0, 1)).toThrow(/0 values/);
  });
});
