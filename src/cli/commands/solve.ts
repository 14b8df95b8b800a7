/** `crn-grid solve`: the law of one cell's network at given times, from its master equation. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Truncation, truncations } from '../../cme/fsp/march.ts';
import { parityLosses } from '../../cme/van/variational/parity/losses.ts';
import { RecordingError, ScenarioError } from '../../errors.ts';
import { pngAndSvg, writeFigures } from '../../figures/write-figures.ts';
import { writeOutcome } from '../../record/recorder.ts';
import type { Scenario } from '../../run/scenario.ts';
import { readLaws } from '../../run/solve/laws/read-laws.ts';
import { methodOf, methods } from '../../run/solve/methods.ts';
import { type SolveOutcome, solveScenario } from '../../run/solve/solve-scenario.ts';
import { hashTask, type SolveTask, solveTask } from '../../run/solve/task.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { number, pairs, shared, whole } from '../given/options.ts';
import { beside, showSolving } from '../solve/beside.ts';
import { lawFigures, type SolvedLaws, takeLaws } from '../solve/law-figures.ts';
import { lawPage } from '../solve/law-report.ts';
import { jsonLaws, type LawFiles, printLaws } from '../solve/law-text.ts';
import { model } from '../solve/model-option.ts';
import { type VanFlags, vanFlags } from '../solve/van-flags.ts';
import { openTerminal, seconds, type Terminal, timeText } from '../terminal.ts';

interface SolveFlags extends VanFlags {
  times?: number[];
  rate?: Record<string, number>;
  start?: Record<string, number>;
  limits?: Record<string, number>;
  error?: number;
  truncation?: Truncation;
  maxStates?: number;
  pair?: [string, string];
  compare?: 'ssa' | 'fsp';
  trajectories: number;
  threads?: number;
  out?: string;
  overwrite?: boolean;
  figures: boolean;
  report?: string | true;
  quiet?: boolean;
  json?: boolean;
}

export function solveCommand(): Command {
  return new Command('solve')
    .summary('solve the master equation of one network')
    .description(
      'Computes how likely every state of one well-mixed network is at given times: means, marginal and joint laws, with a bound on the error where one is known. No simulation where states can be listed.',
    )
    .argument('<scenario>', 'a scenario file; of a grid, its first cell is solved')
    .addOption(
      new Option('--method <name>', methods.map((m) => `${m.name} ${m.does}`).join('; '))
        .choices(methods.map((m) => m.name))
        .default(methods[0]!.name),
    )
    .option('--times <times>', 'when to report, e.g. 1,5,10 (default: the scenario’s)', times)
    .addOption(shared.rate())
    .option('--start <name=count>', 'changes a count at time 0 (A=1,B=2 changes two)', pairs)
    .option('--limits <name=count>', 'greatest counts, e.g. Px=79,Py=79 (default: as far as needed)', pairs)
    .option(
      '--error <bound>',
      'of fsp: what the laws may be wrong by, all states together (default: 1e-8)',
      number,
    )
    .addOption(
      new Option(
        '--truncation <kind>',
        'adaptive: as many states as the error takes; of all within the limits, leaking: what leaves them is lost; reflecting: nothing leaves them',
      ).choices(truncations),
    )
    .option(
      '--max-states <n>',
      'states that may be held at once (default: 2000000; of van, which draws them where there are more, 200000)',
      whole,
    )
    .option('--pair <A,B>', 'whose joint law is drawn (default: the two most correlated)', pair)
    .option(
      '--model <kind:widths>',
      'of van: perceptrons:64,64 (default), gru:32, nade:16, nade:16,raw, made:64,64, transformer:16,32,2,2',
      model,
    )
    .option(
      '--updates <n>',
      'of van: updates of the weights for each time, where states are listed twice as many for the first (default: 1000); with --parity of each step, fifty times as many of the first (100); of a stationary law in all (5000)',
      whole,
    )
    .option(
      '--samples <n>',
      'of van: states drawn where they cannot be listed (default: 200000); with --parity those of an update (1000), of a stationary law too (400)',
      whole,
    )
    .option(
      '--variational',
      'of van: follow the equation itself step by step, without simulating; only limits that are not given are found by 256 paths',
    )
    .option('--parity <step>', 'of van: solve as published, by Euler steps of so much time', number)
    .addOption(
      new Option(
        '--loss <name>',
        'with --parity: what an update lowers (default: kl); steady-state, without it: the stationary law, said to be of the last time',
      ).choices(parityLosses),
    )
    .addOption(
      new Option(
        '--compare <with>',
        'also draw over the laws: ssa, exact trajectories; fsp, the laws of that method, and tell how far they are',
      ).choices(['ssa', 'fsp']),
    )
    .option('-n, --trajectories <n>', 'how many exact trajectories', whole, 10_000)
    .addOption(shared.seed())
    .addOption(shared.threads())
    .option('--out <path>', 'where the laws go, or are to be gone on with (default: under runs/)')
    .option('--overwrite', 'replace the laws that are there')
    .option('--no-figures', 'draw nothing at the end')
    .option('--report [file]', 'also write a page about it (default: report.html beside the laws)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid solve scenarios/master-equation/toggle.ts
  crn-grid solve scenarios/master-equation/toggle.ts --limits Px=79,Py=79 --truncation reflecting
  crn-grid solve scenarios/master-equation/autoregulation.ts --times 1,5,50 --compare ssa --report
  crn-grid solve scenarios/master-equation/early-life.ts --rate V=10 --pair A,D
  crn-grid solve scenarios/master-equation/early-life.ts --method van --compare fsp
  crn-grid solve scenarios/master-equation/autoregulation.ts --method van --loss steady-state --limits P=139
Ctrl-C keeps what is solved so far; the same command goes on from there, to the same bits.`,
    )
    .action(solveAction);
}

async function solveAction(path: string, flags: SolveFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario } = await loadScenario(path);
  const method = methodOf(flags.method);
  if (flags.compare === 'fsp' && method.name === 'fsp')
    throw new ScenarioError('--compare', 'the laws are by fsp themselves', 'Compare with ssa.');
  const task = solveTask(scenario, {
    method: method.name,
    ...vanFlags(flags, scenario.solve?.van),
    ...(flags.times === undefined ? {} : { times: flags.times }),
    ...(flags.rate === undefined ? {} : { rates: flags.rate }),
    ...(flags.start === undefined ? {} : { start: flags.start }),
    ...(flags.limits === undefined ? {} : { limits: flags.limits }),
    ...(flags.error === undefined ? {} : { error: flags.error }),
    ...(flags.truncation === undefined ? {} : { truncation: flags.truncation }),
    ...(flags.maxStates === undefined ? {} : { maxStates: flags.maxStates }),
  });
  const asked = (flags.pair ?? scenario.solve?.pair) as readonly [string, string] | undefined;
  for (const name of asked ?? [])
    if (!task.network.species.includes(name))
      throw new ScenarioError(
        '--pair',
        `"${name}" is no species of the network`,
        `There are: ${task.network.species.join(', ')}.`,
      );
  const out = flags.out ?? (await placeFor(task, scenario.name, flags));
  const until = timeText(task.times.at(-1)!, scenario.time.unit);
  terminal.note(`${scenario.name}: ${method.name}, ${timesText(task.times.length)} to ${until} → ${out}`);
  sayLeftOut(terminal, scenario);

  const command = `crn-grid ${process.argv.slice(2).join(' ')}`;
  const outcome = await solveKept(terminal, { scenario, task, method, out, command }, flags);
  if (outcome.done === 0) {
    terminal.print('Stopped before the first law: nothing is kept.');
    process.exitCode = 130;
    return;
  }
  const taken = await takeLaws(await readLaws(out), task, method, asked);
  const solved = flags.compare ? await beside[flags.compare](terminal, taken, scenario, flags) : taken;
  const files = await draw(solved, flags);
  await writeOutcome(out, { ...outcome, date: new Date().toISOString() });
  if (flags.json)
    process.stdout.write(`${JSON.stringify(jsonLaws(solved, files, outcome.status), null, 2)}\n`);
  else printLaws(terminal, solved, files);
  if (outcome.status === 'finished') return;
  terminal.print(
    `Stopped after ${outcome.done} of ${timesText(task.times.length)}. The same command goes on.`,
  );
  process.exitCode = 130;
}

/** Solves what is left, until Ctrl-C. */
async function solveKept(
  terminal: Terminal,
  what: Omit<Parameters<typeof solveScenario>[0], 'signal'>,
  flags: SolveFlags,
): Promise<SolveOutcome> {
  const { task, scenario } = what;
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    terminal.note('Stopping… (again to quit at once)');
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const outcome = await solveScenario({
      ...what,
      overwrite: flags.overwrite === true,
      signal: stop.signal,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      onProgress: showSolving(terminal, scenario.time.unit),
    });
    terminal.endProgress();
    if (outcome.before > 0)
      terminal.note(`${outcome.before} of ${timesText(task.times.length)} had been solved before.`);
    if (outcome.done > outcome.before) terminal.note(`Solved in ${seconds(outcome.wall)}.`);
    return outcome;
  } finally {
    terminal.endProgress();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** Figures and page, as files. */
async function draw(solved: SolvedLaws, flags: SolveFlags): Promise<LawFiles> {
  const { path, header } = solved.laws;
  const base = join(path, 'figures', header.scenario);
  const drawings = flags.figures
    ? lawFigures(solved).flatMap((figure) => pngAndSvg(`${base}-${figure.name}`, figure.svg()))
    : [];
  const figures = await writeFigures(drawings);
  if (flags.report === undefined) return { figures };
  const report = flags.report === true ? join(path, 'report.html') : flags.report;
  await writeFigures([[report, lawPage(solved)]]);
  return { figures, report };
}

/** `1 time`, `5 times`. */
const timesText = (n: number): string => `${n} time${n === 1 ? '' : 's'}`;

/** Parts of a scenario that a single cell does not have. */
function sayLeftOut(terminal: Terminal, scenario: Scenario): void {
  const left = (['hop', 'max'] as const).filter((entry) => scenario[entry] !== undefined);
  if (scenario.grid || left.length > 0)
    terminal.note(
      `One well-mixed cell, as cell (0, 0) starts${left.length > 0 ? `; ${left.map((e) => `\`${e}\``).join(' and ')} left out` : ''}.`,
    );
}

/** `runs/toggle-fsp.zarr`, or the first of `runs/toggle-fsp-2.zarr`, … that is free or holds this very task. */
async function placeFor(task: SolveTask, name: string, { method, overwrite }: SolveFlags): Promise<string> {
  const hash = hashTask(task, method);
  for (let i = 1; ; i++) {
    const path = join('runs', `${name}-${method}${i === 1 ? '' : `-${i}`}.zarr`);
    if (overwrite || !existsSync(path)) return path;
    const there = await readLaws(path).catch((error) => {
      if (error instanceof RecordingError) return undefined;
      throw error;
    });
    if (there?.header.taskHash === hash || there?.rows.length === 0) return path;
  }
}

function times(text: string): number[] {
  return text.split(',').map(number);
}

function pair(text: string): [string, string] {
  const match = /^\s*(\w+)\s*,\s*(\w+)\s*$/.exec(text);
  if (!match || match[1] === match[2]) throw new InvalidArgumentError('Write two species as A,B.');
  return [match[1]!, match[2]!];
}
