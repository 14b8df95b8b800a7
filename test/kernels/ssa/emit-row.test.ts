import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import { band, gap } from '../../support/gap.ts';
import { poissonLaw } from '../../support/laws.ts';

const n = 20_000;

/** Where X ends, from nothing, of `0 -> X @ {rate}` over [from, to] in `steps` steps. */
async function births(rate: string, from: number, to: number, steps = 1): Promise<Int32Array> {
  const kernel = await openSsa({ network: crn(`0 -> X @ {${rate}}` as string) });
  const counts = new Int32Array(n);
  const dt = (to - from) / steps;
  for (let k = 0; k < steps; k++)
    kernel.step(counts, new Float64Array(0), from + k * dt, dt, { seed: 5, step: k, firstAgent: 0 });
  return counts;
}

// Births at rate r(t) alone are Poisson with mean ∫ r.
describe('time-dependent propensities: births are Poisson with the integrated rate', () => {
  const cases: readonly (readonly [string, number, number, number])[] = [
    ['5 * (1 + sin(2 * pi * t))', 0, 3.25, 16.25 + 5 / (2 * Math.PI)],
    ['20 * exp(-3 * t)', 0, 5, (20 / 3) * (1 - Math.exp(-15))],
    ['if(t > 1 && t <= 1.5, 12, 1)', 0, 3, 8.5],
    ['t^2', 1, 3, 26 / 3],
    ['10 / (1 + t)', 0, 4, 10 * Math.log(5)],
    ['3 * abs(cos(t))', 0, 2 * Math.PI, 12],
    ['1000 * exp(-50000 * (t - 2)^2)', 0, 10, 1000 * Math.sqrt(Math.PI / 50000)],
    ['4 * sqrt(t)', 0, 2, (8 / 3) * 2 ** 1.5],
    ['floor(t)', 0, 5, 10],
    ['2 + tanh(t - 3) + min(t, 2) - max(0, t - 4)', 0, 6, 20],
    ['1 + log(1 + t)^1.5', 0, 2, 2 + simpson((t) => Math.log(1 + t) ** 1.5, 0, 2)],
  ];
  test.each(cases)('%s', async (rate, from, to, mean) => {
    const limit = band(n, 1e-9 / cases.length);
    const whole = await births(rate, from, to);
    expect(gap(whole, poissonLaw(mean))).toBeLessThan(limit);
    // Control: a rate 10 % off is caught.
    expect(gap(whole, poissonLaw(1.1 * mean))).toBeGreaterThan(mean > 4 ? limit : 0);
    // Tiny steps draw other numbers of the same law.
    expect(gap(await births(rate, from, to, 7), poissonLaw(mean))).toBeLessThan(limit);
  });

  test('rows where nothing can happen at any time of the step are skipped', async () => {
    const kernel = await openSsa({ network: crn('A -> B @ {A * (1 + sin(t))}') });
    const counts = Int32Array.of(0, 3, 5, 0, 0, 0);
    kernel.step(counts, new Float64Array(0), 0, 50, { seed: 1, step: 0, firstAgent: 0 });
    expect(kernel.tally).toMatchObject({ skipped: 2, exact: 1 });
    expect([...counts]).toEqual([0, 3, 0, 5, 0, 0]);
  });

  test('a propensity that is negative or has a pole is an error that names it', async () => {
    await expect(births('sin(t)', 0, 10)).rejects.toThrow(/"0 -> X".*is -/s);
    await expect(births('1 / abs(t - 1)', 0, 2)).rejects.toThrow(/"0 -> X"/);
  });

  test('counts that grow within a piece are followed', async () => {
    // dX/dt = (1 + sin t)·X: the mean of a pure birth process is exp(∫).
    const kernel = await openSsa({ network: crn('X -> 2 X @ {X * (1 + sin(t)) / 2}') });
    const counts = new Int32Array(n).fill(1);
    kernel.step(counts, new Float64Array(0), 0, 4, { seed: 2, step: 0, firstAgent: 0 });
    const growth = Math.exp((4 + 1 - Math.cos(4)) / 2);
    const law = (mean: number) =>
      Float64Array.from({ length: 4000 }, (_, k) => (k === 0 ? 0 : (1 / mean) * (1 - 1 / mean) ** (k - 1)));
    expect(gap(counts, law(growth))).toBeLessThan(band(n, 1e-9));
    expect(gap(counts, law(growth * 1.1))).toBeGreaterThan(band(n, 1e-9));
  });
});

/** ∫ f over [a, b]. */
function simpson(f: (t: number) => number, a: number, b: number): number {
  const steps = 2000;
  const h = (b - a) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += f(a + i * h) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  return (sum * h) / 3;
}
