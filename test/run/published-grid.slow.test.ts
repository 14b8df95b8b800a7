/**
 * The published bee grid, stepped exactly, against the reference table of an
 * independent implementation (300 runs each): bees alive of 1000, deaths.
 */
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/numerics/statistics.ts';
import { runReplicas } from '../../src/run/replicates/replica-worker.ts';
import { setUp } from '../../src/run/scenario/setup.ts';
import { publishedGrid } from '../support/scenarios.ts';

const runs = 300;
const times = [25, 50, 100, 250];
/** Of a false alarm in any of the comparisons of this file, two-sided. */
const chance = 1e-9;
const z = normalQuantile(1 - chance / 2 / 32);

type Rounding = 'truncate' | 'nearest';

/** Alive at the four times; mean and sd of the dead at 250; share of runs with fewer than 50 deaths. */
const table: readonly {
  rounding: Rounding;
  warm: boolean;
  alive: number[];
  dead: [number, number];
  few: number;
}[] = [
  { rounding: 'truncate', warm: false, alive: [991.9, 985.9, 977.7, 969.0], dead: [31, 55], few: 0.83 },
  { rounding: 'nearest', warm: false, alive: [982.4, 927.2, 682.0, 382.7], dead: [617, 211], few: 0.1 },
  { rounding: 'truncate', warm: true, alive: [952.2, 930.0, 901.4, 871.8], dead: [128, 83], few: 0.13 },
  { rounding: 'nearest', warm: true, alive: [923.6, 801.9, 513.5, 299.4], dead: [701, 32], few: 0 },
];

const round = { truncate: Math.floor, nearest: (x: number) => Math.round(x) };

/**
 * The start after the published interactive cells: one un-normalised blur of the
 * pheromone, one max-propagation at 0.5, three steps. The fractions it leaves become
 * molecules by the grid's rounding rule, as at every later propagation.
 */
function warmPheromone(rounding: Rounding): number[][] {
  const at = (f: number[][], x: number, y: number): number =>
    f[Math.min(9, Math.max(0, y))]![Math.min(9, Math.max(0, x))]!;
  const map = (f: (x: number, y: number) => number): number[][] =>
    Array.from({ length: 10 }, (_, y) => Array.from({ length: 10 }, (_, x) => f(x, y)));
  const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const));
  const seeds = map((x, y) => (x === 9 && y === 9 ? 5 : x + y === 17 ? 1 : 0));
  const blurred = map((x, y) =>
    around.reduce((sum, [dx, dy]) => sum + (dx === 0 && dy === 0 ? 1 : 0.8) * at(seeds, x + dx, y + dy), 0),
  );
  return map((x, y) => {
    const heard = Math.max(
      ...around.filter(([dx, dy]) => dx || dy).map(([dx, dy]) => at(blurred, x + dx, y + dy)),
    );
    return round[rounding](Math.max(blurred[y]![x]!, 0.5 * heard));
  });
}

/** Counts of every run at the four times, stepped in this thread. */
async function runsOf(rounding: Rounding, warm: boolean): Promise<readonly (readonly Int32Array[])[]> {
  const { setup, start } = setUp(publishedGrid(rounding, 250));
  const steps = times.map((t) => t / setup.dt);
  const seeds = Array.from({ length: runs }, (_, i) => 1000 + i);
  const cold = seeds.map((seed) => ({ seed, start }));
  if (!warm) return (await runReplicas({ setup, replicas: cold, steps })).counts;
  const counts = start.counts.slice();
  warmPheromone(rounding).forEach((row, y) => row.forEach((p, x) => counts.set([p], (y * 10 + x) * 4 + 3)));
  // Seeds of their own, so that the first three steps share no bits with the run that follows.
  const alone = {
    setup: { ...setup, maxes: [] },
    replicas: seeds.map((seed) => ({ seed: seed + 1e6, start: { counts, fields: [] } })),
  };
  const warmed = (await runReplicas({ ...alone, steps: [3] })).counts;
  const replicas = seeds.map((seed, i) => ({ seed, start: { counts: warmed[i]![0]!, fields: [] } }));
  return (await runReplicas({ setup, replicas, steps })).counts;
}

const total = (counts: Int32Array, columns: readonly number[]): number =>
  counts.reduce((sum, n, i) => (columns.includes(i % 4) ? sum + n : sum), 0);
const aliveIn = (counts: Int32Array): number => total(counts, [0, 1]);
const deadIn = (counts: Int32Array): number => total(counts, [2]);

const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const variance = (x: readonly number[]): number =>
  x.reduce((a, b) => a + (b - mean(x)) ** 2, 0) / (x.length - 1);

describe.each(table)(
  'published grid, $rounding, warm start $warm',
  ({ rounding, warm, alive, dead, few }) => {
    test('follows the reference table', async () => {
      const all = await runsOf(rounding, warm);
      times.forEach((_, t) => {
        const here = all.map((run) => aliveIn(run[t]!));
        // Both samples have 300 runs and, up to noise, one variance.
        const error = Math.sqrt((2 * variance(here)) / runs);
        expect(Math.abs(mean(here) - alive[t]!)).toBeLessThan(z * error + 0.05);
      });
      const deaths = all.map((run) => deadIn(run[3]!));
      expect(Math.abs(mean(deaths) - dead[0])).toBeLessThan(
        z * Math.sqrt((variance(deaths) + dead[1] ** 2) / runs) + 0.5,
      );
      const share = mean(deaths.map((d) => (d < 50 ? 1 : 0)));
      expect(Math.abs(share - few)).toBeLessThan(
        z * Math.sqrt((2 * Math.max(few * (1 - few), 0.01)) / runs) + 0.005,
      );
      for (const run of all) for (const counts of run) expect(aliveIn(counts) + deadIn(counts)).toBe(1000);
    });
  },
);

test('control: the other rounding rule is told apart', async () => {
  const all = await runsOf('truncate', false);
  const here = all.map((run) => aliveIn(run[2]!));
  expect(Math.abs(mean(here) - table[1]!.alive[2]!)).toBeGreaterThan(
    z * Math.sqrt((2 * variance(here)) / runs),
  );
});
