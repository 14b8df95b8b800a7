/** `crn-grid train`: learns the kernel a scenario asks for, judges it, keeps it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ScenarioError } from '../errors.ts';
import { learnedShape } from '../kernels/open-kernel.ts';
import { abstractionFolder, saveAbstraction } from '../learning/store.ts';
import type { Progress } from '../learning/train.ts';
import { judgeScenario, trainScenario } from '../run/train-scenario.ts';
import { trainingBackends } from '../tensor/backends.ts';
import { loadScenario } from './load-scenario.ts';
import { kernelOf, shared, whole } from './options.ts';
import { count, openTerminal, seconds, type Terminal } from './terminal.ts';
import { printVerdict } from './verdict-text.ts';

interface TrainFlags {
  seed?: number;
  threads?: number;
  backend?: string;
  epochs?: number;
  transitions?: number;
  rounds?: number;
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

export function trainCommand(): Command {
  return new Command('train')
    .summary('train the learned kernel of a scenario')
    .description(
      'Learns P(x′ | x, Δt) of a scenario’s network from exact simulation, judges it, and keeps it beside the scenario.',
    )
    .argument('<scenario>', 'a scenario file whose kernel is mdn() or hybrid()')
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(
      new Option(
        '--backend <name>',
        'what trains (default: a GPU where there is one, else the fastest on the CPU; `crn-grid doctor` shows all)',
      ).choices(trainingBackends),
    )
    .option('--epochs <n>', 'passes over the data per round, at most', whole)
    .option('--transitions <n>', 'simulated steps to learn from', whole)
    .option('--rounds <n>', 'rounds; each after the first adds the states the grid visits', whole)
    .option('--out <folder>', 'where abstractions are kept (default: abstractions/ beside the scenario)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid train scenarios/bees.ts
  crn-grid train scenarios/bees.ts --epochs 5 --rounds 1 --out quick      a quick try
A training that was stopped or killed goes on where it was when the same command is given again.

Backends: tensorflow (CUDA GPU) and webgpu (any GPU) need a package. On the CPU simd-fma is the fastest and
needs Node 22; simd trains the same weights on every machine; wasm and cpu are TensorFlow.js on one thread.
Weights from different backends differ in their last digits.`,
    )
    .action(trainAction);
}

async function trainAction(path: string, flags: TrainFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const kernel = kernelOf(scenario, undefined);
  const spec = kernel === 'auto' ? undefined : learnedShape(kernel);
  if (!spec)
    throw new ScenarioError(
      path,
      'its kernel is not a learned one, so there is nothing to train',
      'Give it `kernel: mdn()`.',
    );
  const folder = flags.out ?? abstractions;
  await mkdir(folder, { recursive: true });
  const name = abstractionFolder(scenario.name, {
    network: scenario.crn,
    dt: scenario.time.step,
    shape: spec,
  });
  const checkpoint = join(folder, `.${name}.training`);
  const stop = new AbortController();
  const interrupt = (): void =>
    stop.abort(new ScenarioError(path, 'training was stopped', 'Give the same command again to go on.'));
  process.once('SIGINT', interrupt);
  terminal.note(
    `${scenario.name}: learning steps of ${`${scenario.time.step} ${scenario.time.unit}`.trim()}, ${spec.mixtures} mixtures, hidden [${spec.hidden}]`,
  );
  const began = performance.now();
  try {
    const trained = await trainScenario({
      scenario,
      spec,
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      budget: {
        ...(flags.epochs === undefined ? {} : { epochs: flags.epochs }),
        ...(flags.transitions === undefined ? {} : { transitions: flags.transitions }),
        ...(flags.rounds === undefined ? {} : { rounds: flags.rounds }),
      },
      checkpoint,
      signal: stop.signal,
      onProgress: showProgress(terminal),
    });
    terminal.endProgress();
    // Kept before it is judged, which may take longer than the training: a kernel without a verdict is a fail.
    await saveAbstraction(folder, scenario.name, trained);
    const verdict = await judgeScenario(scenario, spec, trained, {
      signal: stop.signal,
      onProgress: (share) => terminal.progress(share, 1, 'judging against exact simulation'),
    });
    terminal.endProgress();
    const stored = await saveAbstraction(folder, scenario.name, { ...trained, verdict });
    const { provenance } = trained;
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ path: stored, provenance, verdict }, null, 2)}\n`);
    else {
      terminal.print(
        `trained on ${count(provenance.transitions)} transitions from ${count(provenance.starts)} states in ${seconds((performance.now() - began) / 1000)} (${provenance.backend})`,
      );
      printVerdict(terminal, verdict);
      terminal.print(`kept in ${stored}`);
    }
    if (!verdict.pass) process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** Between epochs a little is simulated anew: that is not worth a line of its own. */
function showProgress(terminal: Terminal): (p: Progress) => void {
  let fitting = -1;
  return (p) => {
    if (p.phase === 'fit') fitting = p.round;
    else if (fitting === p.round) return;
    const loss = Number.isFinite(p.validation) ? `, held-out loss ${p.validation.toFixed(4)} nats` : '';
    const doing = p.phase === 'data' ? 'simulating' : `epoch ${p.epoch + 1} of at most ${p.epochs}${loss}`;
    terminal.progress(p.share, 1, `round ${p.round + 1} of ${p.rounds}, ${doing}`, p.eta);
  };
}
