/** `crn-grid simulate`: many trajectories of one well-mixed network. */
import { Command, Option } from 'commander';
import { ScenarioError } from '../errors.ts';
import { plotEnsemble } from '../figures/plot-ensemble.ts';
import { ssa, tau } from '../kernels/specs.ts';
import { writeTable } from '../record/table.ts';
import { type Ensemble, simulateEnsemble } from '../run/replicates/ensemble.ts';
import { wellMixed } from '../run/replicates/well-mixed.ts';
import type { Scenario } from '../run/scenario.ts';
import { loadScenario } from './load-scenario.ts';
import { number, pair, shared, whole } from './options.ts';
import { count, openTerminal, seconds, timeText } from './terminal.ts';

interface SimulateFlags {
  trajectories: number;
  until?: number;
  every?: number;
  seed?: number;
  threads?: number;
  rate?: Record<string, number>;
  start?: Record<string, number>;
  cell: [number, number];
  kernel: 'ssa' | 'tau';
  out?: string;
  stats?: string;
  plot?: string | true;
  quiet?: boolean;
  json?: boolean;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('simulate many trajectories of one network')
    .description(
      'Simulates one well-mixed network, exactly or by tau-leaping, many times: trajectories, means and standard deviations, a figure.',
    )
    .argument('<scenario>', 'a scenario file; of a grid, one cell is simulated')
    .option('-n, --trajectories <n>', 'how many', whole, 1000)
    .addOption(shared.until())
    .option('--every <time>', 'time between records (default: the step of the scenario)', number)
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(
      new Option('--kernel <kind>', 'exact, or in leaps over many events')
        .choices(['ssa', 'tau'])
        .default('ssa'),
    )
    .addOption(shared.rate())
    .option('--start <name=count>', 'changes a count at time 0 (may be repeated)', pair)
    .option('--cell <x,y>', 'which cell of a grid to take the start from', cell, [0, 0])
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
  crn-grid simulate scenarios/sir.ts -n 500 --start I=1 --plot sir.png --out sir.parquet`,
    )
    .action(simulateAction);
}

async function simulateAction(path: string, flags: SimulateFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario } = await loadScenario(path);
  const plotFile = flags.plot === true ? `${scenario.name}.png` : flags.plot;
  for (const file of [flags.out, flags.stats]) checkEnding(file, ['.csv', '.parquet']);
  checkEnding(plotFile, ['.png', '.svg']);
  const until = flags.until ?? scenario.time.until;
  const every = flags.every ?? scenario.time.step;
  const one = wellMixed(scenario, flags.cell);
  terminal.note(
    `${scenario.name}: ${count(flags.trajectories)} trajectories to ${timeText(until, scenario.time.unit)}`,
  );
  const left = (['hop', 'max'] as const)
    .filter((entry) => scenario[entry] !== undefined)
    .map((e) => `\`${e}\``);
  if (scenario.grid || left.length > 0)
    terminal.note(
      `One well-mixed cell, as cell (${flags.cell.join(', ')}) starts, ${flags.kernel === 'tau' ? 'by tau-leaping' : 'exactly'}${left.length > 0 ? `; ${left.join(' and ')} left out` : ''}.`,
    );
  const ensemble = await simulateEnsemble({
    network: scenario.crn,
    rates: { ...one.rates, ...flags.rate },
    start: { ...one.start, ...flags.start },
    trajectories: flags.trajectories,
    until,
    every,
    seed: flags.seed ?? scenario.seed ?? 1,
    timeUnit: scenario.time.unit,
    kernel: flags.kernel === 'tau' ? tau() : ssa(),
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
        title: scenario.name,
        timeUnit: scenario.time.unit,
      })),
    );
  if (flags.json) process.stdout.write(`${JSON.stringify(summaryOf(ensemble, written), null, 2)}\n`);
  else printEnsemble(terminal, scenario, ensemble, written);
}

function printEnsemble(
  terminal: ReturnType<typeof openTerminal>,
  scenario: Scenario,
  e: Ensemble,
  written: string[],
): void {
  const last = e.times.length - 1;
  terminal.print(`at ${timeText(e.times[last]!, scenario.time.unit)}`);
  const width = Math.max(...e.species.map((s) => s.length));
  e.species.forEach((name, s) => {
    terminal.print(`  ${name.padEnd(width)}  ${short(e.mean[s]![last]!)} ± ${short(e.sd[s]![last]!)}`);
  });
  const { tally, wall } = e.outcome;
  terminal.print(
    `${count(tally.events)} reaction events in ${seconds(wall)}, ${count(tally.events / wall)} a second`,
  );
  if (tally.events === 0)
    terminal.print('Nothing can happen from this start: choose another with --start or --cell.');
  for (const file of written) terminal.print(`wrote ${file}`);
  if (written.length === 0)
    terminal.print('Nothing was written: add --stats stats.csv, --out trajectories.parquet or --plot.');
}

function summaryOf(e: Ensemble, written: string[]): object {
  const last = e.times.length - 1;
  return {
    time: e.times[last],
    mean: Object.fromEntries(e.species.map((s, i) => [s, e.mean[i]![last]])),
    sd: Object.fromEntries(e.species.map((s, i) => [s, e.sd[i]![last]])),
    events: e.outcome.tally.events,
    seconds: e.outcome.wall,
    files: written,
  };
}

function statisticsColumns(e: Ensemble): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = { time: e.times };
  e.species.forEach((name, s) => {
    columns[`${name}-mean`] = e.mean[s]!;
    columns[`${name}-sd`] = e.sd[s]!;
  });
  return columns;
}

/** One row per trajectory and time: the tidy form that pandas and R like. */
function trajectoryColumns(e: Ensemble): Record<string, Float64Array | Int32Array> {
  const width = e.species.length;
  const n = e.counts[0]!.length / width;
  const rows = n * e.times.length;
  const columns: Record<string, Float64Array | Int32Array> = {
    trajectory: new Int32Array(rows),
    time: new Float64Array(rows),
  };
  for (const name of e.species) columns[name] = new Int32Array(rows);
  let row = 0;
  for (let i = 0; i < n; i++)
    for (let t = 0; t < e.times.length; t++, row++) {
      columns.trajectory![row] = i;
      columns.time![row] = e.times[t]!;
      e.species.forEach((name, s) => {
        columns[name]![row] = e.counts[t]![i * width + s]!;
      });
    }
  return columns;
}

function checkEnding(file: string | undefined, endings: string[]): void {
  if (file !== undefined && !endings.some((e) => file.endsWith(e)))
    throw new ScenarioError(
      file,
      'the ending tells the format, and this one does not',
      `Use ${endings.join(' or ')}.`,
    );
}

function cell(text: string): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(text);
  if (!match) throw new ScenarioError('--cell', `"${text}" is no cell`, 'Write it as x,y, e.g. 0,0.');
  return [Number(match[1]), Number(match[2])];
}

const short = (n: number): string => (n === 0 ? '0' : String(+n.toPrecision(5)));
