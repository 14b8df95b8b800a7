import { describe, expect, test } from 'vitest';
import { kernelColumn, solveFsp } from '../../src/cme/fsp.ts';
import type { Progress } from '../../src/cme/job.ts';
import { totalVariation } from '../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../src/cme/listed-law.ts';
import { crn } from '../../src/crn/crn.ts';
import { ScenarioError, SolverError } from '../../src/errors.ts';
import { allOf } from '../support/all-of.ts';
import { birthDeathLaw, poissonLaw } from '../support/laws.ts';
import * as published from '../support/published-networks.ts';

const solve = (task: Parameters<typeof solveFsp>[0]) => allOf(solveFsp(task));
const last = async (task: Parameters<typeof solveFsp>[0]) => (await solve(task)).at(-1)!;
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum;
};
const deviation = (law: ListedLaw, s: number) => Math.sqrt(law.covariance()[s * law.species.length + s]!);
/** Mean and standard deviation of each of the species, to so many digits. */
const expectMoments = (law: ListedLaw, moments: Record<string, [number, number]>, digits = 5) => {
  for (const [name, [mean, sd]] of Object.entries(moments)) {
    const s = law.species.indexOf(name);
    expect(law.mean()[s], `mean ${name} at ${law.time}`).toBeCloseTo(mean, digits);
    expect(deviation(law, s), `sd ${name} at ${law.time}`).toBeCloseTo(sd, digits);
  }
};

const pond = { network: crn('0 -> X @ birth\nX -> 0 @ death'), rates: { birth: 10, death: 1 } };

describe('closed forms', () => {
  test('birth and death from 5: Binomial + Poisson, and the certificate is the error', async () => {
    for (const law of await solve({ ...pond, start: { X: 5 }, times: [0, 0.1, 1, 30] })) {
      const exact = birthDeathLaw({ from: 5, birth: 10, death: 1, time: law.time });
      expect(law.error).toBeLessThanOrEqual(1e-8);
      expect(apart(law.marginal('X'), exact)).toBeLessThanOrEqual(law.error + 1e-13);
      law.marginal('X').forEach((p, n) => expect(p).toBeLessThanOrEqual(exact[n]! + 1e-14));
    }
  });

  test('control: a birth rate a millionth off is seen', async () => {
    const law = await last({ ...pond, rates: { birth: 10.00001, death: 1 }, start: { X: 5 }, times: [1] });
    const exact = birthDeathLaw({ from: 5, birth: 10, death: 1, time: 1 });
    expect(apart(law.marginal('X'), exact)).toBeGreaterThan(1e-7);
  });

  test('from a Poisson law it stays Poisson', async () => {
    const start = { kind: 'poisson', mean: { X: 1 } } as const;
    for (const law of await solve({ ...published.birthDeath, start, times: [0, 1, 100] })) {
      const mean = Math.exp(-0.01 * law.time) + 10 * (1 - Math.exp(-0.01 * law.time));
      expect(apart(law.marginal('X'), poissonLaw(mean))).toBeLessThanOrEqual(law.error + 1e-13);
    }
  });

  test('a cascade of three from nothing: a product of Poisson laws', async () => {
    const [law] = await solve({ ...published.cascade(3), times: [1] });
    // The last of three is not turned on: its own mean, by the linear equations.
    const means = law!.mean();
    expect(means[0]).toBeCloseTo(1.66254, 5);
    expect(means[1]).toBeCloseTo(1.36479, 5);
    const parts = ['X1', 'X2', 'X3'].map((_, s) => poissonLaw(means[s]!));
    let sum = 0;
    for (let i = 0; i < law!.probability.length; i++) {
      let product = 1;
      for (let s = 0; s < 3; s++) product *= parts[s]![law!.states[3 * i + s]!]!;
      sum += Math.abs(law!.probability[i]! - product);
    }
    expect(sum).toBeLessThan(1e-6);
    // The means themselves lack what is lost.
    expect(sum).toBeGreaterThan(0);
  });

  test('exchange a million times faster than the rest is no harder', async () => {
    const network = crn('A -> B @ fast\nB -> A @ fast\n0 -> A @ make\nB -> 0 @ fade');
    const task = { network, rates: { fast: 1e6, make: 5, fade: 1 }, start: {}, times: [10] };
    const progress: Progress[] = [];
    const law = await last({ ...task, onProgress: (p) => progress.push(p) });
    // Means m = (a, b): a' = 5 − f a + f b, b' = f a − (f + 1) b, from 0; both Poisson.
    const [f, g] = [1e6, 1];
    const root = Math.sqrt(4 * f * f + g * g);
    const [fast, slow] = [(-(2 * f + g) - root) / 2, (-2 * f * g) / (2 * f + g + root)];
    const [a, b] = [(5 * (f + g)) / (f * g), 5 / g];
    // b = b∞ + u e^(slow t) + v e^(fast t), b(0) = b'(0) = 0.
    const u = (b * fast) / (slow - fast);
    const at10 = b + u * Math.exp(slow * 10);
    expect(law.mean()[1]).toBeCloseTo(at10, 5);
    expect(law.mean()[0]).toBeCloseTo(a + u * (1 + (g + slow) / f) * Math.exp(slow * 10), 5);
    expect(law.error).toBeLessThanOrEqual(1e-8);
    expect(apart(law.marginal('B'), poissonLaw(at10))).toBeLessThan(2e-7);
    // Uniformisation would take 4e8.
    expect(progress.at(-1)!.products).toBeLessThan(3e6);
  });
});

describe('the certificate', () => {
  const toggle = { ...published.toggle(), times: [1] };

  test('bounds what a small box misses, and the law is below the exact one everywhere', async () => {
    const exact = await last(toggle);
    const small = await last({ ...toggle, truncation: 'leaking', limits: { Px: 45, Py: 45 } });
    expect(small.error).toBeGreaterThan(1e-3);
    expect(2 * totalVariation(small, exact)).toBeLessThanOrEqual(small.error + exact.error);
    expect(2 * totalVariation(small, exact)).toBeGreaterThan(0.99 * small.error);
    for (let i = 0; i < small.probability.length; i++) {
      const other = Math.exp(exact.logProbability(small.states.subarray(4 * i, 4 * i + 4)));
      expect(small.probability[i]).toBeLessThanOrEqual(other + exact.error);
    }
  });

  test('holds what was asked, whatever that is', async () => {
    const exact = birthDeathLaw({ from: 500, birth: 10, death: 1, time: 2 });
    for (const error of [1e-2, 1e-5, 1e-11]) {
      const law = await last({ ...pond, start: { X: 500 }, times: [0.3, 2], error });
      expect(law.error).toBeLessThanOrEqual(error);
      expect(apart(law.marginal('X'), exact)).toBeLessThanOrEqual(law.error + 1e-12);
    }
  });

  test('a reflecting box keeps all mass: another chain', async () => {
    const law = await last({ ...pond, start: {}, times: [40], truncation: 'reflecting', limits: { X: 12 } });
    const part = poissonLaw(10).subarray(0, 13);
    const held = part.reduce((a, b) => a + b, 0);
    expect(law.lost).toBeLessThan(1e-10);
    expect(
      apart(
        law.marginal('X'),
        part.map((p) => p / held),
      ),
    ).toBeLessThan(1e-9);
  });
});

describe('published numbers', () => {
  test('gene expression', async () => {
    const laws = await solve({ ...published.geneExpression, times: [5, 50, 100, 360] });
    const expected: [number, number, number][] = [
      [0.39347, 0.10616, 0.37225],
      [0.99326, 3.8417, 3.07259],
      [1 - Math.exp(-10), 8.22807, 4.65013],
      [1, 25.1657, 7.84815],
    ];
    expected.forEach(([r, p, sd], i) => {
      expect(laws[i]!.mean()[0]).toBeCloseTo(r, 5);
      expectMoments(laws[i]!, { P: [p, sd] });
    });
  });

  test('a gene bound by its own protein, three sets', async () => {
    const expected = [
      [
        [0.58812, 13.228111, 5.850066],
        [0.897475, 10.873613, 5.722302],
        [0.910266, 10.167758, 5.207493],
      ],
      [
        [0.363896, 20.336415, 8.453575],
        [0.348946, 28.466373, 12.161142],
        [0.33068, 29.555277, 11.825508],
      ],
      [
        [0.238561, 28.04035, 11.184447],
        [0.250605, 39.78521, 18.590671],
        [0.272066, 38.912729, 19.647627],
      ],
    ] as const;
    for (const [set, rows] of expected.entries()) {
      const laws = await solve({ ...published.autoregulation[set]!, times: [1, 5, 50] });
      rows.forEach(([gene, protein, sd], i) => {
        expect(laws[i]!.mean()[0]).toBeCloseTo(gene, 6);
        expectMoments(laws[i]!, { P: [protein, sd] }, 6);
      });
    }
  });

  test('Schlögl after 1 from 50, both conventions', async () => {
    for (const [convention, mean, ratio] of [
      ['powers', 27.2072, 0.69495],
      ['falling', 31.4344, 0.504606],
    ] as const) {
      const law = await last({ ...published.schlogl(convention), times: [1] });
      const part = (from: number, to: number) =>
        law
          .marginal('X')
          .subarray(from, to + 1)
          .reduce((a, b) => a + b, 0);
      expect(law.mean()[0]).toBeCloseTo(mean, 4);
      expect(part(0, 15) / part(25, 85)).toBeCloseTo(ratio, 5);
    }
  });

  test('early life, V = 1 and 10', async () => {
    const one = await solve({ ...published.earlyLife(1), times: [0.4, 1, 2, 4, 8] });
    [4.50082, 7.00157, 9.73245, 13.35248, 17.8366].forEach((sd, i) => {
      expectMoments(one[i]!, { A: [0.99, 0.99494], D: [49.505, sd] });
    });
    const hand = (law: ListedLaw) =>
      Math.sqrt(law.expectation(([, d, l]) => ((d! - l!) / Math.max(1, d! + l!)) ** 2));
    expect(hand(one[4]!)).toBeCloseTo(0.36014, 5);
    const ten = await solve({ ...published.earlyLife(10), times: [0.4, 1, 2, 4, 8] });
    [4.21151, 6.27555, 8.13264, 9.84755, 10.8705].forEach((sd, i) => {
      expect(deviation(ten[i]!, 1)).toBeCloseTo(sd, 5);
    });
    expectMoments(ten[4]!, { A: [8.28276, 2.85569], D: [45.85862, 10.8705] });
    expect(hand(ten[4]!)).toBeCloseTo(0.23492, 5);
    expect(
      one[4]!
        .marginal('A')
        .subarray(10)
        .reduce((a, b) => a + b, 0),
    ).toBeCloseTo(1.0e-7, 8);
    expect(
      ten[4]!
        .marginal('A')
        .subarray(10)
        .reduce((a, b) => a + b, 0),
    ).toBeCloseTo(0.318, 3);
  });

  test('toggle kernel columns: means, spread, entropy', async () => {
    const rows: [Record<string, number>, number, number[], number[], number][] = [
      [{ Gx: 1, Gy: 1 }, 0.1, [0.9999, 0.9999, 4.7578, 4.7578], [2.181, 2.181], 4.3588],
      [{ Gx: 1, Gy: 1 }, 0.5, [0.99234, 0.99234, 19.6126, 19.6126], [4.476, 4.476], 5.9009],
      [{ Gx: 1, Px: 50, Py: 5 }, 0.1, [0.99977, 0.00982, 50.0181, 4.5476], [3.017, 0.7285], 3.4781],
      [{ Gx: 1, Px: 50, Py: 5 }, 1, [0.99755, 0.0837, 50.0634, 3.454], [6.645, 5.979], 5.3318],
      [{ Px: 10, Py: 10 }, 0.1, [0.00994, 0.00994, 9.0914, 9.0914], [0.9991, 0.9991], 2.635],
      [{ Px: 10, Py: 10 }, 1, [0.09479, 0.09479, 5.5674, 5.5674], [6.466, 6.466], 4.6703],
    ];
    for (const [from, step, mean, sd, entropy] of rows) {
      const law = await kernelColumn({ ...published.toggle(), from, step });
      mean.forEach((m, s) => expect(law.mean()[s]).toBeCloseTo(m, s < 2 ? 5 : 4));
      sd.forEach((d, s) => expect(deviation(law, s + 2)).toBeCloseTo(d, 3));
      expect(law.entropy()).toBeCloseTo(entropy, 4);
    }
  });

  test('an epidemic whose rate swings, by its moments', async () => {
    const laws = await solve({ ...published.epidemic(0.2), times: [5], error: 1e-6 });
    expectMoments(laws[0]!, { S: [41.16416, 3.67479], I: [14.07538, 3.78854], R: [1.21042, 1.06521] }, 4);
  });
});

describe('rates that move', () => {
  const swing = (t: number) => 10 * (1 + 0.8 * Math.sin(3 * t));
  /** Mean of birth at `swing`, death at 1, from 0. */
  const mean = (t: number) =>
    10 * (1 - Math.exp(-t)) + (8 * (Math.sin(3 * t) - 3 * Math.cos(3 * t) + 3 * Math.exp(-t))) / 10;

  test('given as functions, from nothing: Poisson at all times', async () => {
    const task = { ...pond, rates: { birth: swing, death: 1 }, start: {}, times: [0.5, 2, 6] };
    for (const law of await solve(task)) {
      expect(law.error).toBeLessThanOrEqual(1e-8);
      expect(apart(law.marginal('X'), poissonLaw(mean(law.time)))).toBeLessThan(3e-8);
    }
  });

  test('that jump', async () => {
    const step = (t: number) => (t < 1 ? 10 : 0);
    const law = await last({ ...pond, rates: { birth: step, death: 1 }, start: {}, times: [2], error: 1e-6 });
    const exact = poissonLaw(10 * (1 - Math.exp(-1)) * Math.exp(-1));
    expect(apart(law.marginal('X'), exact)).toBeLessThan(1e-6);
  });

  test('and a start that is a law goes on from its time', async () => {
    const task = { ...pond, rates: { birth: swing, death: 1 } };
    const half = await last({ ...task, start: {}, times: [1] });
    const whole = await last({ ...task, start: half, times: [2] });
    expect(apart(whole.marginal('X'), poissonLaw(mean(2)))).toBeLessThan(1e-7);
    expect(whole.error).toBeGreaterThanOrEqual(half.lost);
  });
});

describe('what a user can get wrong', () => {
  const task = { ...pond, start: { X: 5 }, times: [1] };
  const wrong: [string, object, RegExp][] = [
    ['no network', { network: {} }, /`network` is not a network/],
    ['an event', { network: crn('0 -> X @ birth\nX -> 0 @ death\nat 5: X = 0') }, /has an event/],
    ['a missing rate', { rates: { birth: 1 } }, /no value for "death"/],
    ['a rate that is no number', { rates: { birth: Number.NaN, death: 1 } }, /`rates.birth` is NaN/],
    ['an unknown species', { start: { Y: 1 } }, /`start` names "Y"/],
    ['half a molecule', { start: { X: 0.5 } }, /`start.X` is 0.5/],
    [
      'weights beyond 1',
      { start: { kind: 'listed', states: Int32Array.of(1), probability: Float64Array.of(2) } },
      /sums to 2/,
    ],
    ['no times', { times: [] }, /`times` is \[\]/],
    ['times that fall', { times: [2, 1] }, /1 after 2/],
    ['an error of 0', { error: 0 }, /`error` is 0/],
    ['an unknown truncation', { truncation: 'soft' }, /unknown truncation "soft"/],
    ['a limit below the start', { limits: { X: 3 } }, /the start has X = 5/],
    ['a limit of an unknown species', { limits: { Y: 3 } }, /`limits` names "Y"/],
  ];
  test.each(wrong)('%s', async (_, change, message) => {
    const run = solve({ ...task, ...change } as never);
    await expect(run).rejects.toThrow(ScenarioError);
    await expect(run).rejects.toThrow(message);
  });

  test('too many states: says what is lost and what to do', async () => {
    const run = solve({ ...published.toggle(), times: [10], maxStates: 500 });
    await expect(run).rejects.toThrow(SolverError);
    await expect(run).rejects.toThrow(/more than 500 states; on fewer, .* is lost\nRaise `maxStates`/);
    await expect(solve({ ...task, truncation: 'reflecting', maxStates: 100 })).rejects.toThrow(
      /more than 100 states\nRaise `maxStates`, or set `limits` for X\./,
    );
  });

  test('limits that the mass would leave', async () => {
    await expect(solve({ ...task, limits: { X: 12 } })).rejects.toThrow(/would leave the `limits`/);
  });

  test('a propensity that is no rate', async () => {
    const network = crn('0 -> X @ {3 - X}\nX -> 0 @ death\n0 -> X @ birth');
    await expect(solve({ ...task, network })).rejects.toThrow(/has the propensity -\d+ at X = \d/);
  });

  test('an explosion ends with an error, not with the machine', async () => {
    const network = crn('X -> 2 X @ birth\nX -> 0 @ death');
    await expect(solve({ ...task, network, maxStates: 3000 })).rejects.toThrow(SolverError);
  });
});
