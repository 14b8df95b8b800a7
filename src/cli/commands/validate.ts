/** `crn-grid validate`: how far a learned kernel is from exact, on one cell and on the whole grid. */
import { Command, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { openCrew } from '../../learning/crew.ts';
import type { Judgement } from '../../learning/verdict.ts';
import { judgeScenario } from '../../run/learn/train-scenario.ts';
import { compareGrids } from '../../run/replicates/compare-grids.ts';
import type { GridComparison } from '../../run/replicates/compare-runs.ts';
import type { Scenario } from '../../run/scenario.ts';
import { learnedNames, number, shared, whole } from '../given/options.ts';
import type { ResolvedKernel } from '../given/resolve-kernel.ts';
import { resolveLearned } from '../given/resolve-learned.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { checkValidation } from '../train/check-validation.ts';
import { type GridPlan, planGrids } from '../verdict/plan-grids.ts';
import { passWords } from '../verdict/power.ts';
import { writeVerdictReport } from '../verdict/report.ts';
import { printComparison, printVerdict } from '../verdict/text.ts';

interface ValidateFlags {
  kernel?: string;
  outside: 'ssa' | 'learned' | 'error';
  settings?: number;
  traces?: number;
  lags?: number[];
  bins?: number;
  rule?: 'ours' | 'published';
  transitions?: number;
  backend?: 'simd' | 'simd-fma';
  report?: string | true;
  runs?: number;
  times?: number[];
  chance?: number;
  seed?: number;
  threads?: number;
  quiet?: boolean;
  json?: boolean;
}

export function validateCommand(): Command {
  return new Command('validate')
    .summary('compare a learned kernel with exact simulation')
    .description(
      'Compares a learned kernel with exact simulation: laws of one cell, then two-sample tests of the whole grid. Fails unless all pass.',
    )
    .argument('<scenario>', 'a scenario file with a trained kernel')
    .addOption(shared.kernel(learnedNames))
    .addOption(shared.outside().default('learned'))
    .option('--report [file]', 'write a page with all figures (default: <name>-verdict.html)')
    .option('--settings <n>', 'unseen starting states (default 25, up to 100 where steps are cheap)', whole)
    .option(
      '--traces <n>',
      'trajectories from each state (default: what some 2e10 events allow, 100 to 4000)',
      whole,
    )
    .option('--lags <steps...>', 'steps after which laws are compared (default 1 3 10)', ascending)
    .option('--bins <n>', 'bins of the published rule, and the most of ours (default 200)', whole)
    .addOption(
      new Option(
        '--rule <rule>',
        'histograms that decide: ours has a bin for every number; published: equal bins over all data',
      ).choices(['ours', 'published']),
    )
    .option('--transitions <n>', 'learned steps to look at for violations, at least, e.g. 1e7', whole)
    .addOption(
      new Option(
        '--backend <name>',
        'what runs the learned kernel: simd, the same bits on every machine, or simd-fma (default where there is one)',
      ).choices(['simd', 'simd-fma']),
    )
    .option(
      '--runs <n>',
      'whole-grid runs of each kernel; 0 for none (default: 300, fewer where some 2e10 events allow no more)',
      whole,
    )
    .option(
      '--times <times...>',
      'when to compare (default: a tenth, a quarter, half and all of the run)',
      (t: string, all: number[] = []) => [...all, number(t)],
    )
    .option(
      '--chance <p>',
      'chance that an exact kernel fails the whole-grid comparison (default 0.001)',
      number,
    )
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
The states and trajectories are others than those of the verdict that training has stored: it was judged with the
training's seed, and --seed with that one repeats it.
By default no cell outside the training domain is stepped exactly (--outside learned), so that it is the network that is
judged. On whole grids a hybrid kernel still steps the rows exactly that expect few events: that is how it runs.
Ctrl-C judges what is there so far, says that it is incomplete, and fails; again to quit at once.

Examples:
  crn-grid validate scenarios/bees.ts
  crn-grid validate scenarios/x16.ts --report --runs 0
  crn-grid validate scenarios/x16.ts --rule published --bins 200 --lags 3 10 --traces 10000
  crn-grid validate scenarios/bees.ts --transitions 1e7 --runs 1000 --times 10 25 50 100`,
    )
    .action(validateAction);
}

/** Collects lags. @throws ScenarioError unless they ascend from 1 or more */
function ascending(text: string, before: number[] = []): number[] {
  const lag = whole(text);
  if (lag <= (before.at(-1) ?? 0))
    throw new ScenarioError(
      '--lags',
      `${[...before, lag].join(' ')}`,
      'Give ascending numbers of steps, 1 or more.',
    );
  return [...before, lag];
}

async function validateAction(path: string, flags: ValidateFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, setup, resolved } = await resolveLearned(path, flags, { verb: 'compare' });
  checkValidation(flags, { species: setup.network.species.length, dt: setup.dt });
  const { spec, path: folder, abstraction } = resolved;
  terminal.note(`${scenario.name}: judging ${folder}`);

  const stop = new AbortController();
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    terminal.note('Judging what is there so far… (again to quit at once)');
    stop.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  try {
    const judgement = await judgeOneCell(terminal, scenario, spec, abstraction, flags, () => interrupted);
    const { verdict } = judgement;
    if (!flags.json) printVerdict(terminal, verdict);
    if (flags.report !== undefined) {
      const file = flags.report === true ? `${scenario.name}-verdict.html` : flags.report;
      await writeVerdictReport(file, {
        scenario,
        spec,
        abstraction,
        folder: folder!,
        judgement,
        scenarioFile: path,
      });
      terminal.note(`page written: ${file}`);
    }
    const chance = flags.chance ?? scenario.train?.limits?.gridChance ?? 1e-3;
    const grid = interrupted
      ? undefined
      : await planGrids(terminal, scenario, resolved, judgement.exact, flags);
    const comparison =
      grid && grid.runs > 0
        ? await judgeGrid(terminal, scenario, resolved, grid, flags, chance, stop.signal)
        : undefined;
    if (comparison && !flags.json) printComparison(terminal, comparison, grid!.runs, chance);
    const clean = !comparison || Object.values(comparison.violations).every((n) => n === 0);
    const pass = !interrupted && verdict.pass && clean && (comparison?.tests.every((t) => t.pass) ?? true);
    if (flags.json)
      process.stdout.write(
        `${JSON.stringify({ pass, complete: !interrupted, verdict, comparison }, null, 2)}\n`,
      );
    else if (interrupted) terminal.print('\nINCOMPLETE: it was stopped before all was compared.');
    else if (!pass) terminal.print('\nFAILED: see above.');
    else terminal.print(`\n${passWords(verdict, comparison !== undefined)}`);
    if (!pass) process.exitCode = interrupted ? 130 : 1;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** From the seed of a training to that of its validation: what was judged once is not judged again. */
const otherSeed = 1000;

/** The user has had enough. */
class Interrupted extends Error {}

async function judgeOneCell(
  terminal: Terminal,
  scenario: Scenario,
  spec: KernelSpec,
  abstraction: Abstraction,
  flags: ValidateFlags,
  enough: () => boolean,
): Promise<Judgement> {
  const { settings, traces, lags, bins, rule, transitions, seed, threads, backend } = flags;
  const crew = await openCrew({ network: scenario.crn, ...(threads === undefined ? {} : { threads }) });
  try {
    return await judgeScenario(crew, scenario, spec, abstraction, {
      enough,
      ...(settings === undefined ? {} : { settings }),
      ...(traces === undefined ? {} : { trajectories: traces }),
      ...(lags === undefined ? {} : { lags }),
      ...(bins === undefined ? {} : { bins }),
      ...(rule === undefined ? {} : { rule }),
      ...(transitions === undefined ? {} : { transitions }),
      seed: seed ?? abstraction.provenance.seed + otherSeed,
      ...(backend === undefined ? {} : { relaxed: backend === 'simd-fma' }),
      onProgress: (share) => terminal.progress(share, 1, 'one cell'),
    });
  } finally {
    terminal.endProgress();
    await crew.close();
  }
}

/** Whole grids; nothing where it was interrupted. */
async function judgeGrid(
  terminal: Terminal,
  scenario: Scenario,
  { spec, abstraction }: ResolvedKernel,
  { runs, times }: GridPlan,
  flags: ValidateFlags,
  chance: number,
  signal: AbortSignal,
): Promise<GridComparison | undefined> {
  try {
    return await compareGrids({
      scenario,
      spec,
      ...(abstraction ? { abstraction } : {}),
      runs,
      times,
      chance,
      seed: flags.seed ?? 10_000,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      onRun: (done, total) => terminal.progress(done, total, `whole grid, run ${done} of ${total}`),
      signal,
    });
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  } finally {
    terminal.endProgress();
  }
}
