import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { RowKernel } from '../../src/kernels/kernel.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { tau } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { openTau } from '../../src/kernels/tau.ts';
import { band, gap, moments } from '../support/gap.ts';
import { birthDeathLaw } from '../support/laws.ts';
import { bees, birthDeath, gene } from '../support/networks.ts';
import { kernelContract } from './contract.ts';

// So small a population is stepped exactly.
kernelContract('tau', {
  open: ({ network, memory }) => openTau(tau(), { network, ...(memory ? { memory } : {}) }),
  allow: 0,
});

const rng = { seed: 11, step: 0, firstAgent: 0 };

/** `rows` agents of one kind after a step. */
function after(
  kernel: RowKernel,
  start: readonly number[],
  rates: readonly number[],
  dt: number,
  rows: number,
) {
  const counts = Int32Array.from({ length: rows * start.length }, (_, i) => start[i % start.length]!);
  kernel.step(counts, Float64Array.from(rates), 0, dt, rng);
  return counts;
}

describe('leaps', () => {
  const { network } = birthDeath;
  const rows = 20_000;

  test.each([
    ['from half-way up', 2000],
    ['at rest, longer than the relaxation time', 4000],
  ])('follow the exact law of birth and death, %s', async (_, from) => {
    const kernel = await openTau(tau(), { network });
    const time = from === 4000 ? 3 : 0.7;
    const counts = after(kernel, [from], [4000, 1], time, rows);
    expect(kernel.tally.leapt).toBe(rows);
    // The control is a rate 1 % off. Model error granted: 0.01, a shift of a fortieth of the standard deviation.
    const limit = band(rows, 1e-10) + 0.01;
    const law = (birth: number) => birthDeathLaw({ from, birth, death: 1, time });
    expect(gap(counts, law(4000))).toBeLessThan(limit);
    expect(gap(counts, law(4040))).toBeGreaterThan(limit);
  });

  test('a smaller epsilon takes more leaps and a coarse one is seen', async () => {
    // Predator and prey in large numbers: means of many leaps against exact simulation.
    const hunt = crn('X -> 2 X @ a\nX + Y -> 2 Y @ b\nY -> 0 @ c');
    const run = (kernel: RowKernel) => after(kernel, [3000, 600], [1, 1e-3, 1], 2, 2000);
    const exact = run(await openSsa({ network: hunt }));
    const errors = async (epsilon: number) => {
      const leapt = run(await openTau(tau({ epsilon }), { network: hunt }));
      return [0, 1].map((s) => {
        const [a, b] = [moments(leapt, s, 2), moments(exact, s, 2)];
        return Math.abs(a.mean - b.mean) / Math.hypot(a.meanError, b.meanError);
      });
    };
    // Beyond 6.5 standard errors by chance: below 1e-10 each; the bias granted is one more.
    for (const z of await errors(0.03)) expect(z).toBeLessThan(7.5);
    expect(Math.max(...(await errors(0.5)))).toBeGreaterThan(7.5);
  });

  test('conserve what the network conserves and stay at 0 or above, critical reactions among them', async () => {
    const pairs = crn('2 A <-> A2 @ join, part\nA2 + B <-> C @ bind, leave');
    const start = [4000, 800, 15, 0];
    const kernel = await openTau(tau(), { network: pairs });
    const counts = after(kernel, start, [1e-3, 5, 1e-4, 0.1], 5, 20);
    expect(kernel.tally.leapt).toBe(20);
    expect(new Set(counts.filter((_, i) => i % 4 === 2)).size).toBeGreaterThan(1);
    expect(counts.every((n) => n >= 0)).toBe(true);
    for (const { coefficients } of pairs.laws) {
      const total = (at: number) => coefficients.reduce((sum, c, s) => sum + c * counts[at + s]!, 0);
      for (let r = 0; r < 20; r++)
        expect(total(r * start.length)).toBe(coefficients.reduce((sum, c, s) => sum + c * start[s]!, 0));
    }
  });

  test('a gene that binds in a hundred-thousandth of the time is left to exact simulation', async () => {
    const kernel = await openTau(tau(), { network: gene.network });
    const counts = after(kernel, gene.start, gene.rates, 1, 4);
    expect(kernel.tally).toMatchObject({ exact: 4, leapt: 0 });
    for (let r = 0; r < 4; r++) expect(counts[4 * r]! + counts[4 * r + 1]!).toBe(1);
  });

  test('the same stream gives the same bits, in any tile', async () => {
    const kernel = await openTau(tau(), { network });
    const whole = after(kernel, [3000], [4000, 1], 1, 40);
    const part = new Int32Array(15).fill(3000);
    kernel.step(part, Float64Array.of(4000, 1), 0, 1, { ...rng, firstAgent: 20 });
    expect(part).toEqual(whole.subarray(20, 35));
    expect(new Set(whole).size).toBeGreaterThan(20);
  });
});

test('rows of few events are those of exact simulation, to the bit', async () => {
  const kernel = await openTau(tau(), { network: bees.network });
  const exact = await openSsa({ network: bees.network });
  expect(after(kernel, bees.start, bees.rates, 0.5, 200)).toEqual(
    after(exact, bees.start, bees.rates, 0.5, 200),
  );
});

describe('refusals', () => {
  const open = (text: string) => openKernel(tau(), { network: crn(text), dt: 1 });

  test('propensities that read the time, and events', async () => {
    await expect(open('A -> 0 @ {k * A * (1 + sin(t))}')).rejects.toThrow(
      /reads the time t.*\nUse the kernel ssa/s,
    );
    await expect(open('A -> 0 @ k\nat 5: A = 10')).rejects.toThrow(/events happen inside a step/);
  });

  test('an epsilon that is no share', () => {
    expect(() => tau({ epsilon: 0 })).toThrow('`epsilon` is 0');
    expect(() => tau({ epsilon: Number.NaN })).toThrow('`epsilon` is NaN');
  });

  test('a propensity that becomes negative, and a population that explodes', async () => {
    const bad = await openTau(tau(), { network: crn('A -> 0 @ {1e5 - A * A}') });
    expect(() => after(bad, [1000], [], 1, 1)).toThrow(/its propensity is -900000 at A 1000/);
    const boom = await openTau(tau(), { network: crn('A -> 2 A @ k') });
    expect(() => after(boom, [1e6], [20], 1, 1)).toThrow(/more than 2\^31/);
  });
});
