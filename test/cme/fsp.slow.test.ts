/** Published numbers that take longer, to the printed digits. */
import { describe, expect, test } from 'vitest';
import { kernelColumn, solveFsp } from '../../src/cme/fsp.ts';
import { totalVariation } from '../../src/cme/law-distances.ts';
import type { ListedLaw } from '../../src/cme/listed-law.ts';
import { stationaryLaw } from '../../src/cme/stationary.ts';
import { allOf } from '../support/all-of.ts';
import * as published from '../support/published-networks.ts';

const sd = (law: ListedLaw, s: number) => Math.sqrt(law.covariance()[s * law.species.length + s]!);
const times = [1, 5, 10, 20, 40];
const box = (greatest: number) =>
  ({ truncation: 'reflecting', limits: { Px: greatest, Py: greatest } }) as const;
/** Both genes and both proteins alike: mean of a gene, mean and deviation of a protein. */
const expectAlike = (law: ListedLaw, gene: number, protein: number, deviation: number) => {
  for (const s of [0, 1]) {
    expect(law.mean()[s]).toBeCloseTo(gene, 6);
    expect(law.mean()[s + 2]).toBeCloseTo(protein, 6);
    expect(sd(law, s + 2)).toBeCloseTo(deviation, 6);
  }
};

describe('toggle switch', () => {
  test('M = 80, from both genes on', async () => {
    const laws = await allOf(solveFsp({ ...published.toggle(), times, ...box(79) }));
    const rows = [
      [0.958854, 31.05054, 6.231515, 0.00084, 0.04031, 0.91854],
      [0.613505, 33.039113, 21.306572, 0.04971, 0.33679, 0.27672],
      [0.572757, 28.717755, 23.590011, 0.04562, 0.38162, 0.19114],
      [0.57802, 28.88733, 23.661062, 0.03482, 0.38716, 0.19086],
      [0.579001, 28.94899, 23.653853, 0.03328, 0.38772, 0.19128],
    ] as const;
    rows.forEach(([gene, protein, deviation, none, one, both], i) => {
      expectAlike(laws[i]!, gene, protein, deviation);
      const { values } = laws[i]!.joint('Gx', 'Gy');
      [none, one, one, both].forEach((p, k) => expect(values[k]).toBeCloseTo(p, 5));
    });
    const x = laws[4]!.marginal('Px');
    const y = laws[4]!.joint('Px', 'Py');
    let edge = 0;
    for (let i = 0; i < 80; i++)
      for (let j = 0; j < 80; j++) if (i === 79 || j === 79) edge += y.values[i * 80 + j]!;
    expect(x).toHaveLength(80);
    expect(edge).toBeCloseTo(3.4e-5, 6);
  });

  test('M = 80, from genes in any state', async () => {
    const states = [0, 1, 2, 3].flatMap((g) => [g >> 1, g & 1, 0, 0]);
    const start = {
      kind: 'listed',
      states: Int32Array.from(states),
      probability: new Float64Array(4).fill(0.25),
    } as const;
    const laws = await allOf(solveFsp({ ...published.toggle(), start, times, ...box(79) }));
    expectAlike(laws[0]!, 0.536178, 16.598571, 15.991471);
    expectAlike(laws[1]!, 0.540246, 26.780165, 23.466372);
    expectAlike(laws[2]!, 0.561558, 27.886419, 23.735482);
    expectAlike(laws[3]!, 0.576896, 28.816307, 23.669345);
    expectAlike(laws[4]!, 0.578985, 28.948009, 23.653971);
  });

  test('M = 120, both conventions; the adaptive set agrees', async () => {
    const powers = await allOf(solveFsp({ ...published.toggle(), times: [40], ...box(119) }));
    expectAlike(powers[0]!, 0.579001, 28.949859, 23.65505);
    const adaptive = await allOf(solveFsp({ ...published.toggle(), times: [40] }));
    expect(2 * totalVariation(adaptive[0]!, powers[0]!)).toBeLessThan(adaptive[0]!.error + 1e-9);
    const falling = await allOf(solveFsp({ ...published.toggle('falling'), times: [1, 5, 40], ...box(119) }));
    expectAlike(falling[0]!, 0.960514, 31.077096, 6.19886);
    expectAlike(falling[1]!, 0.617833, 33.264623, 21.240156);
    expectAlike(falling[2]!, 0.581134, 29.056536, 23.643288);
  });

  test('kernel columns over 5', async () => {
    const rows: [Record<string, number>, number, number[], number[], number][] = [
      [{ Gx: 1, Gy: 1 }, 1, [0.95885, 0.95885, 31.0505, 31.0505], [6.232, 6.232], 6.6635],
      [{ Gx: 1, Gy: 1 }, 5, [0.6135, 0.6135, 33.0397, 33.0397], [21.31, 21.31], 8.0715],
      [{ Gx: 1, Px: 50, Py: 5 }, 0.5, [0.99904, 0.04566, 50.0606, 3.5312], [5.644, 2.854], 4.9321],
      [{ Gx: 1, Px: 50, Py: 5 }, 5, [0.93023, 0.24585, 47.6204, 10.7432], [11.61, 17.9], 5.9306],
      [{ Gx: 1, Gy: 1, Px: 30, Py: 30 }, 1, [0.87664, 0.87664, 40.3251, 40.3251], [8.826, 8.826], 7.3536],
      [{ Px: 10, Py: 10 }, 5, [0.36361, 0.36361, 15.5946, 15.5946], [21.32, 21.32], 4.9784],
    ];
    for (const [from, step, mean, deviations, entropy] of rows) {
      const law = await kernelColumn({ ...published.toggle(), from, step });
      mean.forEach((m, s) => expect(law.mean()[s]).toBeCloseTo(m, s < 2 ? 5 : 3));
      deviations.forEach((d, s) => expect(sd(law, s + 2)).toBeCloseTo(d, d > 10 ? 2 : 3));
      expect(law.entropy()).toBeCloseTo(entropy, 4);
    }
  });

  test('events per unit of time in the long run', () => {
    const law = stationaryLaw({ ...published.toggle(), ...box(79) });
    const { express, decay, bind, unbind } = published.toggle().rates as Record<string, number>;
    const rate = law.expectation(
      ([gx, gy, px, py]) =>
        express! * (gx! + gy!) +
        decay! * (px! + py!) +
        bind! * (gy! * px! ** 2 + gx! * py! ** 2) +
        unbind! * (2 - gx! - gy!),
    );
    // Published from a law that is not quite stationary.
    expect(Math.abs(rate - 115.96)).toBeLessThan(0.01);
  });
});

test('gene expression to the hour', async () => {
  const laws = await allOf(solveFsp({ ...published.geneExpression, times: [720, 1800, 3600] }));
  [
    [37.91185, 9.16232],
    [48.60593, 9.87856],
    [49.96191, 9.94894],
  ].forEach(([mean, deviation], i) => {
    expect(laws[i]!.mean()[1]).toBeCloseTo(mean!, 5);
    expect(sd(laws[i]!, 1)).toBeCloseTo(deviation!, 5);
  });
  expect(
    laws[2]!
      .marginal('P')
      .subarray(100)
      .reduce((a, b) => a + b, 0),
  ).toBeCloseTo(1.6e-5, 6);
});

test('early life, V = 0.1', async () => {
  const laws = await allOf(solveFsp({ ...published.earlyLife(0.1), times: [0.4, 1, 2, 4, 8] }));
  [4.537, 7.09519, 9.94919, 13.88566, 19.16672].forEach((deviation, i) => {
    expect(sd(laws[i]!, 1)).toBeCloseTo(deviation, 5);
    expect(laws[i]!.mean()[1]).toBeCloseTo(49.9496, 5);
    expect(laws[i]!.mean()[0]).toBeCloseTo(0.10081, 5);
  });
  expect(sd(laws[4]!, 0)).toBeCloseTo(0.3175, 5);
});

/** The published digits are those of a midpoint rule of step 0.02, off by up to 3e-5 where the rate swings. */
test('epidemic, three amplitudes', async () => {
  const rows: [number, number, number[]][] = [
    [0, 5, [41.44587, 3.61539, 13.91847, 3.77809, 1.17408, 1.04766, 3.26e-7]],
    [0, 20, [19.8894, 6.69692, 17.22602, 5.1835, 5.77308, 2.37805, 2.21e-4]],
    [0.2, 5, [41.16416, 3.67479, 14.07538, 3.78854, 1.21042, 1.06521, 2.55e-7]],
    [0.2, 10, [32.19642, 5.63153, 17.21866, 5.23613, 2.70227, 1.58955, 1.24e-5]],
    [0.2, 15, [24.80427, 6.51573, 18.26809, 5.51135, 4.31016, 2.03288, 6.98e-5]],
    [0.2, 20, [19.43688, 6.63349, 17.38087, 5.1627, 5.85548, 2.39322, 1.93e-4]],
    [0.6, 20, [18.5458, 6.50274, 17.67082, 5.11982, 6.02178, 2.42339, 1.48e-4]],
  ];
  for (const e of [0, 0.2, 0.6]) {
    const asked = rows.filter(([amplitude]) => amplitude === e);
    const laws = await allOf(solveFsp({ ...published.epidemic(e), times: asked.map(([, time]) => time) }));
    asked.forEach(([, , numbers], i) => {
      const law = laws[i]!;
      const off = e === 0 ? 6e-6 : 3e-5;
      [0, 1, 2].forEach((s) => {
        expect(Math.abs(law.mean()[s]! - numbers[2 * s]!)).toBeLessThan(off);
        expect(Math.abs(sd(law, s) - numbers[2 * s + 1]!)).toBeLessThan(off);
      });
      expect(law.marginal('I')[0]! / numbers[6]!).toBeCloseTo(1, 2);
      expect(law.error).toBeLessThanOrEqual(1e-8);
    });
  }
});

test('cascade of three, from 1 to 10', async () => {
  const laws = await allOf(solveFsp({ ...published.cascade(3), times: [1, 2, 10] }));
  [
    [1.66254, 1.36479],
    [1.66666, 1.38878],
    [1.66667, 1.38889],
  ].forEach((means, i) => means.forEach((m, s) => expect(laws[i]!.mean()[s]).toBeCloseTo(m, 5)));
});
