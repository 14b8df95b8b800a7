import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Kernel } from '../../src/kernels/kernel.ts';
import { openOdeKernel } from '../../src/kernels/ode.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { ode } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { moments } from '../support/gap.ts';
import { bees, birthDeath, egfr, type Model } from '../support/networks.ts';
import { kernelContract } from './contract.ts';

const noLaw = 'it has the mean of the law and no more of it';

kernelContract('ode', {
  open: ({ network, memory }) => openOdeKernel(ode(), { network, ...(memory ? { memory } : {}) }),
  allow: 0,
  skips: { law: noLaw, 'half steps': noLaw },
});

const open = (network: Model['network']) => openOdeKernel(ode(), { network });
const rng = { seed: 5, step: 0, firstAgent: 0 };

function crowd(start: readonly number[], rows: number): Int32Array {
  return Int32Array.from({ length: rows * start.length }, (_, i) => start[i % start.length]!);
}

function after(
  kernel: Kernel,
  { rates, start }: Omit<Model, 'network'>,
  dt: number,
  rows: number,
): Int32Array {
  const counts = crowd(start, rows);
  kernel.step(counts, Float64Array.from(rates), 0, dt, rng);
  return counts;
}

describe('the mean', () => {
  // 20 000 roundings err by 0.5 / √20 000 at most; 7 such errors: chance below 1e-11.
  const rows = 20_000;
  const limit = 7 * 0.5 * rows ** -0.5;

  test('of birth and death is exact, and so is that of two steps', async () => {
    const kernel = await open(birthDeath.network);
    const counts = after(kernel, birthDeath, 1, rows);
    const mean = (t: number) => 10 - 5 * Math.exp(-t);
    const error = (t: number) => Math.abs(moments(counts).mean - mean(t));
    expect(error(1)).toBeLessThan(limit);
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
    // Births, and deaths: what was there and came, less what is left.
    expect(kernel.tally.events / rows).toBeCloseTo(10 + 5 + 10 - mean(1), 4);
    kernel.step(counts, Float64Array.from(birthDeath.rates), 1, 1, { ...rng, step: 1 });
    expect(error(2)).toBeLessThan(2 * limit);
    // Control: a birth rate 10 % off.
    expect(Math.abs(moments(counts).mean - 1.1 * mean(2))).toBeGreaterThan(2 * limit);
  });

  test('of large counts is that of exact simulation', async () => {
    const pairs = crn('2 A <-> B @ join, part\nA + C -> B + C @ help');
    const model = { rates: [1e-5, 0.5, 1e-5], start: [40_000, 3000, 9000] };
    const exact = after(await openSsa({ network: pairs }), model, 0.5, 30);
    const kernel = await open(pairs);
    const means = after(kernel, model, 0.5, 30);
    expect(kernel.tally).toMatchObject({ leapt: 30, exact: 0 });
    for (const s of [0, 1]) {
      const [one, other] = [moments(means, s, 3), moments(exact, s, 3)];
      // 7 standard errors, and the bias of means of products, less than a molecule here.
      const noise = Math.hypot(one.meanError, other.meanError);
      expect(Math.abs(one.mean - other.mean)).toBeLessThan(7 * noise + 1);
      // Control: a tenth of the way there is seen.
      expect(Math.abs(model.start[s]! - other.mean) / 10).toBeGreaterThan(7 * noise + 1);
      expect(one.sd).toBeLessThan(0.1 * other.sd);
    }
  });

  test('follows propensities that read the time', async () => {
    const kernel = await open(crn('0 -> A @ {k * (1 + sin(t))}'));
    const counts = crowd([0], rows);
    kernel.step(counts, Float64Array.of(10), 1, 2, rng);
    const mean = 10 * (2 + Math.cos(1) - Math.cos(3));
    expect(Math.abs(moments(counts).mean - mean)).toBeLessThan(limit);
    expect(Math.abs(moments(counts).mean - 20)).toBeGreaterThan(limit);
  });

  test('of a gene with three states is a draw of one of them', async () => {
    const gene = crn('A -> B @ k\nB -> C @ k\nC -> A @ k');
    const counts = after(await open(gene), { rates: [1], start: [1, 0, 0] }, 0.7, rows);
    for (let r = 0; r < rows; r++) expect(counts[3 * r]! + counts[3 * r + 1]! + counts[3 * r + 2]!).toBe(1);
    const angle = (Math.sqrt(3) / 2) * 0.7;
    const shares = [0, 2, 1].map(
      (turn) => (1 + 2 * Math.exp(-1.5 * 0.7) * Math.cos(angle - (turn * 2 * Math.PI) / 3)) / 3,
    );
    const error = (s: number, share: number) => Math.abs(moments(counts, s, 3).mean - share);
    // B comes first after A.
    for (const [s, share] of [shares[0]!, shares[2]!, shares[1]!].entries())
      expect(error(s, share)).toBeLessThan(limit);
    expect(error(0, shares[1]!)).toBeGreaterThan(limit);
  });
});

test('conserves what EGFR conserves over many steps, and keeps to its equations', async () => {
  const model = egfr({ v2: 'falling' });
  const { network } = model;
  const width = network.species.length;
  const kernel = await open(network);
  const counts = crowd(model.start, 8);
  const totals = (c: ArrayLike<number>, row: number) =>
    network.laws.map(({ coefficients }) =>
      coefficients.reduce((sum, y, s) => sum + y * c[row * width + s]!, 0),
    );
  const before = totals(counts, 0);
  const ShG = network.species.indexOf('ShG');
  let early = 0;
  for (let step = 0; step < 40; step++) {
    if (step === 10) early = moments(counts, ShG, width).mean;
    kernel.step(counts, Float64Array.from(model.rates), 0, 1.5, { ...rng, step });
  }
  expect(network.laws.length).toBe(6);
  for (let r = 0; r < 8; r++) expect(totals(counts, r)).toEqual(before);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
  expect(kernel.tally.leapt).toBe(320);
  // SciPy's Radau has 35.4; rows deviate by 0.6, so that a mean of eight by 3 is beyond 10 standard errors.
  const off = (mean: number) => Math.abs(mean - 35.4);
  expect(off(moments(counts, ShG, width).mean)).toBeLessThan(3);
  // Control: what is not there yet is seen.
  expect(off(early)).toBeGreaterThan(3);
});

test('parities are kept: pairs leave one by one', async () => {
  const kernel = await open(crn('2 A -> 0 @ k'));
  const counts = after(kernel, { rates: [0.1], start: [101] }, 0.1, 400);
  expect(new Set(counts.map((n) => n % 2))).toEqual(new Set([1]));
  expect(new Set(counts).size).toBe(2);
});

test('few molecules that have no whole counts of their mean are stepped exactly', async () => {
  const kernel = await open(crn('A + B -> 0 @ k\nB + C -> 0 @ k\nC + A -> 0 @ k'));
  const counts = after(kernel, { rates: [50], start: [1, 1, 1] }, 2, 300);
  expect(kernel.tally.exact).toBeGreaterThan(200);
  expect(kernel.tally.exact + kernel.tally.leapt).toBe(300);
  for (let r = 0; r < 300; r++) expect(counts[3 * r]! + counts[3 * r + 1]! + counts[3 * r + 2]!).toBe(1);
});

test('a zero-order loss ends where nothing is left', async () => {
  const kernel = await open(crn('A -> B @ {v}'));
  const counts = after(kernel, { rates: [10], start: [12, 0] }, 3, 50);
  for (let r = 0; r < 50; r++) expect(counts[2 * r]! + counts[2 * r + 1]!).toBe(12);
  expect(Math.max(...counts.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(1);
});

describe('refusals', () => {
  test('events inside a step', async () => {
    const network = crn('A -> 0 @ k\nat 5: A = 10');
    await expect(openKernel(ode(), { network, dt: 1 })).rejects.toThrow(/events happen inside a step/);
  });

  test('a tolerance that is none', () => {
    expect(() => ode({ tolerance: 0 })).toThrow('`tolerance` is 0');
    expect(() => ode({ tolerance: Number.NaN })).toThrow('`tolerance` is NaN');
  });

  test('a negative propensity, and a population that explodes, with the time of it', async () => {
    const bad = await open(crn('A -> 0 @ {1e5 - A * A}'));
    expect(() => after(bad, { rates: [], start: [1000] }, 1, 1)).toThrow(
      /its propensity is -900000 at A 1000/,
    );
    const many = await open(crn('A -> 2 A @ k'));
    expect(() => after(many, { rates: [20], start: [1e6] }, 1, 1)).toThrow(/more than 2\^31/);
    const boom = await open(crn('2 A -> 3 A @ k'));
    // dA/dt = k·A(A − 1)/2 from 100: at infinity after 2·log(100/99)/k.
    expect(() => after(boom, { rates: [1], start: [100] }, 1, 1)).toThrow(/from A 100: 0\.0201/);
  });
});

test('rows of bees that hold nobody are left alone beside others that move', async () => {
  const kernel = await open(bees.network);
  const counts = Int32Array.from([...bees.start, 30, 0, 4, 0]);
  kernel.step(counts, Float64Array.from(bees.rates), 0, 0.5, rng);
  expect([...counts.subarray(4)]).toEqual([30, 0, 4, 0]);
  expect(kernel.tally).toMatchObject({ skipped: 1, leapt: 1 });
});
