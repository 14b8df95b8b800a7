/**
 * Many small grids in one thread: stacked (`runStack`), one by one with the machines kept open, and one by
 * one by `run`, which starts a thread and compiles anew for each. Processor time, in turns.
 *
 *   npm run build && node --import jiti/register bench/stack.ts
 *   … bench/stack.ts --rounds=1 --rows=1000 x16-10      a quick look
 */
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import { ssa } from '../src/kernels/specs.ts';
import { run } from '../src/run/run.ts';
import { setUp } from '../src/run/scenario/setup.ts';
import type { Scenario } from '../src/run/scenario.ts';
import { runStack, type StackRun } from '../src/run/stack/run-stack.ts';
import { openStacks } from '../src/run/stack/stacks.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, type Spread, saveResult, spreadOf } from './measure.ts';
import { trained } from './trained.ts';

const rounds = numberFlag('rounds', 7);
/** Cells of all runs that are stacked. */
const rows = numberFlag('rows', 8192);

/** Scenario, cells on a side, steps of a run, and whether it is simulated exactly. */
const cases = {
  'x16-1': { name: 'x16', side: 1, steps: 20, exact: false },
  'x16-2': { name: 'x16', side: 2, steps: 20, exact: false },
  'x16-4': { name: 'x16', side: 4, steps: 20, exact: false },
  'x16-10': { name: 'x16', side: 10, steps: 20, exact: false },
  'x16-32': { name: 'x16', side: 32, steps: 20, exact: false },
  'bees-10': { name: 'bees', side: 10, steps: 100, exact: false },
  'bees-10-ssa': { name: 'bees', side: 10, steps: 100, exact: true },
  'sir-1-ssa': { name: 'sir', side: 1, steps: 40, exact: true },
  'sir-10-ssa': { name: 'sir', side: 10, steps: 40, exact: true },
} as const;

/** Microseconds of processor time per cell and step. */
interface Result {
  readonly name: string;
  readonly runs: number;
  readonly stacked: Spread;
  readonly oneByOne: Spread;
  readonly byRun: Spread;
  /** One by one over stacked, round by round; `run` over stacked. */
  readonly gain: Spread;
  readonly gainOverRun: Spread;
}

async function measure(name: keyof typeof cases): Promise<Result> {
  const { side, steps, exact, name: model } = cases[name];
  const { scenario: written } = await loadScenario(
    new URL(`../scenarios/${model}.ts`, import.meta.url).pathname,
  );
  const { abstraction } = exact ? {} : await trained(model);
  if (!exact && !abstraction)
    throw new Error(`${model} is not trained: crn-grid train scenarios/${model}.ts`);
  const scenario = {
    ...written,
    kernel: exact ? ssa() : written.kernel,
    grid: { ...written.grid, size: [side, side] },
    time: { ...written.time, until: steps * written.time.step },
    record: { ...written.record, every: steps },
  } as Scenario;
  const count = Math.ceil(rows / side ** 2);
  const runs = Array.from({ length: count }, (_, i): StackRun => {
    const { setup, start } = setUp(scenario, { seed: i + 1 });
    return { setup, start, observe: () => ({}), onFrame: () => undefined };
  });
  const known = abstraction ? { abstraction } : {};
  const stacks = openStacks();
  const cost = async (runsOf: number, work: () => Promise<unknown>): Promise<number> => {
    const begun = cpuSeconds();
    await work();
    return (1e6 * (cpuSeconds() - begun)) / (runsOf * side ** 2 * steps);
  };
  const stacked = () => cost(count, () => runStack(runs, { ...known, stacks }));
  // Of runs of a cell there are thousands: some will do.
  const few = Math.ceil(Math.min(count, 64 + 800 / side ** 2));
  const oneByOne = () =>
    cost(few, async () => {
      for (const one of runs.slice(0, few)) await runStack([one], { ...known, stacks });
    });
  const byRun = () =>
    cost(2, async () => {
      for (const seed of [1, 2]) await run(scenario, { ...known, seed, threads: 1 }).outcome;
    });
  const [all, each, threads] = [[] as number[], [] as number[], [] as number[]];
  // The first turn is for the compilers.
  for (let round = -1; round < rounds; round++) {
    const turn = [await stacked(), await oneByOne(), await byRun()] as const;
    if (round < 0) continue;
    all.push(turn[0]);
    each.push(turn[1]);
    threads.push(turn[2]);
  }
  return {
    name,
    runs: count,
    stacked: spreadOf(all, false),
    oneByOne: spreadOf(each, false),
    byRun: spreadOf(threads, false),
    gain: spreadOf(all.map((a, i) => each[i]! / a)),
    gainOverRun: spreadOf(all.map((a, i) => threads[i]! / a)),
  };
}

const results: Result[] = [];
for (const name of wanted(Object.keys(cases) as (keyof typeof cases)[])) {
  results.push(await measure(name));
  const { stacked, oneByOne, byRun, gain } = results.at(-1)!;
  process.stdout.write(
    `${name}: ${[stacked, oneByOne, byRun].map((s) => s.median.toPrecision(3)).join(' ')} µs, ${gain.median.toFixed(2)}\n`,
  );
}

const shown = ({ median, best, worst }: Spread): string =>
  `${median.toPrecision(3)} (${Math.min(best, worst).toPrecision(3)} – ${Math.max(best, worst).toPrecision(3)})`;
saveResult('stack', { rounds, rows, results });
saveText('stack', [
  '# Small grids, stacked',
  `Microseconds of processor time per cell and step, median of ${rounds} rounds in turns (least – most). ` +
    '"One by one" is the same thread and the same open machines, a run at a time; `run` starts a thread for each.',
  markdownTable(
    ['grid', 'runs', 'stacked', 'one by one', '`run`', 'one by one / stacked', '`run` / stacked'],
    results.map((r) => [
      r.name,
      String(r.runs),
      ...[r.stacked, r.oneByOne, r.byRun, r.gain, r.gainOverRun].map(shown),
    ]),
  ),
]);
