/** Every scenario that is shipped runs, and its learned kernel is shipped with it and passes. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import { resolveKernel } from '../src/cli/given/resolve-kernel.ts';
import { learnedShape } from '../src/kernels/open-kernel.ts';
import { ssa, van } from '../src/kernels/specs.ts';
import { run } from '../src/run/run.ts';
import { setUp } from '../src/run/scenario/setup.ts';

const folder = resolve(import.meta.dirname, '../scenarios');
const files = ['', 'master-equation'].flatMap((room) =>
  readdirSync(join(folder, room))
    // `bees.sweep.ts` is of a scenario, and none.
    .filter((f) => /^[\w-]+\.ts$/.test(f))
    .map((f) => join(room, f)),
);
const shipped = await Promise.all(
  files.map(async (name) => ({ name, ...(await loadScenario(join(folder, name))) })),
);
/** Those whose `van()` is shipped too. */
const vans = ['bees.ts', 'gene.ts', 'sir.ts', 'x16.ts'];
/** Those that ask for a learned kernel. */
const learned = shipped.flatMap((one) => {
  const { kernel = ssa() } = one.scenario;
  if (kernel === 'auto' || !learnedShape(kernel)) return [];
  const other = { ...one, name: `${one.name} with van()`, kernel: van() };
  return [{ ...one, kernel }, ...(vans.includes(one.name) ? [other] : [])];
});

describe.each(shipped.map((one) => [one.name, one] as const))('%s', (_, { scenario }) => {
  test('runs three steps exactly', async () => {
    // Some hold a million events a cell and step: a corner of the grid will do.
    const [width, height] = scenario.grid?.size ?? [1, 1];
    const outcome = await run(scenario, {
      kernel: ssa(),
      size: [Math.min(width, 3), Math.min(height, 3)],
      until: 3 * scenario.time.step,
      threads: 2,
    }).outcome;
    expect(outcome.step).toBe(3);
    expect(Object.values(outcome.final.scalars).every(Number.isFinite)).toBe(true);
  });
});

test('scenarios of both kinds are shipped', () => {
  expect(learned.length).toBeGreaterThan(0);
  expect(learned.length).toBeLessThan(shipped.length);
});

describe.each(learned.map((one) => [one.name, one] as const))('%s', (_, one) => {
  const { scenario, kernel, abstractions, file } = one;
  test('has its kernel, with a verdict that passed, and the same bits on any threads', async () => {
    const { setup, start } = setUp(scenario);
    const { spec, abstraction } = await resolveKernel(kernel, {
      scenario,
      setup,
      start,
      abstractions: [abstractions],
      file,
    });
    expect(abstraction!.verdict!.pass).toBe(true);
    const outcome = await run(scenario, {
      kernel: spec,
      abstraction: abstraction!,
      until: 20 * scenario.time.step,
      threads: 2,
    }).outcome;
    expect(outcome.tally.learned).toBeGreaterThan(0);
    expect(outcome.tally.learned + outcome.tally.exact + outcome.tally.skipped).toBe(outcome.cellSteps);
    for (const threads of [1, 3, 8]) {
      const other = await run(scenario, {
        kernel: spec,
        abstraction: abstraction!,
        until: 20 * scenario.time.step,
        threads,
      }).outcome;
      expect(other.final.counts).toEqual(outcome.final.counts);
    }
  });
});
