/**
 * Noise of the published recurrent neural networks in small volumes, by exact simulation of all reactions or of the
 * slow species alone, beside numbers of another program: single long runs, good to a tenth.
 *
 *   node --import jiti/register bench/rncrn/noise.ts
 */
import { isCrnGridError } from '../../src/errors.ts';
import { published } from '../../test/fixtures/rncrn/published.ts';
import { meanAndSd, samplesOf } from '../../test/noisy-rncrn.ts';
import { cpuSeconds, machine, saveResult } from '../measure.ts';
import type { NoiseRow, Quantity } from './rows.ts';
import { saveRncrn } from './text.ts';

/** What is asked of the samples of a network. */
interface Case extends Omit<NoiseRow, 'found' | 'away' | 'seconds'> {
  readonly from: readonly number[];
  /** Rows, time before the first sample, samples of a row, time between them. */
  readonly runs: readonly [rows: number, settle: number, samples: number, every: number];
  /** Each row by itself, as noise may drive it to where the field blows up. */
  readonly alone?: true;
}

const middles: Partial<Record<Case['model'], readonly [number, number]>> = {
  circle: [2, 2],
  hopf: [5, 5],
  'eq-cycle': [1.5, 1.5],
};

const [low, border, high, only] = [1.91, 5.118, 7.726, 4.885];
const fast = [40, 1, 15, 0.4] as const;
const slow = [400, 1, 15, 0.4] as const;
const uniBi = (
  reading: Case['reading'],
  volume: number,
  lambda: number,
  from: number,
  [mean, sd]: readonly [number, number],
): Case => ({
  ...{ model: 'uni-bi', reading, volume, lambda: [lambda], from: [from] },
  runs: reading === 'full' ? (volume > 500 ? [12, 1, 12, 0.4] : fast) : slow,
  ...(lambda === 0 ? { within: from === low ? ([0, border] as const) : ([border, 20] as const) } : {}),
  reference: { mean, sd },
});
const turns = [20, 5, 800, 0.05] as const;
const rests = [100, 6, 40, 1] as const;
const code = (volume: number, lambda: number, reference: Case['reference']): Case => ({
  ...{ model: 'eq-cycle', reading: 'slow-scale', volume, lambda: [lambda], reference },
  from: lambda < 1 ? [0.45, 0.3] : [1.5, 0.6],
  runs: reference.period === undefined ? rests : [50, 10, 800, 0.05],
});

const cases: readonly Case[] = [
  uniBi('full', 100, 0, low, [1.961, 0.284]),
  uniBi('slow-scale', 100, 0, low, [1.933, 0.253]),
  uniBi('full', 100, 0, high, [7.722, 0.399]),
  uniBi('slow-scale', 100, 0, high, [7.6, 0.365]),
  uniBi('full', 100, 1, only, [4.819, 0.312]),
  uniBi('slow-scale', 100, 1, only, [4.943, 0.279]),
  uniBi('full', 1000, 0, low, [1.903, 0.068]),
  uniBi('full', 1000, 0, high, [7.761, 0.12]),
  uniBi('full', 1000, 1, only, [4.913, 0.068]),
  {
    ...{ model: 'circle', reading: 'full', volume: 100, lambda: [], from: [2.744, 2.693], runs: turns },
    reference: { radius: 1.15, 'radius sd': 0.22, period: 13.8 },
  },
  {
    ...{ model: 'circle', reading: 'slow-scale', volume: 100, lambda: [], from: [2.744, 2.693] },
    runs: [200, 5, 800, 0.05],
    reference: { radius: 1, 'radius sd': 0.19, period: 5.9 },
  },
  {
    ...{ model: 'circle', reading: 'full', volume: 1000, lambda: [], from: [2.744, 2.693] },
    runs: [12, 5, 800, 0.05],
    reference: { radius: 1.024, 'radius sd': 0.068, period: 6.79 },
  },
  {
    ...{ model: 'hopf', reading: 'full', volume: 100, lambda: [3], from: [6, 5], alone: true },
    runs: [30, 1, 40, 0.1],
    reference: { radius: 1.53, 'radius sd': 0.73 },
  },
  code(100, 0.011, { mean: 0.446, sd: 0.113 }),
  code(100, 0.1, { mean: 0.667, sd: 0.153 }),
  code(100, 0.75, { highest: 1.99 }),
  code(100, 1, { period: 7 }),
  code(500, 0.1, { mean: 0.653, sd: 0.076 }),
  code(500, 0.75, { mean: 0.316, sd: 0.036 }),
  code(500, 1, { period: 6.9 }),
];

const rows: NoiseRow[] = [];
for (const one of cases) {
  const { runs, from: _, alone, ...said } = one;
  const began = cpuSeconds();
  const { x, away, count } = alone ? await eachAlone(one) : await together(one);
  const all = quantities(kept(x, one.within), count, runs[3], middles[one.model]);
  const found = Object.fromEntries(
    Object.keys(one.reference).map((name) => [name, all[name as Quantity]]),
  ) as NoiseRow['found'];
  rows.push({
    ...{ ...said, found, seconds: cpuSeconds() - began },
    ...(away > 0 ? { away: [away, runs[0]] as const } : {}),
  });
  process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
}
saveResult('rncrn-noise', { machine: machine(), rows });
saveRncrn();

interface Sampled {
  /** Samples of each species, sample after sample. */
  readonly x: readonly Float64Array[];
  /** Rows that are in the samples. */
  readonly count: number;
  readonly away: number;
}

async function together(one: Case, rows = one.runs[0], seed = 1): Promise<Sampled> {
  const [, settle, samples, every] = one.runs;
  const x = await samplesOf(published(one.model), {
    ...{ reading: one.reading, volume: one.volume, lambda: one.lambda, from: one.from },
    ...{ rows, settle, samples, every, seed },
  });
  return { x, count: rows, away: 0 };
}

/** Row after row, without those that blow up. */
async function eachAlone(one: Case): Promise<Sampled> {
  const all: (readonly Float64Array[])[] = [];
  for (let row = 0; row < one.runs[0]; row++) {
    try {
      all.push((await together(one, 1, 1 + row)).x);
    } catch (error) {
      if (!isCrnGridError(error, 'KernelError')) throw error;
    }
  }
  const x = all[0]!.map((first, s) =>
    Float64Array.from(
      { length: first.length * all.length },
      (_, i) => all[i % all.length]![s]![Math.floor(i / all.length)]!,
    ),
  );
  return { x, count: all.length, away: one.runs[0] - all.length };
}

function kept(x: readonly Float64Array[], within: Case['within']): readonly Float64Array[] {
  return within ? x.map((all) => all.filter((v) => v > within[0] && v < within[1])) : x;
}

function quantities(
  [x, y]: readonly Float64Array[],
  count: number,
  every: number,
  middle: readonly [number, number] | undefined,
): Partial<Record<Quantity, number>> {
  const { mean, sd } = meanAndSd(x!);
  const plain = { mean, sd, highest: x!.reduce((a, b) => Math.max(a, b)) };
  if (!middle || !y) return plain;
  const [u, v] = [x!.map((one) => one - middle[0]), y.map((one) => one - middle[1])];
  const radius = meanAndSd(u.map((one, i) => Math.hypot(one, v[i]!)));
  let angle = 0;
  for (let i = count; i < u.length; i++) {
    const before = i - count;
    angle += Math.atan2(u[before]! * v[i]! - v[before]! * u[i]!, u[before]! * u[i]! + v[before]! * v[i]!);
  }
  const time = (u.length - count) * every;
  return {
    ...plain,
    radius: radius.mean,
    'radius sd': radius.sd,
    period: (2 * Math.PI * time) / Math.abs(angle),
  };
}
