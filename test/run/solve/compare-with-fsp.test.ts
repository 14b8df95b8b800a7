import { describe, expect, test } from 'vitest';
import { compareWithFsp } from '../../../src/run/solve/compare-with-fsp.ts';
import type { LawRow } from '../../../src/run/solve/laws/format.ts';
import { fsp } from '../../../src/run/solve/methods/fsp.ts';
import { solveTask } from '../../../src/run/solve/task.ts';
import { allOf } from '../../support/all-of.ts';
import { pond } from './pond.ts';

const work = { threads: 1, onProgress: () => {} };

/** Laws of a birth rate of 10, beside those that fsp finds for another. */
async function beside(birth: number) {
  const laws = await allOf(fsp.solve(solveTask(pond()), 0, undefined, work));
  const rows = laws.map(({ law, time }) => ({
    time,
    marginals: law.species.map((name) => law.marginal(name)),
  })) as unknown as LawRow[];
  const task = solveTask(pond(), { rates: { birth } });
  return compareWithFsp(task, rows, async (i) => laws[i]!.law, work);
}

describe('laws beside those of fsp', () => {
  test('are as near as their bounds where they are the same', async () => {
    const { times } = await beside(10);
    expect(times).toHaveLength(3);
    for (const { distance, error, marginals } of times) {
      expect(distance).toBeLessThanOrEqual(error);
      for (const one of marginals) expect(one.distance).toBeLessThanOrEqual(error);
    }
  });

  test('control: another birth rate is seen, no species farther than all together', async () => {
    for (const { distance, marginals } of (await beside(12)).times) {
      expect(marginals[0]!.distance).toBeGreaterThan(0.02);
      for (const one of marginals) expect(one.distance).toBeLessThanOrEqual(distance! + 1e-8);
    }
  });

  test('a law that was not kept has no distance, its marginals have', async () => {
    const rows = [{ time: 0.5, marginals: [Float64Array.of(1), Float64Array.of(1)] } as unknown as LawRow];
    const { times } = await compareWithFsp(solveTask(pond()), rows, async () => undefined, work);
    expect(times[0]!.distance).toBeUndefined();
    expect(times[0]!.marginals[0]!.distance).toBeGreaterThan(0.9);
  });
});
