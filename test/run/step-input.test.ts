/** A kernel that reads the length of the step: trained once, right for any of them in its range. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Abstraction } from '../../src/kernels/abstraction.ts';
import { mdn } from '../../src/kernels/specs.ts';
import { type Crew, openCrew } from '../../src/learning/crew.ts';
import { findAbstraction, saveAbstraction } from '../../src/learning/store.ts';
import { trainScenario } from '../../src/run/learn/train-scenario.ts';
import { run } from '../../src/run/run.ts';
import { scenario } from '../../src/run/scenario.ts';

const spec = mdn({ mixtures: 4, hidden: [16, 16], stepInput: true });
const [birth, death] = [20, 1];
const pond = (step: number, start: number) =>
  scenario({
    name: 'pond',
    crn: crn('0 -> X @ birth\nX -> 0 @ death'),
    rates: { birth, death },
    grid: { size: [64, 64] },
    start: { X: start },
    kernel: spec,
    train: {
      ranges: { X: [0, 40] },
      stepRange: [0.25, 4],
      transitions: 24_000,
      each: 8,
      epochs: 12,
      batch: 480,
      learningRate: 1e-2,
      rounds: 1,
    },
    time: { step, until: step },
  });

let folder = '';
let crew: Crew;
let trained: Abstraction;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'));
  crew = await openCrew({ network: pond(1, 0).crn, threads: 1 });
  trained = await trainScenario(pond(1, 0), spec, { crew, backend: 'simd' });
  await saveAbstraction(folder, 'pond', trained);
});
afterAll(async () => {
  await crew.close();
  await rm(folder, { recursive: true });
});

/** Mean and standard deviation of X after one learned step of every cell. */
async function stepped(step: number, start: number) {
  const { crn: network } = pond(step, start);
  const found = await findAbstraction([folder], { network, dt: step, shape: spec });
  const running = run(pond(step, start), { abstraction: found!.abstraction, threads: 1 });
  let counts: Int32Array = new Int32Array(0);
  for await (const frame of running) counts = frame.counts.slice();
  const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1);
  return { mean, sd: Math.sqrt(variance), cells: counts.length };
}

/** Of the exact law: those of the start that are left, binomial, and those born since, Poisson. */
function exact(step: number, start: number) {
  const left = Math.exp(-death * step);
  const born = (birth / death) * (1 - left);
  return { mean: start * left + born, sd: Math.sqrt(start * left * (1 - left) + born) };
}

/** What a short training may be off by, in standard deviations; chance adds 7 of its own, below 1e-11. */
const tolerance = 0.15;
function isClose(drawn: Awaited<ReturnType<typeof stepped>>, law: ReturnType<typeof exact>): boolean {
  const byChance = 7 / Math.sqrt(drawn.cells);
  const off = (drawn.mean - law.mean) / law.sd;
  return Math.abs(off) < tolerance + byChance && Math.abs(drawn.sd / law.sd - 1) < tolerance + byChance;
}

const cases = [0.3, 1, 3].flatMap((step) => [0, 8, 35].map((start) => [step, start] as const));

test.each(cases)('a step of %d from %i molecules has nearly the exact law', async (step, start) => {
  expect(isClose(await stepped(step, start), exact(step, start))).toBe(true);
});

test('control: it is not that of a step 25 % shorter, nor does it read another start', async () => {
  expect(isClose(await stepped(1, 8), exact(0.75, 8))).toBe(false);
  expect(isClose(await stepped(1, 35), exact(1, 25))).toBe(false);
});

test('a step beyond its range is refused', async () => {
  await expect(stepped(5, 8)).rejects.toThrow('`train.stepRange` is [0.25, 4]');
});
