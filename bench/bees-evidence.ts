/**
 * The evidence behind the learned kernel: on the published bee grid, our integer head on
 * its exact support beside the published Gaussian head, both against exact simulation, with no
 * exact fallback for either; and what each makes of a meadow whose left half is empty.
 */
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import type { Abstraction } from '../src/kernels/abstraction.ts';
import type { KernelSpec } from '../src/kernels/kernel.ts';
import { learnedShape } from '../src/kernels/open-kernel.ts';
import { mdn, ssa } from '../src/kernels/specs.ts';
import { openCrew } from '../src/learning/crew.ts';
import { findAbstraction, saveAbstraction } from '../src/learning/store.ts';
import { trainScenario } from '../src/run/learn/train-scenario.ts';
import { compareGrids } from '../src/run/replicates/compare-grids.ts';
import { replicate } from '../src/run/replicates/replicates.ts';
import { scenario as check, type Scenario } from '../src/run/scenario.ts';
import { saveResult } from './measure.ts';

const { scenario: bees, abstractions } = await loadScenario(
  new URL('../scenarios/bees.ts', import.meta.url).pathname,
);
const ownFolder = new URL('./results/abstractions', import.meta.url).pathname;
const runs = 300;
const times = [10, 25, 50, 100];
const chance = 1e-3;

async function abstractionOf(spec: ReturnType<typeof mdn>): Promise<Abstraction> {
  const purpose = { network: bees.crn, dt: bees.time.step, shape: learnedShape(spec)! };
  const found = await findAbstraction([abstractions, ownFolder], purpose);
  if (found) return found.abstraction;
  const crew = await openCrew({ network: bees.crn });
  const trained = await trainScenario(bees, spec, { crew, budget: { epochs: 20, rounds: 1 } });
  await crew.close();
  await saveAbstraction(ownFolder, 'bees-gaussian', trained);
  return trained;
}

/** Bees only in the right half, nothing spreads: cells on the left are empty for ever. */
function halfEmpty(): Scenario {
  const { kind: _, max: __, ...rest } = bees;
  return check({ ...rest, start: ({ x }) => (x < 5 ? {} : { Bee: 10, P: 2 }) } as Parameters<
    typeof check
  >[0]);
}

/** Molecules and bees that came from nothing in the empty half, per run. */
async function fromNothing(spec: KernelSpec, abstraction?: Abstraction): Promise<object> {
  const { runs: all } = await replicate({
    scenario: halfEmpty(),
    overrides: { kernel: spec },
    ...(abstraction ? { abstraction } : {}),
    seeds: Array.from({ length: 50 }, (_, i) => i + 1),
    times: [50],
  });
  let cells = 0;
  let bees = 0;
  let negative = 0;
  for (const [frame] of all)
    for (let cell = 0; cell < 100; cell++) {
      const row = frame!.counts.subarray(4 * cell, 4 * cell + 4);
      if (row.some((n) => n < 0)) negative++;
      if (cell % 10 >= 5) continue;
      if (row.some((n) => n !== 0)) cells++;
      bees += row[0]! + row[1]! + row[2]!;
    }
  const share = cells / (50 * all.length);
  return { emptyCellsFilled: share, beesFromNothingPerRun: bees / all.length, negativeCells: negative };
}

const result: Record<string, object> = { ssa: { halfEmpty: await fromNothing(ssa()) } };
for (const head of ['counts', 'gaussian'] as const) {
  const own = bees.kernel;
  const shape = own && own !== 'auto' ? learnedShape(own)! : {};
  const spec = mdn({ ...shape, head, outside: 'learned' });
  const abstraction = await abstractionOf(spec);
  const comparison = await compareGrids({
    scenario: bees,
    spec,
    abstraction,
    runs,
    times,
    chance,
    seed: 50_000,
  });
  const failed = comparison.tests.filter((t) => !t.pass);
  result[head] = {
    ...comparison,
    failedTests: failed.length,
    halfEmpty: await fromNothing(spec, abstraction),
  };
  process.stdout.write(
    `${head}: ${failed.length} of ${comparison.tests.length} whole-grid tests differ from exact\n`,
  );
  for (const t of comparison.tests.filter((x) => x.name === 'alive' || x.name === 'pheromone'))
    process.stdout.write(
      `  ${t.name.padEnd(10)} t ${String(t.time).padStart(4)}  exact ${t.exact.mean.toFixed(1)} ± ${t.exact.sd.toFixed(1)}  learned ${t.learned.mean.toFixed(1)} ± ${t.learned.sd.toFixed(1)}  z ${t.z.toFixed(2)}  (finds ${t.detectable.toFixed(1)})\n`,
    );
  process.stdout.write(
    `  violations ${JSON.stringify(comparison.violations)}, half-empty meadow ${JSON.stringify(result[head] && (result[head] as { halfEmpty: object }).halfEmpty)}\n`,
  );
}
saveResult('bees-evidence', { runs, chance, times, result });
