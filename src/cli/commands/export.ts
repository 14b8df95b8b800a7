/** `crn-grid export`: a learned kernel as a file that other programs read. */
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { abstractionToOnnx } from '../../kernels/onnx/abstraction-to-onnx.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { askedKernel, kernelOf, learnedNames, shared } from '../given/options.ts';
import { resolveKernel } from '../given/resolve-kernel.ts';
import { count, openTerminal } from '../terminal.ts';

interface ExportFlags {
  onnx: string;
  kernel?: string;
  json?: boolean;
}

export function exportCommand(): Command {
  return new Command('export')
    .summary('write a learned kernel for other programs')
    .description(
      'Writes the trained kernel of a scenario as an ONNX file: counts and rates in, the law of a step out, to be used from Python and elsewhere. docs/onnx.md describes it.',
    )
    .argument('<scenario>', 'a scenario file with a trained kernel')
    .requiredOption('--onnx <file>', 'the file to write')
    .addOption(shared.kernel(learnedNames))
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid export scenarios/bees.ts --onnx bees.onnx
  crn-grid export scenarios/x16.ts --kernel search --onnx x16.onnx
  python docs/sample_onnx.py bees.onnx Bee=10 P=5`,
    )
    .action(exportAction);
}

async function exportAction(path: string, flags: ExportFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const asked = await askedKernel(flags.kernel);
  const wanted = kernelOf(scenario, asked);
  if (wanted === 'auto' || !learnedShape(wanted))
    throw new ScenarioError(
      path,
      'its kernel is not a learned one, so there is nothing to export',
      'Give it `kernel: mdn()`, or add `--kernel mdn`.',
    );
  const { setup, start } = setUp(scenario, { kernel: wanted });
  const { abstraction, path: folder } = await resolveKernel(wanted, {
    scenario,
    setup,
    start,
    abstractions: [abstractions],
    file: path,
    ...(typeof asked === 'object' ? { stored: asked } : {}),
  });
  const bytes = abstractionToOnnx(setup.network, abstraction!, scenario.name);
  await disk.write(flags.onnx, bytes).catch((cause: unknown) => {
    throw new ScenarioError(flags.onnx, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), {
      cause,
    });
  });
  const pass = abstraction!.verdict?.pass ?? null;
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ file: flags.onnx, bytes: bytes.length, abstraction: folder, pass }, null, 2)}\n`,
    );
  else {
    terminal.print(`wrote ${flags.onnx}, ${count(bytes.length / 1024)} KiB, from ${folder}`);
    if (!pass)
      terminal.print(
        pass === null
          ? 'It has not been judged: see `crn-grid validate`.'
          : 'Its verdict is a fail: see `crn-grid validate`.',
      );
  }
}
