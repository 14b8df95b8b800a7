/** `crn-grid validate`: how far a learned kernel is from exact, on one cell and on the whole grid. */
import { Command } from 'commander';
import { ScenarioError } from '../errors.ts';
import { learnedShape } from '../kernels/open-kernel.ts';
import { compareGrids, type GridComparison } from '../run/compare-grids.ts';
import { setUp } from '../run/setup.ts';
import { judgeScenario } from '../run/train-scenario.ts';
import { loadScenario } from './load-scenario.ts';
import { type KernelName, kernelOf, number, shared, whole } from './options.ts';
import { resolveKernel } from './resolve-kernel.ts';
import { openTerminal } from './terminal.ts';
import { printComparison, printVerdict } from './verdict-text.ts';

interface ValidateFlags {
  kernel?: KernelName;
  outside: 'ssa' | 'learned' | 'error';
  runs: number;
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
    .addOption(shared.kernel())
    .addOption(shared.outside().default('learned'))
    .option('--runs <n>', 'whole-grid runs of each kernel; 0 for none', whole, 300)
    .option(
      '--times <times...>',
      'when to compare (default: a tenth, a quarter, half and all of the run)',
      (t: string, all: number[] = []) => [...all, number(t)],
    )
    .option('--chance <p>', 'false-alarm chance of each whole-grid test (default 0.001)', number)
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
By default no cell may fall back to exact SSA (--outside learned), so that it is the network that is judged.

Examples:
  crn-grid validate scenarios/bees.ts
  crn-grid validate scenarios/bees.ts --runs 1000 --times 10 25 50 100`,
    )
    .action(validateAction);
}

async function validateAction(path: string, flags: ValidateFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const named = kernelOf(scenario, flags.kernel);
  if (named === 'auto' || !learnedShape(named))
    throw new ScenarioError(
      path,
      'its kernel is not a learned one, so there is nothing to compare',
      'Give it `kernel: mdn()`, or add `--kernel mdn`.',
    );
  const wanted = kernelOf(scenario, flags.kernel, flags.outside);
  const { setup, start } = setUp(scenario, { kernel: named });
  const {
    spec,
    abstraction,
    path: folder,
  } = await resolveKernel(wanted, { scenario, setup, start, abstractions: [abstractions], file: path });
  terminal.note(`${scenario.name}: judging ${folder}`);
  const verdict = await judgeScenario(scenario, spec, abstraction!, {
    onProgress: (share) => terminal.progress(share, 1, 'one cell'),
  });
  terminal.endProgress();
  if (!flags.json) printVerdict(terminal, verdict);
  const chance = flags.chance ?? scenario.train?.limits?.gridChance ?? 1e-3;
  let comparison: GridComparison | undefined;
  if (flags.runs > 0) {
    comparison = await compareGrids({
      scenario,
      spec,
      abstraction: abstraction!,
      runs: flags.runs,
      times: flags.times ?? defaultTimes(setup.steps, setup.dt),
      chance,
      seed: flags.seed ?? 10_000,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      onRun: (done, total) => terminal.progress(done, total, `whole grid, run ${done} of ${total}`),
    });
    terminal.endProgress();
    if (!flags.json) printComparison(terminal, comparison, flags.runs, chance);
  }
  const clean = !comparison || Object.values(comparison.violations).every((n) => n === 0);
  const pass = verdict.pass && clean && (comparison?.tests.every((t) => t.pass) ?? true);
  if (flags.json) process.stdout.write(`${JSON.stringify({ pass, verdict, comparison }, null, 2)}\n`);
  else terminal.print(pass ? '\nAll passed.' : '\nFAILED: see above.');
  if (!pass) process.exitCode = 1;
}

/** A tenth, a quarter, half and all of the run, as whole steps. */
function defaultTimes(steps: number, dt: number): number[] {
  return [...new Set([0.1, 0.25, 0.5, 1].map((share) => Math.max(1, Math.round(share * steps))))].map(
    (step) => step * dt,
  );
}
