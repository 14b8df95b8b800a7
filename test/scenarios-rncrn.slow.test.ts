/** As `scenarios-rncrn.test.ts`, what takes a minute: whole grids without noise, and networks with all their perceptrons. */
import { describe, expect, test } from 'vitest';
import { border, eraser } from '../scenarios/eraser.ts';
import { ode } from '../src/kernels/specs.ts';
import { rncrn } from '../src/learning/rncrn/model.ts';
import { run } from '../src/run/run.ts';
import { published } from './fixtures/rncrn/published.ts';
import { meanAndSd, samplesOf } from './noisy-rncrn.ts';

test('without noise the eraser wipes rows 13 to 19 of all columns, and no cell stays between', async () => {
  const volume = 1e5;
  const erased = new Map<number, number>();
  let last = new Int32Array();
  for await (const { time, counts, scalars } of run({ ...eraser(volume), kernel: ode() }, { threads: 1 })) {
    erased.set(Math.round(4 * time) / 4, scalars.erased!);
    last = Int32Array.from(counts);
  }
  expect(Math.abs(erased.get(4)! - 103)).toBeLessThanOrEqual(2);
  expect(Math.abs(erased.get(8)! - 217)).toBeLessThanOrEqual(2);
  expect(erased.get(12)).toBe(231);
  for (let cell = 0; cell < 33 * 33; cell++) {
    const [x, row] = [last[2 * cell]! / volume, Math.floor(cell / 33)];
    expect(x < border).toBe(row >= 13 && row <= 19);
    expect(Math.min(Math.abs(x - 1.91), Math.abs(x - 7.725))).toBeLessThan(0.01);
  }
});

describe('noise of whole networks, uni/bi in a volume of 100', () => {
  const model = published('uni-bi');
  const sampling = {
    ...{ reading: 'full' as const, volume: 100, rows: 20, settle: 1, samples: 10, every: 0.3, seed: 1 },
  };

  test.each([
    [0, 1.91, 1.961, 0.284],
    [0, 7.726, 7.722, 0.399],
    [1, 4.885, 4.819, 0.312],
  ])('at λ = %i from %f: mean %f, deviation %f', async (lambda, from, mean, sd) => {
    const [x] = await samplesOf(model, { ...sampling, lambda: [lambda], from: [from] });
    const found = meanAndSd(x!);
    expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.1);
    // 200 samples: a deviation is known to a twentieth.
    expect(Math.abs(found.sd / sd - 1)).toBeLessThan(0.3);
  });

  test('control: weights that are a tenth larger are told from it', async () => {
    const wrong = rncrn({ ...model, alpha: model.alpha.map((weight) => 1.1 * weight) });
    const [x] = await samplesOf(wrong, { ...sampling, lambda: [1], from: [4.885] });
    expect(Math.abs(meanAndSd(x!).mean / 4.819 - 1)).toBeGreaterThan(0.1);
  });
});

test('a circle in a volume of 100: mean radius and its deviation', async () => {
  const [x, y] = await samplesOf(published('circle'), {
    ...{ reading: 'slow-scale', volume: 100, lambda: [], from: [2.744, 2.693] },
    ...{ rows: 100, settle: 4, samples: 20, every: 0.7, seed: 1 },
  });
  const { mean, sd } = meanAndSd(x!.map((v, i) => Math.hypot(v - 2, y![i]! - 2)));
  expect(Math.abs(mean - 1)).toBeLessThan(0.1);
  expect(Math.abs(sd / 0.19 - 1)).toBeLessThan(0.15);
});
