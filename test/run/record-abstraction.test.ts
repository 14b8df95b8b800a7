import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../src/kernels/verdict.ts';
import { loadAbstraction } from '../../src/learning/store.ts';
import { recordedAbstraction } from '../../src/run/record-abstraction.ts';
import { trainedBirthDeath } from '../fixtures/birth-death.ts';

const shipped = join(import.meta.dirname, '../../scenarios/abstractions/sir-b28e11621995');

test('names what its own files name: folder, weights, training, verdict', async () => {
  const told = (file: string) => JSON.parse(readFileSync(join(shipped, file), 'utf8'));
  const { weights, verdict } = told('abstraction.json');
  expect(await recordedAbstraction(await loadAbstraction(shipped), `${shipped}/`)).toEqual({
    folder: 'sir-b28e11621995',
    weights: weights.sha256,
    verdict: verdict.pass ? 'pass' : 'fail',
    training: told('training.json').key,
  });
});

test('without a folder, or one that tells no training, it says less and not wrong', async () => {
  const trained = await trainedBirthDeath();
  expect(await recordedAbstraction(trained, undefined)).toEqual({
    weights: expect.stringMatching(/^[0-9a-f]{64}$/),
    verdict: 'pass',
  });
  expect(await recordedAbstraction(trained, import.meta.dirname)).not.toHaveProperty('training');
  expect(await recordedAbstraction({ ...trained, verdict: null }, undefined)).toMatchObject({
    verdict: 'none',
  });
});

test('tells the limits that let more pass than the usual ones, and no others', async () => {
  const trained = await trainedBirthDeath();
  const judged = async (change: Record<string, number>, pass = true) => {
    const verdict = trained.verdict as Verdict;
    const limits = { ...verdict.limits, ...change };
    return recordedAbstraction({ ...trained, verdict: { ...verdict, pass, limits } }, undefined);
  };
  const wide = { distanceOverFloor: 3, chance: 1e-6 };
  expect(await judged({ ...wide, mean: 0.05 })).toMatchObject({ verdict: 'pass', widerLimits: wide });
  expect(await judged({ mean: 0.05, chance: 0.01 })).not.toHaveProperty('widerLimits');
  expect(await judged({}, false)).toMatchObject({ verdict: 'fail' });
});
