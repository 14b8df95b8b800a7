import { describe, expect, test } from 'vitest';
import { type LogProb, likelihoodOf } from '../../../../src/learning/verdict/checks/likelihood.ts';
import { defaultLimits } from '../../../../src/learning/verdict/limits.ts';
import { ruling } from '../../../../src/learning/verdict/readings.ts';
import type { ExactSets } from '../../../../src/learning/verdict/sets/exact-sets.ts';
import { poisson } from '../../../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { birthDeath } from '../../../support/networks.ts';

const [settings, trajectories] = [6, 4000];

function poissons(seed: number, mean: number): Int32Array {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  return Int32Array.from({ length: settings * trajectories }, () => poisson(stream, mean));
}

/** log of the Poisson law. */
const lawOf =
  (mean: number): LogProb =>
  (_before, after, _rates, out) => {
    for (let r = 0; r < after.length; r++) {
      let log = -mean;
      for (let k = 1; k <= after[r]!; k++) log += Math.log(mean / k);
      out[r] = log;
    }
  };

/** Exact outcomes are Poisson of mean 4, whatever the start. */
const sets = {
  settings,
  trajectories,
  lags: [1],
  starts: new Int32Array(settings),
  rates: new Float64Array(2 * settings),
  lengths: new Float64Array(settings).fill(1),
  past: new Int32Array(0),
  first: [poissons(1, 4)],
} as unknown as ExactSets;
const read = (mean: number) =>
  likelihoodOf(
    { network: birthDeath.network, exact: sets, learned: [poissons(3, mean)] },
    lawOf(mean),
    defaultLimits,
  );
const failed = async (mean: number): Promise<string[]> =>
  ruling((await read(mean)).readings, 1e-9)
    .filter((f) => f.failed > 0)
    .map((f) => f.name);

describe('likelihood', () => {
  test('the exact law has no excess and no surprise', async () => {
    const { excess, impossible } = await read(4);
    expect(impossible).toBe(0);
    expect(Math.abs(excess!)).toBeLessThan(0.003);
    expect(await failed(4)).toEqual([]);
  });

  test('control: a law of another mean has the excess of its relative entropy, and is surprised', async () => {
    // Poisson of 4 against Poisson of 6: 6 − 4 + 4·ln(4/6).
    expect((await read(6)).excess).toBeCloseTo(2 + 4 * Math.log(4 / 6), 1);
    expect(await failed(6)).toEqual(['excess', 'surprise']);
  });

  test('exact steps that the law holds impossible are counted', async () => {
    const never: LogProb = (before, after, rates, out, of) => {
      lawOf(4)(before, after, rates, out, of);
      out[0] = Number.NEGATIVE_INFINITY;
    };
    const { impossible, excess } = await likelihoodOf(
      { network: birthDeath.network, exact: sets, learned: [poissons(3, 4)] },
      never,
      defaultLimits,
    );
    // One of each exact set, and one of each learned set.
    expect(impossible).toBe(2 * settings);
    expect(excess).toBeUndefined();
  });

  test('a draw that its own law holds impossible is counted: sampler and law do not agree', async () => {
    const learned = poissons(3, 4);
    learned[5] = 99;
    const law: LogProb = (before, after, rates, out, of) => {
      lawOf(4)(before, after, rates, out, of);
      after.forEach((n, r) => {
        if (n === 99) out[r] = Number.NEGATIVE_INFINITY;
      });
    };
    const { impossible, excess } = await likelihoodOf(
      { network: birthDeath.network, exact: sets, learned: [learned] },
      law,
      defaultLimits,
    );
    expect(impossible).toBe(1);
    // All exact steps are possible: the excess is known.
    expect(Math.abs(excess!)).toBeLessThan(0.003);
  });
});
