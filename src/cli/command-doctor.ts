/** `crn-grid doctor`: what this machine can do, why not more, and how to get it. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { Command } from 'commander';
import { type BackendReport, describeBackends } from '../tensor/backends.ts';
import { version } from '../version.ts';
import { hasRelaxedSimd } from '../wasm/features.ts';
import { count, openTerminal } from './terminal.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('say what this machine can do')
    .description(
      'Says which threads, WebAssembly features and tensor backends there are, why not more, and how to get the better one.',
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
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    relaxedSimd: hasRelaxedSimd(),
  };
  const backends = await describeBackends({ measure: !flags.fast });
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...machine, backends }, null, 2)}\n`);
    return;
  }
  terminal.print(`crn-grid ${machine.version} on Node ${machine.node}, ${machine.platform}`);
  terminal.print(`  processor   ${machine.processor}, ${machine.threads} threads, ${machine.memoryGiB} GiB`);
  terminal.print(
    `  simulation  WebAssembly SIMD, shared memory; relaxed SIMD (fused multiply–add): ${machine.relaxedSimd ? 'yes' : 'no (Node 22 and later have it)'}`,
  );
  terminal.print();
  terminal.print(
    'Tensor backends for training, the preferred one first. Running a trained kernel needs none of them.',
  );
  const chosen = backends.find((b) => b.available && !b.reason);
  for (const b of backends) print(b, b === chosen);

  function print(b: BackendReport, first: boolean): void {
    const rate = b.rate === undefined ? '' : `, ${count(b.rate)} rows a second`;
    const told = b.available ? `${b.detail}${rate}${first ? '  ← used by default' : ''}` : b.reason;
    terminal.print(`  ${b.available ? '✓' : '✗'} ${b.name.padEnd(11)}${told}`);
    const indent = ' '.repeat(15);
    if (b.available && b.reason) terminal.print(`${indent}${b.reason}`);
    if (b.install) terminal.print(`${indent}to get it: ${b.install}`);
  }
}
