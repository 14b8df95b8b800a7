/**
 * What a learned kernel is worth on a grid: 64 × 64 agents (X16, or Gene) whose protein wanders from
 * cell to cell, exact against learned on the same threads, in turns; and whether whole-grid
 * observables of many smaller runs can be told apart, as in `bees-evidence.ts`.
 *
 *   npm run build && node --import jiti/register bench/grid-speedup.ts
 *   … bench/grid-speedup.ts x16 --steps=2 --rounds=1 --runs=4 --side=8      a quick look
 */
import type { KernelSpec } from '../src/kernels/kernel.ts';
import { ssa } from '../src/kernels/specs.ts';
import { compareGrids } from '../src/run/replicates/compare-grids.ts';
import { run } from '../src/run/run.ts';
import { type Scenario, scenario } from '../src/run/scenario.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult, spreadOf } from './measure.ts';
import { type Trained, trained } from './trained.ts';

const steps = numberFlag('steps', 10);
const side = numberFlag('side', 64);
const rounds = numberFlag('rounds', 3);
const runs = numberFlag('runs', 100);
/** Cells of a side of the grids that are compared: exact runs of them cost minutes, not days. */
const small = 8;
const chance = 1e-3;
/** Which species wanders, and how often a molecule hops to each neighbour within a step. */
const wanders = { x16: 'P1', gene: 'P' } as const;
type Name = keyof typeof wanders;

function wandering(model: Trained, name: Name): Scenario {
  const { kind: _, ...rest } = model.scenario;
  const options = {
    ...rest,
    name: `${name}-wandering`,
    hop: { [wanders[name]]: 0.05 / model.dt },
    time: { ...rest.time, until: steps * model.dt },
  };
  return scenario(options as unknown as Parameters<typeof scenario>[0]);
}

/** Seconds of stepping, all threads together at work; start-up is left out. */
async function timed(of: Scenario, kernel: KernelSpec, model: Trained): Promise<number> {
  const { abstraction } = model;
  const running = run(
    { ...of, record: { ...of.record, every: steps } },
    { kernel, size: [side, side], ...(kernel.kind === 'ssa' ? {} : { abstraction: abstraction! }) },
  );
  return (await running.outcome).wall;
}

const results = [];
for (const name of wanted(Object.keys(wanders) as Name[])) {
  const model = await trained(name);
  if (!model.abstraction) {
    process.stdout.write(`${name}: not trained (crn-grid train scenarios/${name}.ts)\n`);
    continue;
  }
  const of = wandering(model, name);
  const spec = { ...model.spec, outside: 'ssa' } as const;
  const seconds = { exact: [] as number[], learned: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    seconds.exact.push(await timed(of, ssa(), model));
    seconds.learned.push(await timed(of, spec, model));
  }
  const [exact, learned] = [spreadOf(seconds.exact, false), spreadOf(seconds.learned, false)];
  process.stdout.write(
    `${name}: exact ${exact.median.toFixed(1)} s, learned ${learned.median.toFixed(3)} s\n`,
  );
  const grid = { ...of, grid: { ...of.grid, size: [small, small] as const } } as Scenario;
  const comparison = await compareGrids({
    scenario: grid,
    spec,
    abstraction: model.abstraction,
    runs,
    times: [...new Set([1, Math.ceil(steps / 3), steps])].map((step) => step * model.dt),
    chance,
    seed: 90_000,
  });
  results.push({ name, exact, learned, ratio: exact.median / learned.median, comparison });
}

saveResult('grid-speedup', { side, steps, rounds, runs, small, chance, results });
saveText('grid-speedup', [
  '# A grid of agents with a wandering product',
  `${side} × ${side} cells, ${steps} steps, seconds of stepping on all threads, median of ${rounds}.`,
  markdownTable(
    ['network', 'exact', 'learned', 'times as fast'],
    results.map((r) => [
      r.name,
      `${r.exact.median.toFixed(2)} s`,
      `${r.learned.median.toFixed(3)} s`,
      r.ratio.toPrecision(3),
    ]),
  ),
  `Whole-grid observables of ${runs} runs of ${small} × ${small} cells each, false-alarm chance ${chance} in all of a network.`,
  markdownTable(
    ['network', 'observable', 't', 'exact', 'learned', 'z', 'finds a shift of', 'test'],
    results.flatMap((r) =>
      r.comparison.tests.map((t) => [
        r.name,
        t.name,
        String(t.time),
        `${t.exact.mean.toPrecision(5)} ± ${t.exact.sd.toPrecision(3)}`,
        `${t.learned.mean.toPrecision(5)} ± ${t.learned.sd.toPrecision(3)}`,
        t.z.toFixed(2),
        t.detectable.toPrecision(3),
        t.pass ? 'agree' : '**differ**',
      ]),
    ),
  ),
  ...results.map(
    (r) =>
      `${r.name}: violations ${JSON.stringify(r.comparison.violations)}; cell-steps ${JSON.stringify(r.comparison.tally)}.`,
  ),
]);
