/**
 * Grids of chemical neural networks: what scenarios/beacon.ts and scenarios/eraser.ts tell, and the noise of such
 * cells. Reference numbers are of other programs; those of noise are single long runs, good to a tenth.
 */
import { describe, expect, test } from 'vitest';
import { beacon } from '../scenarios/beacon.ts';
import { border, high as highState } from '../scenarios/eraser.ts';
import { activation } from '../src/learning/rncrn/field/activation.ts';
import { reducedEquations } from '../src/learning/rncrn/field/equations.ts';
import { compose } from '../src/learning/rncrn/model/compose.ts';
import { type Rncrn, rncrn } from '../src/learning/rncrn/model.ts';
import { solveOde } from '../src/numerics/ode/solve.ts';
import { run } from '../src/run/run.ts';
import { published } from './fixtures/rncrn/published.ts';
import { meanAndSd, samplesOf } from './noisy-rncrn.ts';

describe('beacon', () => {
  test('cells above the threshold, when they wake and rest, and the signal are those of the reference', async () => {
    const middle = 16 * 33 + 16;
    const awake = new Map<number, number>();
    const signals = new Map<number, Float64Array>();
    // The signal does not feel the cells, so that few molecules will do.
    const fine = { ...beacon(2), record: { ...beacon(2).record, every: 1 } };
    for await (const { step, scalars, fields } of run(fine, { threads: 1, until: 100 })) {
      awake.set(step / 10, scalars.awake!);
      signals.set(
        step / 10,
        Float64Array.from({ length: 17 }, (_, distance) => fields.L_1![middle + distance]!),
      );
    }
    expect(Math.abs(awake.get(20)! - 69)).toBeLessThanOrEqual(2);
    expect(Math.abs(awake.get(59.9)! - 89)).toBeLessThanOrEqual(2);
    expect(awake.get(100)).toBe(0);
    expect(signals.get(20)![0]).toBeCloseTo(9.07, 1);
    [9.59, 2.78, 0.99, 0.53].forEach((signal, k) => {
      expect(signals.get(59.9)![5 * k]).toBeCloseTo(signal, 1);
    });
    const above = (distance: number): number[] =>
      [...signals].flatMap(([time, signal]) => (signal[distance]! > 2.596 ? [time] : []));
    for (const [distance, wakes, rests] of [
      [0, 0.6, 64.7],
      [2, 2.3, 64.3],
      [4, 12.3, 63.1],
    ] as const) {
      expect(Math.abs(above(distance)[0]! - wakes)).toBeLessThan(0.21);
      expect(Math.abs(above(distance).at(-1)! - rests)).toBeLessThan(0.21);
    }
    expect(above(6)).toEqual([]);
  });

  test('a cell rests at a signal of 2.5, and oscillates at 3', () => {
    const agent = compose(published('eq-cycle'), published('threshold'));
    const swing = (signal: number) => {
      const { at, crossings } = solveOde(reducedEquations(agent, [signal]), {
        ...{ method: 'explicit' as const, from: 0, to: 80, state: [0.431, 0.2472], rtol: 1e-8 },
        watches: [{ value: (_t, y) => y[0]! - 1, direction: 'up' as const }],
      });
      const late = Array.from({ length: 400 }, (_, k) => at(60 + k / 20)[0]!);
      return { low: Math.min(...late), high: Math.max(...late), rises: crossings.map(({ t }) => t) };
    };
    const rest = swing(2.5);
    expect(rest.low).toBeCloseTo(0.381, 3);
    expect(rest.high - rest.low).toBeLessThan(1e-6);
    const { rises, ...wave } = swing(3);
    expect(wave.high - wave.low).toBeGreaterThan(1.9);
    const period = rises.at(-1)! - rises.at(-2)!;
    expect(period).toBeGreaterThan(6.4);
    expect(period).toBeLessThan(6.8);
  });
});

test.each([
  [0.006, 3.64],
  [0.007, 1.15],
  [0.008, 0.761],
  [0.01, 0.48],
  [0.02, 0.194],
  [0.1, 0.069],
  [1, 0.463],
])('eraser: at a pheromone of %f a cell falls within %f', (pheromone, time) => {
  const { ended, t } = solveOde(reducedEquations(published('uni-bi'), [pheromone]), {
    ...{ method: 'explicit' as const, from: 0, to: 10, state: [highState] },
    watches: [{ value: (_t, y) => y[0]! - border, terminal: true }],
  });
  expect(ended).toBe('at a crossing');
  expect(Math.abs(t - time)).toBeLessThan(0.006);
});

/** Mean and deviation of the birth and death of X between two concentrations: π(n + 1)/π(n) = birth(n)/death(n + 1). */
function chain(
  { alpha, beta, omega, psi, theta, gamma, tau }: Rncrn,
  lambda: number,
  volume: number,
  low = 0,
  high = 20,
) {
  const drive = (n: number, sign: number): number =>
    Array.from(theta, (bias, j) => {
      const s = omega[j]! * (n / volume) + psi[j]! * lambda + bias;
      return Math.max(0, sign * alpha[j]!) * activation(s, gamma[j]!, tau[j]!);
    }).reduce((sum, one) => sum + n * one, 0);
  const first = Math.ceil(low * volume);
  const logs = [0];
  for (let n = first; n < high * volume; n++)
    logs.push(logs.at(-1)! + Math.log((beta[0]! * volume + drive(n, 1)) / drive(n + 1, -1)));
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const sum = (power: number): number =>
    weights.reduce((total, weight, k) => total + weight * ((first + k) / volume) ** power, 0) / sum0;
  const sum0 = weights.reduce((total, weight) => total + weight, 0);
  const mean = sum(1);
  return { mean, sd: Math.sqrt(sum(2) - mean * mean) };
}

describe('noise of the slow species', () => {
  const model = published('uni-bi');
  const sampling = {
    ...{
      reading: 'slow-scale' as const,
      volume: 100,
      rows: 200,
      settle: 1,
      samples: 10,
      every: 0.3,
      seed: 1,
    },
  };
  // 2000 samples, two and a half relaxation times apart: of both bounds, 7 standard errors of independent
  // ones, at least 6.5 are left. A false alarm has a chance below 1e-9.
  const [meanBound, sdBound] = [7 / Math.sqrt(2000), 7 / Math.sqrt(4000)];

  test('simulated, it is that of the birth and death it is made of', async () => {
    const exact = chain(model, 1, 100);
    const [x] = await samplesOf(model, { ...sampling, lambda: [1], from: [4.885] });
    const { mean, sd } = meanAndSd(x!);
    expect(Math.abs(mean - exact.mean)).toBeLessThan(meanBound * exact.sd);
    expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(sdBound);
  });

  test('control: weights that are a tenth larger are told from it', async () => {
    const wrong = rncrn({ ...model, alpha: model.alpha.map((weight) => 1.1 * weight) });
    const exact = chain(model, 1, 100);
    const [x] = await samplesOf(wrong, { ...sampling, lambda: [1], from: [4.885] });
    expect(Math.abs(meanAndSd(x!).mean - exact.mean)).toBeGreaterThan(meanBound * exact.sd);
  });

  test.each([
    [0, 0, border, 1.933, 0.253],
    [0, border, 20, 7.6, 0.365],
    [1, 0, 20, 4.943, 0.279],
  ])('uni/bi at λ = %i between %f and %f: mean %f, deviation %f', (lambda, low, high, mean, sd) => {
    const exact = chain(model, lambda, 100, low, high);
    expect(Math.abs(mean / exact.mean - 1)).toBeLessThan(0.02);
    expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(0.12);
  });

  test.each([
    [0.011, [0.431, 0.247], 0.446, 0.113],
    [0.1, [0.65, 0.43], 0.667, 0.153],
  ])('rest ↔ cycle at R = %f: mean and deviation of X₁', async (code, from, mean, sd) => {
    const settled = { ...sampling, settle: 6, samples: 6, every: 2 };
    const [x] = await samplesOf(published('eq-cycle'), { ...settled, lambda: [code], from });
    const found = meanAndSd(x!);
    expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.1);
    expect(Math.abs(found.sd / sd - 1)).toBeLessThan(0.1);
  });
});
