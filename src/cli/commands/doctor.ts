/** `crn-grid doctor`: what this machine can do, why not more, and how to get it. */
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { Command } from 'commander';
import { type BackendReport, describeBackends } from '../../tensor/backends.ts';
import { version } from '../../version.ts';
import { hasRelaxedSimd } from '../../wasm/features.ts';
import { type SimulationRates, simulationRates } from '../run/simulation-rates.ts';
import { count, openTerminal, type Terminal } from '../terminal.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('say what this machine can do')
    .description(
      'Says how fast this machine simulates and learns, which tensor backends there are, why not more, and how to get the better one. Takes about ten seconds.',
    )
    .option('--fast', 'do not measure')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  crn-grid doctor')
    .action(doctorAction);
}

async function doctorAction(flags: { fast?: boolean; json?: boolean }): Promise<void> {
  const terminal = openTerminal(flags);
  const machine = {
    version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    threads: availableParallelism(),
    memoryGiB: gibibytes(totalmem()),
    freeMemoryGiB: gibibytes(freemem()),
    relaxedSimd: hasRelaxedSimd(),
  };
  const rates = flags.fast ? undefined : await simulationRates();
  const backends = await describeBackends({ measure: !flags.fast });
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...machine, rates, backends }, null, 2)}\n`);
    return;
  }
  terminal.print(`crn-grid ${machine.version} on Node ${machine.node}, ${machine.platform}`);
  terminal.print(`  processor    ${machine.processor}, ${machine.threads} threads`);
  terminal.print(`  memory       ${machine.memoryGiB} GiB, ${machine.freeMemoryGiB} GiB of it free`);
  terminal.print(
    `  WebAssembly  SIMD, shared memory; fused multiply–add: ${machine.relaxedSimd ? 'yes' : 'no (Node 22 and later have it)'}`,
  );
  if (rates) printRates(terminal, rates);
  terminal.print();
  terminal.print('Tensor backends, the preferred one first. Running a trained kernel on the CPU needs none.');
  const chosen = backends.find((b) => b.available && b.trains && !b.reason);
  for (const report of backends) printBackend(terminal, report, report === chosen);
}

function printRates(terminal: Terminal, { events, rows }: SimulationRates): void {
  terminal.print();
  terminal.print('Simulation, one thread');
  terminal.print(`  exact        ${count(events)} reactions a second (birth and death)`);
  terminal.print(`  learned      ${count(rows)} cells a second through a small network (4-80-80-80-54)`);
}

function printBackend(terminal: Terminal, b: BackendReport, isDefault: boolean): void {
  const line = (text: string): void => terminal.print(`${' '.repeat(15)}${text}`);
  const note = isDefault ? '  ← trains by default' : '';
  terminal.print(
    `  ${b.available ? '✓' : '✗'} ${b.name.padEnd(11)}${b.available ? b.device : b.reason}${note}`,
  );
  if (b.rate !== undefined) {
    const learns = b.trainingRate === undefined ? 'does not train' : `trains on ${count(b.trainingRate)}`;
    line(`runs ${count(b.rate)} rows a second, ${learns}`);
  } else if (b.available && !b.trains) line('runs, does not train');
  if (b.available && b.reason) line(`only when asked for: ${b.reason}`);
  if (b.install) line(`to get it: ${b.install}`);
}

const gibibytes = (bytes: number): number => Math.round((10 * bytes) / 2 ** 30) / 10;
