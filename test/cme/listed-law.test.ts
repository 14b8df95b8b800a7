import { describe, expect, test } from 'vitest';
import { relativeEntropy, totalVariation } from '../../src/cme/law-distances.ts';
import { ListedLaw } from '../../src/cme/listed-law.ts';
import { ScenarioError } from '../../src/errors.ts';

const law = (states: number[][], probability: number[]) =>
  new ListedLaw({
    time: 1,
    species: ['A', 'B'],
    states: Int32Array.from(states.flat()),
    probability: Float64Array.from(probability),
    error: 0,
  });
const one = law(
  [
    [0, 3],
    [2, 0],
    [2, 3],
  ],
  [0.5, 0.2, 0.2],
);

describe('a law answers', () => {
  test('marginals and joints', () => {
    expect(Array.from(one.marginal('A'))).toEqual([0.5, 0, 0.4]);
    expect(Array.from(one.marginal('B'))).toEqual([0.2, 0, 0, 0.7]);
    const { shape, values } = one.joint('B', 'A');
    expect(shape).toEqual([4, 3]);
    expect(values[3 * 3 + 2]).toBe(0.2);
    expect(values[0 * 3 + 2]).toBe(0.2);
    expect(values[3 * 3]).toBe(0.5);
    expect(() => one.marginal('a')).toThrow(ScenarioError);
    expect(() => one.marginal('a')).toThrow(/Did you mean "A"\?/);
  });

  test('moments, entropy, lost mass, single states', () => {
    expect(Array.from(one.mean())).toEqual([0.8, expect.closeTo(2.1, 12)]);
    const whole = law(
      [
        [0, 1],
        [2, 5],
      ],
      [0.5, 0.5],
    );
    expect(Array.from(whole.covariance())).toEqual([1, 2, 2, 4]);
    expect(whole.entropy()).toBeCloseTo(Math.LN2, 14);
    expect(one.lost).toBeCloseTo(0.1, 14);
    expect(one.logProbability([2, 3])).toBe(Math.log(0.2));
    expect(one.logProbability([3, 2])).toBe(Number.NEGATIVE_INFINITY);
    expect(one.expectation(([a]) => (a === 2 ? 1 : 0))).toBeCloseTo(0.4, 14);
  });
});

describe('distances', () => {
  const other = law(
    [
      [2, 3],
      [0, 3],
      [1, 1],
    ],
    [0.4, 0.3, 0.3],
  );

  test('total variation, over states that either lists', () => {
    expect(totalVariation(one, other)).toBeCloseTo((0.2 + 0.2 + 0.2 + 0.3) / 2, 14);
    expect(totalVariation(other, one)).toBeCloseTo(totalVariation(one, other), 14);
    expect(totalVariation(one, one)).toBe(0);
  });

  test('relative entropy, infinite where one law has nothing', () => {
    const near = law(
      [
        [2, 3],
        [0, 3],
        [2, 0],
      ],
      [0.25, 0.25, 0.5],
    );
    const expected = 0.5 * Math.log(2) + 0.2 * Math.log(0.2 / 0.5) + 0.2 * Math.log(0.2 / 0.25);
    expect(relativeEntropy(one, near)).toBeCloseTo(expected, 14);
    expect(relativeEntropy(one, other)).toBe(Number.POSITIVE_INFINITY);
  });
});
