/** `crn-grid simulate`: many trajectories of one well-mixed network. */
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { plotEnsemble } from '../../figures/plot-ensemble.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import type { RecordedAbstraction } from '../../record/recorded-abstraction.ts';
import { writeTable } from '../../record/table.ts';
import { recordedAbstraction } from '../../run/record-abstraction.ts';
import { type Ensemble, simulateEnsemble } from '../../run/replicates/ensemble.ts';
import { wellMixed } from '../../run/replicates/well-mixed.ts';
import { formulasOf } from '../../run/scenario/observables.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { askedKernel, type KernelName, kernelOf, number, shared, whole } from '../given/options.ts';
import { type ResolvedKernel, resolveKernel } from '../given/resolve-kernel.ts';
import { statisticsColumns, trajectoryColumns } from '../run/ensemble-tables.ts';
import { warnOfLearned } from '../run/learned-warnings.ts';
import { routes } from '../run/summary.ts';
import { count, openTerminal, seconds, timeText } from '../terminal.ts';

interface SimulateFlags {
  trajectories: number;
  until?: number;
  every?: number;
  seed?: number;
  threads?: number;
  rate?: Record<string, number>;
  start?: Record<string, number>;
  cell: [number, number];
  kernel: string;
  outside?: 'ssa' | 'learned' | 'error';
  out?: string;
  stats?: string;
  plot?: string | true;
  quiet?: boolean;
  json?: boolean;
}

/** All but the choice by the clock: an ensemble is simulated to be compared. */
const kernelNames = ['ssa', 'tau', 'ode', 'mdn', 'search', 'hybrid'] as const satisfies readonly KernelName[];

export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('simulate many trajectories of one network')
    .description(
      'Simulates one well-mixed network many times, exactly, by tau-leaping, along their mean or with a learned kernel: trajectories, means and standard deviations, a figure.',
    )
    .argument(
      '<scenario>',
      'a scenario file or a model (.xml, .bngl, .net, .ka); of a grid, one cell is simulated',
    )
    .option('-n, --trajectories <n>', 'how many', whole, 1000)
    .addOption(shared.until())
    .option('--every <time>', 'time between records (default: the step of the scenario)', number)
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(shared.kernel(kernelNames).default('ssa'))
    .addOption(shared.outside())
    .addOption(shared.rate())
    .addOption(shared.start())
    .addOption(shared.cell())
    .option('--out <file>', 'writes all trajectories, as .csv or .parquet')
    .option('--stats <file>', 'writes time, X-mean, X-sd, … as .csv or .parquet')
    .option('--plot [file]', 'draws mean ± sd and a few traces, as .png or .svg')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid simulate scenarios/birth-death.ts --trajectories 10000 --until 50 --every 1 --stats stats.csv
  crn-grid simulate scenarios/sir.ts -n 500 --start I=1 --plot sir.png --out sir.parquet
  crn-grid simulate scenarios/bees.ts --kernel mdn --start Bee=10,P=5 --until 50 --stats learned.csv --plot`,
    )
    .action(simulateAction);
}

async function simulateAction(path: string, flags: SimulateFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions, notes } = await loadScenario(path);
  for (const note of notes) terminal.note(note);
  const plotFile = flags.plot === true ? `${scenario.name}.png` : flags.plot;
  for (const file of [flags.out, flags.stats]) checkEnding(file, ['.csv', '.parquet']);
  checkEnding(plotFile, ['.png', '.svg']);
  const until = flags.until ?? scenario.time.until;
  const every = flags.every ?? scenario.time.step;
  const one = wellMixed(scenario, flags.cell);
  const rates = { ...one.rates, ...flags.rate };
  const start = { ...one.start, ...flags.start };
  const { grid: _, hop: __, max: ___, ...rest } = scenario;
  const alone: Scenario = { ...rest, rates, start };
  const kernel = await resolveAlone(alone, flags, abstractions, path);
  const { spec, abstraction } = kernel.resolved;
  const step = learnedShape(spec) ? scenario.time.step : every;
  terminal.note(
    `${scenario.name}: ${count(flags.trajectories)} trajectories to ${timeText(until, scenario.time.unit)}`,
  );
  const left = (['hop', 'max'] as const)
    .filter((entry) => scenario[entry] !== undefined)
    .map((e) => `\`${e}\``);
  if (abstraction || scenario.grid || left.length > 0)
    terminal.note(
      `One well-mixed cell, as cell (${flags.cell.join(', ')}) starts, ${kernel.says}${left.length > 0 ? `; ${left.join(' and ')} left out` : ''}.`,
    );
  warnOfLearned(terminal, kernel.resolved, alone, kernel.setup, kernel.start);
  const ensemble = await simulateEnsemble({
    ...{ network: scenario.crn, rates, start, until, every, step },
    trajectories: flags.trajectories,
    seed: flags.seed ?? scenario.seed ?? 1,
    timeUnit: scenario.time.unit,
    observables: formulasOf(scenario),
    kernel: spec,
    ...(abstraction ? { abstraction } : {}),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    keep: flags.out !== undefined,
    traces: plotFile ? 8 : 0,
    onRecord: (time) => terminal.progress(time, until, timeText(time, scenario.time.unit)),
  });
  terminal.endProgress();
  const written: string[] = [];
  if (flags.out) {
    await writeTable(flags.out, trajectoryColumns(ensemble));
    written.push(flags.out);
  }
  if (flags.stats) {
    await writeTable(flags.stats, statisticsColumns(ensemble));
    written.push(flags.stats);
  }
  if (plotFile)
    written.push(
      ...(await plotEnsemble(ensemble, {
        out: plotFile,
        title: abstraction ? `${scenario.name}, ${kernel.says}` : scenario.name,
        timeUnit: scenario.time.unit,
      })),
    );
  if (flags.json)
    process.stdout.write(`${JSON.stringify(summaryOf(ensemble, written, kernel.recorded), null, 2)}\n`);
  else printEnsemble(terminal, scenario, ensemble, written);
}

/** The kernel asked for, with what it has learned. */
async function resolveAlone(alone: Scenario, flags: SimulateFlags, abstractions: string, file: string) {
  const asked = await askedKernel(flags.kernel);
  const wanted = kernelOf(alone, asked, flags.outside);
  const { setup, start } = setUp(alone, { kernel: ssa() });
  const resolved = await resolveKernel(wanted, {
    ...{ scenario: alone, setup, start, abstractions: [abstractions], file },
    ...(typeof asked === 'object' ? { stored: asked } : {}),
  });
  const recorded = resolved.abstraction && (await recordedAbstraction(resolved.abstraction, resolved.path));
  return { resolved, setup, start, says: inWords(resolved, recorded), ...(recorded ? { recorded } : {}) };
}

function inWords({ spec }: ResolvedKernel, recorded: RecordedAbstraction | undefined): string {
  if (recorded) return `by kernel ${spec.kind} of ${recorded.folder}`;
  if (spec.kind === 'ode') return 'along their mean';
  return spec.kind === 'tau' ? 'by tau-leaping' : 'exactly';
}

function printEnsemble(
  terminal: ReturnType<typeof openTerminal>,
  scenario: Scenario,
  e: Ensemble,
  written: string[],
): void {
  const last = e.times.length - 1;
  terminal.print(`at ${timeText(e.times[last]!, scenario.time.unit)}`);
  const width = Math.max(...e.names.map((name) => name.length));
  e.names.forEach((name, s) => {
    terminal.print(`  ${name.padEnd(width)}  ${short(e.mean[s]![last]!)} ± ${short(e.sd[s]![last]!)}`);
  });
  const { tally, wall, kernel } = e.outcome;
  if (learnedShape(kernel)) terminal.print(`steps in ${seconds(wall)}: ${routes(e.outcome)}`);
  else
    terminal.print(
      `${count(tally.events)} reaction events in ${seconds(wall)}, ${count(tally.events / wall)} a second`,
    );
  if (tally.events === 0 && tally.learned === 0)
    terminal.print('Nothing can happen from this start: choose another with --start or --cell.');
  for (const file of written) terminal.print(`wrote ${file}`);
  if (written.length === 0)
    terminal.print('Nothing was written: add --stats stats.csv, --out trajectories.parquet or --plot.');
}

function summaryOf(e: Ensemble, written: string[], abstraction?: RecordedAbstraction): object {
  const last = e.times.length - 1;
  return {
    time: e.times[last],
    mean: Object.fromEntries(e.names.map((s, i) => [s, e.mean[i]![last]])),
    sd: Object.fromEntries(e.names.map((s, i) => [s, e.sd[i]![last]])),
    kernel: e.outcome.kernel,
    ...(abstraction ? { abstraction, tally: e.outcome.tally } : {}),
    events: e.outcome.tally.events,
    seconds: e.outcome.wall,
    files: written,
  };
}

function checkEnding(file: string | undefined, endings: string[]): void {
  if (file !== undefined && !endings.some((e) => file.endsWith(e)))
    throw new ScenarioError(
      file,
      'the ending tells the format, and this one does not',
      `Use ${endings.join(' or ')}.`,
    );
}

const short = (n: number): string => (n === 0 ? '0' : String(+n.toPrecision(5)));
