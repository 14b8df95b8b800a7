import { describe, expect, test } from 'vitest';
import { firstPassage, meanFirstPassage } from '../../src/cme/first-passage.ts';
import { crn } from '../../src/crn/crn.ts';
import { ScenarioError } from '../../src/errors.ts';
import { allOf } from '../support/all-of.ts';

const pond = { network: crn('0 -> X @ birth\nX -> 0 @ death'), rates: { birth: 10, death: 1 } };

/** Mean time of birth and death from `from` up to `to`, or down to it. */
function birthDeathMean(
  birth: (n: number) => number,
  death: (n: number) => number,
  from: number,
  to: number,
) {
  let mean = 0;
  if (to > from)
    for (let n = 0, step = 0; n < to; n++) {
      // Time from n to n + 1.
      step = (1 + death(n) * step) / birth(n);
      if (n >= from) mean += step;
    }
  else
    for (let n = 400, step = 0; n > to; n--) {
      step = (1 + birth(n) * step) / death(n);
      if (n <= from) mean += step;
    }
  return mean;
}

describe('survival', () => {
  test('decay of one molecule: exponential', async () => {
    const task = { network: crn('X -> 0 @ k'), rates: { k: 2 }, start: { X: 1 } };
    const reached = ({ X }: Readonly<Record<string, number>>) => X === 0;
    for (const { time, survival, lost } of await allOf(
      firstPassage({ ...task, reached, times: [0, 0.5, 3] }),
    )) {
      expect(survival).toBeLessThanOrEqual(Math.exp(-2 * time) + 1e-14);
      expect(survival + lost).toBeGreaterThanOrEqual(Math.exp(-2 * time) - 1e-13);
    }
  });

  test('extinction of a branching process', async () => {
    // P(extinct by t) = d (e^{(b−d)t} − 1) / (b e^{(b−d)t} − d).
    const [b, d] = [0.8, 1];
    const task = { network: crn('X -> 2 X @ b\nX -> 0 @ d'), rates: { b, d }, start: { X: 1 } };
    const run = firstPassage({ ...task, reached: ({ X }) => X === 0, times: [1, 5] });
    for (const { time, survival, lost, law } of await allOf(run)) {
      const grown = Math.exp((b - d) * time);
      const exact = 1 - (d * (grown - 1)) / (b * grown - d);
      expect(Math.abs(survival - exact)).toBeLessThanOrEqual(lost + 1e-12);
      expect(lost).toBeLessThanOrEqual(1e-8);
      expect(Math.exp(law.logProbability([0]))).toBeCloseTo(1 - exact, 7);
    }
  });
});

describe('the mean', () => {
  test.each([
    [0, 15],
    [5, 30],
    [3, 40],
    [40, 2],
  ])('of birth and death from %i to %i', (from, to) => {
    const { mean, edge } = meanFirstPassage({
      ...pond,
      start: { X: from },
      reached: ({ X }) => (to > from ? X! >= to : X! <= to),
    });
    const exact = birthDeathMean(
      () => 10,
      (n) => n,
      from,
      to,
    );
    expect(mean / exact).toBeCloseTo(1, 7);
    expect(edge).toBeLessThan(1e-8);
  });

  test('from a law: the mean of the means; from the place itself: 0', () => {
    const reached = ({ X }: Readonly<Record<string, number>>) => X! >= 12;
    const mean = (start: Parameters<typeof meanFirstPassage>[0]['start']) =>
      meanFirstPassage({ ...pond, start, reached }).mean;
    const mixed = mean({
      kind: 'listed',
      states: Int32Array.of(2, 9, 14),
      probability: Float64Array.of(0.5, 0.25, 0.25),
    });
    expect(mixed).toBeCloseTo(0.5 * mean({ X: 2 }) + 0.25 * mean({ X: 9 }), 8);
    expect(mean({ X: 12 })).toBe(0);
  });

  test('in two dimensions it is the area under the survival curve', async () => {
    const network = crn('0 -> A @ a\nA -> A + B @ b\nA -> 0 @ c\nB -> 0 @ d');
    const task = { network, rates: { a: 1, b: 2, c: 1, d: 0.5 }, start: {} };
    const reached = ({ A, B }: Readonly<Record<string, number>>) => A! + B! >= 6;
    const step = 0.1;
    const times = Array.from({ length: 1201 }, (_, k) => k * step);
    const curve = (await allOf(firstPassage({ ...task, reached, times }))).map(({ survival }) => survival);
    // Simpson's rule.
    const area =
      curve.reduce((sum, s, k) => sum + s * (k === 0 || k === 1200 ? 1 : k % 2 ? 4 : 2), 0) * (step / 3);
    expect(meanFirstPassage({ ...task, reached }).mean).toBeCloseTo(area, 5);
  });

  test('is infinite where it may never happen', () => {
    const network = crn('X -> 0 @ d\nX -> 2 X @ b');
    const task = { network, rates: { b: 1, d: 2 }, start: { X: 2 } };
    expect(meanFirstPassage({ ...task, reached: ({ X }) => X! >= 5 }).mean).toBe(Number.POSITIVE_INFINITY);
  });

  test('needs a function and rates that stay', () => {
    expect(() => meanFirstPassage({ ...pond, start: {}, reached: 3 as never })).toThrow(ScenarioError);
    const rates = { birth: (t: number) => t, death: 1 };
    expect(() => meanFirstPassage({ ...pond, rates, start: {}, reached: () => false })).toThrow(
      /depends on the time/,
    );
  });
});
