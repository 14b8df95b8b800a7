/**
 * Indices of a network whose means are known: molecules of two sources, made at rates a and b and lost at the rate 1,
 * have the mean (a + b) (1 − exp(−t)). So a and b share its variance as their squared ranges, and there is nothing
 * that they do together.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { scenario } from '../../../../src/run/scenario.ts';
import { type DesignSpec, morris, saltelli } from '../../../../src/sweep/designs/design-spec.ts';
import { openWorkshop } from '../../../../src/sweep/engine/work.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import { headerOf } from '../../../../src/sweep/plan/header.ts';
import { openRuns } from '../../../../src/sweep/plan/point-of-run.ts';
import { writePlan } from '../../../../src/sweep/plan/write-plan.ts';
import { sensitivityOf } from '../../../../src/sweep/results/report/sensitivity.ts';
import { readSweep, type SweepData } from '../../../../src/sweep/results/report/sweep-data.ts';
import { openResultLog, resultsFolder } from '../../../../src/sweep/results/result-log.ts';
import { sweep } from '../../../../src/sweep/sweep.ts';

const until = 2;
const sources = scenario({
  name: 'sources',
  crn: crn('species A\n 0 -> A @ a\n 0 -> A @ b\n A -> 0 @ lose'),
  rates: { a: 1, b: 1, lose: 1 },
  start: {},
  time: { step: until, until },
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linear-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Ranges of 40 and 20 around 100: four fifths of the variance are a's. */
async function ran(name: string, design: DesignSpec, replicates: number): Promise<SweepData> {
  const one = sweep(sources, {
    rates: { a: between(80, 120), b: between(90, 110) },
    ...{ design, replicates, designSeed: 5 },
  });
  const at = join(folder, name);
  const runs = openRuns(one, '');
  const header = headerOf(one, runs, '', { path: '', hash: '' });
  await writePlan(at, header, runs);
  const log = await openResultLog(join(resultsFolder(at), 'all.jsonl'));
  await log.add(await openWorkshop(one, '', async () => undefined).perform([...Array(runs.runs).keys()]));
  await log.close();
  return readSweep(at, header);
}

test("Sobol' indices hold the analytic ones, chance taken off; control: kept, chance is in every total", async () => {
  const data = await ran('sobol', saltelli(256), 4);
  const found = sensitivityOf(data, 0);
  if (found?.kind !== 'sobol') throw new Error('there are no indices');
  expect(found.noiseRemoved).toBe(true);
  const { factors, noise } = found.indices;
  [0.8, 0.2].forEach((share, f) => {
    for (const { low, high } of [factors![f]!.first, factors![f]!.total])
      expect(low <= share && share <= high, `factor ${f}: ${low} to ${high}`).toBe(true);
  });
  // Poisson counts of mean m have the variance m, a quarter of it in a mean of four.
  const m = 200 * (1 - Math.exp(-until));
  const signal = ((40 ** 2 + 20 ** 2) / 12) * (1 - Math.exp(-until)) ** 2;
  const expected = m / 4 / (m / 4 + signal);
  expect(noise!.low <= expected && expected <= noise!.high).toBe(true);

  const shared = sensitivityOf({ ...data, header: { ...data.header, seeds: [1, 2, 3, 4] } }, 0);
  if (shared?.kind !== 'sobol') throw new Error('there are no indices');
  expect(shared.indices.factors![1]!.total.low).toBeGreaterThan(0.2);
});

test('elementary effects are the slopes over the ranges', async () => {
  const found = sensitivityOf(await ran('morris', morris({ trajectories: 60 }), 8), 0);
  if (found?.kind !== 'morris') throw new Error('there are no effects');
  [40, 20].forEach((range, f) => {
    const { mean } = found.effects.factors[f]!;
    const slope = range * (1 - Math.exp(-until));
    expect(mean.low <= slope && slope <= mean.high, `${mean.low} to ${mean.high}`).toBe(true);
    // Control: the other factor's slope is not in it.
    const other = (60 - range) * (1 - Math.exp(-until));
    expect(mean.low <= other && other <= mean.high).toBe(false);
  });
});
