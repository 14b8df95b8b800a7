import { describe, expect, test } from 'vitest';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import {
  advanceChain,
  beginChain,
  type ChainState,
  type ChainTask,
} from '../../../../src/sweep/infer/filter/chain.ts';
import { convergenceOf } from '../../../../src/sweep/infer/filter/convergence.ts';
import { logFactorial } from '../../../../src/sweep/infer/filter/observation.ts';
import { gridMoments, middles } from '../support.ts';

/** A Poisson count of 7 whose mean is 20 u; the estimate errs by a factor of mean 1, as that of a filter does. */
const counted = (u: number): number => 7 * Math.log(20 * u) - 20 * u - logFactorial(7);
const noisy =
  (sd: number) =>
  ([u]: Float64Array, seed: number): number =>
    counted(u!) + sd * new Stream().open(seed, 0, 0, Purpose.check).normal() - sd ** 2 / 2;
const task = (more: Partial<ChainTask> = {}): ChainTask => ({
  ...{ seed: 1, chain: 0, parameters: 1, warmup: 500, logLikelihood: noisy(0.5) },
  ...more,
});

const steps = 10_000;
function run(more: Partial<ChainTask> = {}): Float64Array {
  return advanceChain(task(more), beginChain(task(more)), 500 + steps).points;
}

describe('a chain whose likelihoods are estimates', () => {
  const exact = gridMoments(
    middles(2000),
    middles(2000).map((u) => Math.exp(counted(u))),
  );
  const chains = [0, 1].map((chain) => run({ chain }));
  const { size, rHat } = convergenceOf(chains);
  const all = [...chains[0]!, ...chains[1]!];
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const sd = Math.sqrt(all.reduce((s, u) => s + (u - mean) ** 2, 0) / all.length);
  const error = (6.2 * exact.sd) / Math.sqrt(size);

  test('has the exact posterior', () => {
    expect(rHat).toBeLessThan(1.01);
    expect(size).toBeGreaterThan(1000);
    expect(Math.abs(mean - exact.mean)).toBeLessThan(error);
    expect(Math.abs(sd - exact.sd)).toBeLessThan(error);
  });

  test('control: estimates that are too large where the rate is large are told apart', () => {
    const biased = run({ logLikelihood: (at, seed) => noisy(0.5)(at, seed) + 3 * at[0]! });
    const off = biased.reduce((a, b) => a + b, 0) / steps;
    expect(Math.abs(off - exact.mean)).toBeGreaterThan(error);
  });
});

test('it goes on from plain data to the same bits, however it was cut', () => {
  const whole = advanceChain(task(), beginChain(task()), 700);
  let state: ChainState = beginChain(task());
  const points: number[] = [];
  for (const piece of [1, 99, 400, 150, 50]) {
    const next = advanceChain(task(), JSON.parse(JSON.stringify(state)) as ChainState, piece);
    points.push(...next.points);
    state = next.state;
  }
  expect(points).toEqual([...whole.points]);
  expect(state).toEqual(whole.state);
  expect(advanceChain(task({ chain: 1 }), beginChain(task({ chain: 1 })), 700).points).not.toEqual(
    whole.points,
  );
});

test('data that no point explains are told of', () => {
  expect(() => beginChain(task({ logLikelihood: () => Number.NEGATIVE_INFINITY }))).toThrow(
    'none of 500 points of the prior explains the data',
  );
});

describe('convergence', () => {
  const stream = new Stream().open(1, 0, 0, Purpose.check);
  const normals = (n: number, mean = 0) => Float64Array.from({ length: n }, () => mean + stream.normal());
  test('independent draws count as many as they are', () => {
    const { rHat, size } = convergenceOf([normals(2000), normals(2000)]);
    expect(rHat).toBeLessThan(1.01);
    expect(size / 4000).toBeGreaterThan(0.8);
    expect(size / 4000).toBeLessThan(1.25);
  });
  test('draws that follow each other count less: of an AR(1) with 0.9, a nineteenth', () => {
    let x = 0;
    const chain = Float64Array.from({ length: 40_000 }, () => (x = 0.9 * x + stream.normal()));
    expect(convergenceOf([chain]).size / (40_000 / 19)).toBeGreaterThan(0.8);
    expect(convergenceOf([chain]).size / (40_000 / 19)).toBeLessThan(1.25);
  });
  test('chains at different places, or that drift, do not agree', () => {
    expect(convergenceOf([normals(500), normals(500, 1)]).rHat).toBeGreaterThan(1.1);
    expect(convergenceOf([normals(500).map((v, i) => v + i / 250)]).rHat).toBeGreaterThan(1.1);
    expect(convergenceOf([new Float64Array(10), new Float64Array(10).fill(1)]).rHat).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
