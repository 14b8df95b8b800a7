import { expect, test } from 'vitest';
import type { Expectation } from '../../../../src/learning/rncrn/verify/expectation.ts';
import { type VerifyOptions, verify } from '../../../../src/learning/rncrn/verify/verify.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

const square: VerifyOptions = {
  reading: 'reduced',
  region: [
    [0.8, 3.2],
    [0.8, 3.2],
  ],
  time: 40,
};
const verdicts = (name: string, all: readonly Expectation[], options = square): boolean[] =>
  verify(published(name), all, options).checks.map(({ pass }) => pass);

test('a cycle by its period, its extents and its curve; each of them can fail', () => {
  const from = [[2.744, 2.693]];
  const along = Array.from({ length: 60 }, (_, k) => [2 + Math.cos(k * 0.10472), 2 + Math.sin(k * 0.10472)]);
  const near = [
    [1, 3],
    [1, 3],
  ] as const;
  const off = [
    [1, 3],
    [1.3, 3],
  ] as const;
  expect(
    verdicts('circle', [
      {
        kind: 'cycle',
        from,
        period: 6.41,
        within: 0.001,
        extents: near,
        extentsWithin: 0.02,
        along,
        distance: 0.03,
      },
      { kind: 'cycle', from, period: 6.28, within: 0.01 },
      { kind: 'cycle', from, extents: off, extentsWithin: 0.2 },
      { kind: 'cycle', from, along: along.map(([x, y]) => [x! + 0.3, y!]) },
      { kind: 'rest', from },
      { kind: 'wandering', from, within: 0.1 },
    ]),
  ).toEqual([true, false, false, false, false, false]);
});

test('the ratio of a period to what was asked is told', () => {
  const { checks } = verify(
    published('circle'),
    [{ kind: 'cycle', from: [[2.7, 2.7]], period: 3.20505 }],
    square,
  );
  expect(checks[0]!.ratio).toBeCloseTo(2, 3);
});

test('equilibria and their number', () => {
  const options: VerifyOptions = { reading: 'reduced', region: [[1, 9]], time: 5 };
  const lambda = [0];
  expect(
    verdicts(
      'uni-bi',
      [
        { kind: 'equilibrium', lambda, at: [2], within: 0.1, stable: true },
        { kind: 'equilibrium', lambda, at: [2], within: 0.1, stable: false },
        { kind: 'equilibrium', lambda, at: [2], within: 0.05 },
        { kind: 'count', lambda, stable: 2, unstable: 1 },
        { kind: 'count', lambda: [1], stable: 2 },
        { kind: 'rest', lambda, from: [[2.5], [6]], at: [1.91], within: 0.01 },
      ],
      options,
    ),
  ).toEqual([true, false, false, true, false, true, false]);
});

test('inside the repeller is rest, outside is none, and it says where it went', () => {
  const { checks } = verify(
    published('repeller'),
    [
      { kind: 'rest', from: [[2.5, 2.5]], at: [1.9808, 1.8726], within: 0.001 },
      {
        kind: 'leaving',
        from: [
          [2.744, 2.693],
          [2.5, 2.5],
        ],
      },
    ],
    { ...square, time: 20 },
  );
  expect(checks.map(({ pass, found }) => [pass, found])).toEqual([
    [true, 'rest at (1.981, 1.873)'],
    [true, 'it runs away'],
    [false, 'rest at (1.981, 1.873)'],
  ]);
});

test('chaos of the published food chain; control: its mean 20 % off', () => {
  const wandering = { kind: 'wandering', from: [[0.25, 0.25, 0.25]], within: 0.05, chaotic: true } as const;
  const options: VerifyOptions = {
    reading: 'reduced',
    region: Array.from({ length: 3 }, () => [0.01, 1] as const),
    time: 1000,
  };
  const mean = [0.496, 0.346, 0.186];
  const { checks } = verify(
    published('hastings-powell'),
    [
      { ...wandering, mean },
      { ...wandering, mean: mean.map((value) => 1.2 * value) },
    ],
    options,
  );
  expect(checks.map(({ pass }) => pass)).toEqual([true, false]);
  const [, rate] = /neighbours part at ([\d.]+) per time/.exec(checks[0]!.found)!;
  expect(Number(rate)).toBeGreaterThan(0.004);
  expect(Number(rate)).toBeLessThan(0.03);
});
