import { describe, expect, test } from 'vitest';
import type { GateGradient, GateScope, Operation } from '../../../../src/kernels/learned/shape/shape.ts';
import { drawPaths, type Paths } from '../../../../src/learning/search/passes/paths.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';

const operations: readonly Operation[] = ['relu', 'none', 'skip_connect'];
const gates = 4;
const space = {
  operations,
  gates,
  edges: [0, 1].map((k) => ({ cell: 0, from: k, to: 2, width: 1, gate: 2 * k })),
};
const p = [
  [0.5, 0.3, 0.2],
  [0.1, 0.1, 0.8],
];
const draws = 20_000;
/** Hoeffding: a frequency is further off with a chance below 1e-9 / 100. */
const band = Math.sqrt(Math.log(2 / 1e-11) / (2 * draws));

function drawn(scope: GateScope, gradient: GateGradient | undefined, rows = 1) {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  const count = scope === 'example' ? 1 : draws;
  return Array.from({ length: count }, () =>
    drawPaths(space, p, scope === 'example' ? draws : rows, scope, gradient, stream),
  );
}

/** Share of rows whose gate is open, per gate. */
function shares(arrays: readonly Float32Array[]): number[] {
  const sums = new Array<number>(gates).fill(0);
  let rows = 0;
  for (const array of arrays) {
    rows += array.length / gates;
    array.forEach((x, i) => {
      sums[i % gates]! += x;
    });
  }
  return sums.map((sum) => sum / rows);
}

const near = (got: readonly number[], want: readonly number[]): boolean =>
  got.every((x, i) => Math.abs(x - want[i]!) < band);

/** Of relu and skip_connect, on both edges: how often a path goes through them. */
const open = [0.5, 0.2, 0.1, 0.8];
/** Pairs without replacement, from the formula p_a p_b (1 / (1 − p_a) + 1 / (1 − p_b)). */
const inPair = (q: readonly number[], k: number): number =>
  [0, 1, 2]
    .filter((other) => other !== k)
    .reduce((sum, other) => sum + q[k]! * q[other]! * (1 / (1 - q[k]!) + 1 / (1 - q[other]!)), 0);

describe('paths follow the probabilities', () => {
  test.each(['batch', 'example'] as const)('one operation of each edge, by %s', (scope) => {
    for (const gradient of [undefined, 'sampled'] as const) {
      const paths = drawn(scope, gradient);
      expect(near(shares(paths.map(({ weight }) => weight)), open)).toBe(true);
      expect(paths.filter(({ live, weight }) => live.some((x, i) => x !== weight[i]))).toEqual([]);
    }
  });

  test('two of each edge, the active one among them', () => {
    const paths = drawn('batch', 'two-path');
    const want = [inPair(p[0]!, 0), inPair(p[0]!, 2), inPair(p[1]!, 0), inPair(p[1]!, 2)];
    expect(near(shares(paths.map(({ live }) => live)), want)).toBe(true);
    const isPair = ({ live, weight, touched }: Paths): boolean =>
      weight.every((w, i) => w <= live[i]!) &&
      touched.every((choice, e) => {
        const own = choice.map(({ operation }) => p[e]![operation]!);
        const sum = own.reduce((a, b) => a + b, 0);
        const fair = choice.every(({ share }, k) => Math.abs(share - own[k]! / sum) < 1e-12);
        return fair && choice.length === 2 && choice[0]!.operation !== choice[1]!.operation;
      });
    expect(paths.filter((path) => !isPair(path))).toEqual([]);
    // Given a pair, the active one is drawn by its share.
    const pair = paths.filter(({ touched }) => !touched[0]!.some(({ operation }) => operation === 1));
    const relu = pair.filter(({ weight }) => weight[0] === 1).length / pair.length;
    expect(Math.abs(relu - 5 / 7)).toBeLessThan(Math.sqrt(Math.log(2 / 1e-11) / (2 * pair.length)));
  });

  test('control: a probability 10 % off is caught', () => {
    const paths = drawn('batch', undefined);
    expect(near(shares(paths.map(({ weight }) => weight)), [0.55, 0.2, 0.1, 0.8])).toBe(false);
  });
});

test('with a full gradient all candidates are live, one of them active', () => {
  for (const scope of ['batch', 'example'] as const)
    for (const { live, weight } of drawn(scope, 'full', 3).slice(0, 20)) {
      expect(live.every((x) => x === 1)).toBe(true);
      for (let at = 0; at < weight.length; at += 2) expect(weight[at]! + weight[at + 1]!).toBeLessThan(2);
    }
});

test('one path for a batch, or one for each of its examples', () => {
  const stream = new Stream().open(3, 0, 0, Purpose.analysis);
  const kinds = (scope: GateScope) => {
    const { weight } = drawPaths(space, p, 200, scope, undefined, stream);
    return new Set(
      Array.from({ length: 200 }, (_, row) => `${weight.subarray(row * gates, (row + 1) * gates)}`),
    ).size;
  };
  expect(kinds('batch')).toBe(1);
  expect(kinds('example')).toBe(9);
});
