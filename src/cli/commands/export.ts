/** `crn-grid export`: a learned kernel, or the network itself, as a file that other programs read. */
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { writeSbml } from '../../formats/sbml/write.ts';
import { abstractionToOnnx } from '../../kernels/onnx/abstraction-to-onnx.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';
import { wellMixed } from '../../run/replicates/well-mixed.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { learnedNames, shared } from '../given/options.ts';
import { resolveLearned } from '../given/resolve-learned.ts';
import { count, openTerminal } from '../terminal.ts';

interface ExportFlags {
  out: string;
  kernel?: string;
  start?: Record<string, number>;
  rate?: Record<string, number>;
  cell: [number, number];
  json?: boolean;
}

/** A file that is ready to be written. */
interface Exported {
  readonly bytes: Uint8Array;
  /** For `--json`. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Where it is from, and what else there is to know. */
  readonly from: string;
  readonly notes: readonly string[];
}

export function exportCommand(): Command {
  return new Command('export')
    .summary('write a network or a learned kernel for other programs')
    .description(
      'Writes the network of a scenario as SBML (.xml): one well-mixed cell. Or its trained kernel as ONNX (.onnx): counts and rates in, the law of a step out, to be used from Python and elsewhere; docs/onnx.md describes it.',
    )
    .argument('<scenario>', 'a scenario file')
    .requiredOption('--out <file>', 'the file to write: its ending, .xml or .onnx, tells the format')
    .addOption(shared.kernel(learnedNames))
    .addOption(shared.rate())
    .addOption(shared.start())
    .addOption(shared.cell())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid export scenarios/sir.ts --out sir.xml
  crn-grid export scenarios/bees.ts --start Bee=10,P=5 --out bees.xml
  crn-grid export scenarios/bees.ts --out bees.onnx
  crn-grid export scenarios/x16.ts --kernel search --out x16.onnx
  python docs/sample_onnx.py bees.onnx Bee=10 P=5`,
    )
    .action(exportAction);
}

const writers: Readonly<Record<string, (path: string, flags: ExportFlags) => Promise<Exported>>> = {
  '.xml': sbmlOf,
  '.onnx': onnxOf,
};

async function exportAction(path: string, flags: ExportFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const ending = Object.keys(writers).find((one) => flags.out.endsWith(one));
  if (!ending)
    throw new ScenarioError(
      flags.out,
      'the ending tells the format, and this one does not',
      `Use ${Object.keys(writers).join(' or ')}.`,
    );
  const { bytes, facts, from, notes } = await writers[ending]!(path, flags);
  await disk.write(flags.out, bytes).catch((cause: unknown) => {
    throw new ScenarioError(flags.out, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), {
      cause,
    });
  });
  if (flags.json) {
    const said = { file: flags.out, bytes: bytes.length, ...facts };
    process.stdout.write(`${JSON.stringify(said, null, 2)}\n`);
    return;
  }
  terminal.print(`wrote ${flags.out}, ${count(bytes.length / 1024)} KiB, ${from}`);
  for (const note of notes) terminal.print(note);
}

async function sbmlOf(path: string, { kernel, rate, start, cell }: ExportFlags): Promise<Exported> {
  if (kernel !== undefined)
    throw new ScenarioError('--kernel', 'a network is written without one', 'Leave it out, or write .onnx.');
  const { scenario } = await loadScenario(path);
  const one = wellMixed(scenario, cell);
  const text = writeSbml({
    name: scenario.name,
    network: scenario.crn,
    rates: { ...one.rates, ...rate },
    start: { ...one.start, ...start },
    ...(scenario.time.unit ? { timeUnit: scenario.time.unit } : {}),
  });
  const { species, reactions } = scenario.crn;
  const left = (['hop', 'max'] as const).filter((entry) => scenario[entry] !== undefined);
  const cut = left.length > 0 ? `; ${left.map((entry) => `\`${entry}\``).join(' and ')} left out` : '';
  return {
    bytes: new TextEncoder().encode(text),
    facts: { species: species.length, reactions: reactions.length },
    from: `${count(species.length)} species and ${count(reactions.length)} reactions`,
    notes: scenario.grid ? [`One well-mixed cell, as cell (${cell.join(', ')}) starts${cut}.`] : [],
  };
}

async function onnxOf(path: string, flags: ExportFlags): Promise<Exported> {
  if (flags.rate || flags.start)
    throw new ScenarioError(
      flags.rate ? '--rate' : '--start',
      'counts and rates are inputs of a learned kernel',
      'Leave it out, or write .xml.',
    );
  const { scenario, setup, resolved } = await resolveLearned(path, flags, {
    verb: 'export',
    instead: '; its network can be written as .xml',
  });
  const { abstraction, path: folder } = resolved;
  const pass = abstraction.verdict?.pass ?? null;
  const judged =
    pass === null
      ? 'It has not been judged: see `crn-grid validate`.'
      : 'Its verdict is a fail: see `crn-grid validate`.';
  return {
    bytes: abstractionToOnnx(setup.network, abstraction, scenario.name),
    facts: { abstraction: folder, pass },
    from: `from ${folder}`,
    notes: pass ? [] : [judged],
  };
}
