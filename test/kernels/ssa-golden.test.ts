/**
 * Exact simulation against published and exact means and standard deviations.
 * Every comparison is within `z` standard errors; together they fail by chance
 * with probability below 1e-9. In every control one rate is 10 % off.
 */
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { band, gap } from '../support/gap.ts';
import { compareRun, type GoldenRun, worst } from '../support/golden.ts';
import { birthDeathLaw, poissonLaw } from '../support/laws.ts';
import {
  bees,
  birthDeath,
  cascade1,
  egfr,
  epidemic,
  geneExpression,
  type Model,
  sir,
} from '../support/networks.ts';

/** Two-sided chance 3e-12 for each of the fewer than 200 comparisons. */
const z = 7;

const runs: readonly (readonly [string, GoldenRun, control: Record<string, number>])[] = [
  [
    'sir',
    {
      model: sir,
      rows: 20_000,
      published: 400_000,
      lines: [
        [0.5, 'S 61.82±5.79, I 89.98±7.69, R 148.20±5.56'],
        [2.5, 'S 21.66±5.57, I 23.95±5.18, R 254.39±5.90'],
        [10, 'S 16.30±5.14, I 0.045±0.250, R 283.65±5.13'],
      ],
    },
    { beta: 1.1 },
  ],
  [
    'bees',
    {
      model: bees,
      start: { Bee: 20, P: 10 },
      rows: 20_000,
      published: 400_000,
      lines: [
        [0.5, 'Bee 19.535±0.681, BeeA 0.199±0.445, BeeD 0.266±0.524, P 9.793±1.328'],
        [5, 'Bee 15.904±2.118, BeeA 0.187±0.432, BeeD 3.908±2.118, P 10.225±3.847'],
        [25, 'Bee 8.376±3.686, BeeA 0.103±0.321, BeeD 11.521±3.704, P 3.866±2.948'],
        [100, 'Bee 6.771±4.050, BeeA 0.001, BeeD 13.228±4.049, P 0.008'],
      ],
    },
    { become_aggressive_rate: 1.1 },
  ],
  [
    // The table says Ra²; by its numbers it is Ra·(Ra − 1), for Ra² dimerises more and leaves less Ra.
    'egfr, nominal',
    {
      model: egfr({ v2: 'falling' }),
      rows: 10_000,
      published: 40_000,
      lines: [
        [0.5, 'EGF 618.71±4.72, R 38.71±4.72, Ra 49.19±5.04, R2 5.40±2.06, PLCg 104.85±0.39'],
        [
          1.5,
          'EGF 587.68±2.61, R 7.68±2.61, Ra 39.32±5.02, R2 17.16±3.03, PLCg 102.06±1.63, Shc 143.78±2.32',
        ],
        [
          5,
          'EGF 580.59±0.76, R 0.589±0.764, Ra 14.94±3.37, R2 9.21±2.67, PLCg 89.10±3.35, Grb 71.84±3.10, ' +
            'SOS 27.27±2.25, Shc 115.63±4.68, PLCgl 2.93±1.69',
        ],
      ],
    },
    { k13f: 1.1 },
  ],
  [
    'gene expression',
    {
      model: geneExpression,
      rows: 20_000,
      lines: [
        [5, 'M 0.39347, P 0.10616±0.37225'],
        [50, 'M 0.99326, P 3.84170±3.07259'],
        [100, 'M 0.99996, P 8.22807±4.65013'],
        [360, 'M 1.00000±1.00000, P 25.16570±7.84815'],
        [720, 'M 1.00000±1.00000, P 37.91185±9.16232'],
        [1800, 'M 1.00000±1.00000, P 48.60593±9.87856'],
        [3600, 'M 1.00000±1.00000, P 49.96191±9.94894'],
      ],
    },
    { translate: 1.1 },
  ],
  [
    'epidemic, steady',
    {
      model: epidemic(0),
      rows: 30_000,
      lines: [
        [5, 'S 41.44587±3.61539, I 13.91847±3.77809, R 1.17408±1.04766'],
        [20, 'S 19.88940±6.69692, I 17.22602±5.18350, R 5.77308±2.37805'],
      ],
    },
    { infect: 1.1 },
  ],
  [
    'epidemic, infection swings by 0.2',
    {
      model: epidemic(0.2),
      rows: 30_000,
      lines: [
        [5, 'S 41.16416±3.67479, I 14.07538±3.78854, R 1.21042±1.06521'],
        [10, 'S 32.19642±5.63153, I 17.21866±5.23613, R 2.70227±1.58955'],
        [15, 'S 24.80427±6.51573, I 18.26809±5.51135, R 4.31016±2.03288'],
        [20, 'S 19.43688±6.63349, I 17.38087±5.16270, R 5.85548±2.39322'],
      ],
    },
    { infect: 1.1 },
  ],
  [
    'epidemic, infection swings by 0.6',
    {
      model: epidemic(0.6),
      rows: 30_000,
      lines: [[20, 'S 18.54580±6.50274, I 17.67082±5.11982, R 6.02178±2.42339']],
    },
    { infect: 1.1 },
  ],
];

describe('published means and standard deviations', () => {
  test.each(runs)('%s', async (_, run, control) => {
    const kernel = await openSsa({ network: run.model.network });
    const right = worst(compareRun(kernel, run));
    expect(right.errors, right.what).toBeLessThan(z);
    const wrong = worst(compareRun(kernel, { ...run, scale: control }));
    expect(wrong.errors, wrong.what).toBeGreaterThan(z);
  });

  test('the other convention of dimerisation is seen', async () => {
    const model = egfr({ v2: 'square-blocked' });
    const kernel = await openSsa({ network: model.network });
    const run = (line: string, published: number): GoldenRun => ({
      model,
      rows: 10_000,
      published,
      lines: [[5, line]],
    });
    expect(worst(compareRun(kernel, run('Ra 14.94±3.37', 40_000))).errors).toBeGreaterThan(z);
    // Known as 14.52 ± 0.08, which is some 1800 traces.
    expect(worst(compareRun(kernel, run('Ra 14.52', 1800))).errors).toBeLessThan(z);
  });

  test('the share e of the swing itself is seen', async () => {
    const kernel = await openSsa({ network: epidemic(0.2).network });
    const run = {
      model: epidemic(0.2),
      rows: 30_000,
      lines: [[5, 'S 41.44587±3.61539, I 13.91847±3.77809']],
    } as const;
    expect(worst(compareRun(kernel, run)).errors).toBeGreaterThan(z);
  });
});

const n = 30_000;

/** `n` rows after some time, as a function that gives the column of a species. */
async function after(
  model: Model,
  time: number,
  start = model.start,
): Promise<(species: string) => Int32Array> {
  const { network, rates } = model;
  const width = network.species.length;
  const counts = Int32Array.from({ length: n * width }, (_, i) => start[i % width]!);
  const kernel = await openSsa({ network });
  kernel.step(counts, Float64Array.from(rates), 0, time, { seed: 1, step: 0, firstAgent: 0 });
  return (name) => counts.filter((_, i) => i % width === network.species.indexOf(name));
}

describe('exact laws', () => {
  test('birth and death, from any start, after any time', async () => {
    const limit = band(n, 1e-10);
    for (const [from, time] of [
      [0, 0.3],
      [5, 1],
      [40, 0.5],
      [3, 20],
    ] as const) {
      const x = (await after(birthDeath, time, [from]))('X');
      expect(gap(x, birthDeathLaw({ from, birth: 10, death: 1, time }))).toBeLessThan(limit);
      expect(gap(x, birthDeathLaw({ from, birth: 11, death: 1, time }))).toBeGreaterThan(limit);
    }
  });

  test('cascade1 with 15 species: a product of Poisson laws with the known means', async () => {
    const means: readonly (readonly [number, string])[] = [
      [
        1,
        '1.66254 1.36479 1.08568 .81867 .57464 .37128 .21975 .11908 .05921 .02711 .01147 .00451 .00165 .00057 .00026',
      ],
      [
        2,
        '1.66666 1.38878 1.15680 .96230 .79765 .65617 .53259 .42350 .32752 .24472 .17571 .12077 .07926 .04961 .06461',
      ],
    ];
    const model = cascade1(15);
    for (const [time, line] of means) {
      const column = await after(model, time);
      for (const [i, mean] of line.split(' ').map(Number).entries()) {
        const x = column(`X${i + 1}`);
        expect(gap(x, poissonLaw(mean))).toBeLessThan(band(n, 1e-11));
        // A sum of Poisson counts; 30 covers its skewness where few are expected.
        const room = 7 * Math.sqrt(n * mean) + 30;
        expect(Math.abs(x.reduce((a, b) => a + b) - n * mean)).toBeLessThan(room);
        if (mean > 1) expect(0.1 * n * mean).toBeGreaterThan(2 * room);
      }
    }
    const faster = { ...model, rates: model.rates.map((rate) => (rate === 5 ? 5.5 : rate)) };
    const x8 = (await after(faster, 1))('X8');
    expect(Math.abs(x8.reduce((a, b) => a + b) - n * 0.11908)).toBeGreaterThan(
      7 * Math.sqrt(n * 0.11908) + 30,
    );
  });

  test('two molecules that react together follow the convention, and then rest', async () => {
    const law = (hazard: number) => [1 - Math.exp(-hazard), 0, Math.exp(-hazard)];
    const limit = band(n, 1e-10);
    for (const [massAction, hazard] of [
      ['combinations', 1],
      ['falling', 2],
      ['powers', 4],
    ] as const) {
      const network = crn('2 A -> 0 @ k', { massAction });
      const a = (await after({ network, rates: [1 / hazard], start: [2] }, 1))('A');
      expect(gap(a, law(1))).toBeLessThan(limit);
      expect(gap(a, law(1.1))).toBeGreaterThan(limit);
    }
  });
});
