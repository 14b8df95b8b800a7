/** `crn-grid train`: learns the kernel a scenario asks for, judges it, keeps it. */
import { Command, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { describeShape } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { openCrew } from '../../learning/crew.ts';
import { learnScenario } from '../../run/learn/learn-scenario.ts';
import { planScenario } from '../../run/learn/train-scenario.ts';
import { trainingBudget } from '../../run/learn/training-job.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { trainingBackends } from '../../tensor/backends.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { budgetOf, learnedSpecOf, searched, shared, whole } from '../given/options.ts';
import { warnOfStart } from '../run/learned-warnings.ts';
import { openTerminal, seconds, type Terminal } from '../terminal.ts';
import { checkValidation } from '../train/check-validation.ts';
import { kernelLine } from '../train/kernel-line.ts';
import { printPlan, ratesFallen, showTraining, trainedOn } from '../train/training-text.ts';
import { printVerdict } from '../verdict/text.ts';

interface TrainFlags {
  plan?: boolean;
  kernel?: 'mdn' | 'van';
  search?: boolean;
  seed?: number;
  threads?: number;
  backend?: string;
  epochs?: number;
  transitions?: number;
  rounds?: number;
  settings?: number;
  traces?: number;
  out?: string;
  keepStages?: boolean;
  quiet?: boolean;
  json?: boolean;
}

export function trainCommand(): Command {
  return new Command('train')
    .summary('train the learned kernel of a scenario')
    .description(
      'Learns P(x′ | x, Δt) of a scenario’s network from exact simulation, judges it, and keeps it beside the scenario.',
    )
    .argument('<scenario>', "a scenario file whose kernel is mdn(), van(), hybrid() or 'auto'")
    .option('--plan', 'only say what will be done, and how long each stage takes on this machine')
    .addOption(
      new Option('--kernel <kind>', 'what is learned, whatever head the scenario’s kernel has').choices([
        'mdn',
        'van',
      ]),
    )
    .option('--search', 'search the architecture, whatever body the scenario has')
    .addOption(shared.seed())
    .addOption(shared.threads())
    .addOption(
      new Option(
        '--backend <name>',
        'what trains (default: a GPU where there is one, else the fastest on the CPU; `crn-grid doctor` shows all)',
      ).choices(trainingBackends),
    )
    .option('--epochs <n>', 'passes over the data per round, at most', whole)
    .option('--transitions <n>', 'simulated steps of an epoch, at most', whole)
    .option('--rounds <n>', 'rounds; each after the first adds the states the grid visits', whole)
    .option('--settings <n>', 'unseen starting states of the verdict, as `validate` has them', whole)
    .option('--traces <n>', 'trajectories of the verdict from each; with few a pass says little', whole)
    .option('--out <folder>', 'where abstractions are kept (default: abstractions/ beside the scenario)')
    .option('--keep-stages', 'keep the results of the stages, in a hidden folder beside the abstraction')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid train scenarios/bees.ts
  crn-grid train scenarios/x16.ts --plan                                  how long will it take?
  crn-grid train scenarios/x16.ts --search                                then: run … --kernel search
  crn-grid train scenarios/x16.ts --kernel van                            then: run … --kernel van
  crn-grid train scenarios/bees.ts --epochs 5 --rounds 1 --settings 10 --traces 200 --out quick   a quick try
A training that was stopped or killed goes on where it was when the same command is given again, and ends with
the same abstraction. With it lie log.jsonl, a line per epoch, and loss.png, the loss curves. One process at a time
trains a kernel into a folder. One that fails its verdict is kept, and the command fails. Where stages are there,
stopped or kept, other numbers for the verdict judge the same weights anew.

A search that weighs time, \`search({ latency })\`, measures this machine once: it goes on with what it measured,
but another machine, or another day, may find another network.

Backends: tensorflow (CUDA GPU) and webgpu (any GPU) need a package. On the CPU simd-fma is the fastest and
needs Node 22; simd trains the same weights on every machine; wasm and cpu are TensorFlow.js on one thread.
Weights from different backends differ in their last digits.`,
    )
    .action(trainAction);
}

async function trainAction(path: string, flags: TrainFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const own = learnedSpecOf(path, scenario, flags.kernel);
  const spec = flags.search ? searched(own) : own;
  const { setup, start } = setUp(scenario, { kernel: spec });
  warnOfStart(terminal, scenario, setup, start);
  checkValidation(flags, { species: scenario.crn.species.length, dt: scenario.time.step });
  terminal.note(
    `${scenario.name}: learning steps of ${`${scenario.time.step} ${scenario.time.unit}`.trim()}, ${describeShape(spec)}`,
  );
  const judge = {
    ...(flags.settings === undefined ? {} : { settings: flags.settings }),
    ...(flags.traces === undefined ? {} : { trajectories: flags.traces }),
  };
  const stop = new AbortController();
  const interrupt = (): void =>
    stop.abort(
      new ScenarioError(
        path,
        'training was stopped; what is done is kept',
        'Give the same command again to go on.',
      ),
    );
  process.once('SIGINT', interrupt);
  const crew = await openCrew({
    network: scenario.crn,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });
  const common = {
    crew,
    budget: budgetOf(flags),
    signal: stop.signal,
    ...(flags.backend === undefined ? {} : { backend: flags.backend }),
  };
  try {
    // Without a reader there is nobody to tell how long it takes.
    const planned = flags.plan || !flags.quiet;
    if (planned)
      terminal.note('measuring how fast this machine simulates, fits and judges: some ten seconds');
    const estimate = planned ? await planScenario(scenario, spec, { ...common, judge }) : undefined;
    if (flags.plan) {
      printPlan(terminal, estimate!);
      if (flags.json) process.stdout.write(`${JSON.stringify(estimate, null, 2)}\n`);
      return;
    }
    if (estimate) terminal.note(`it takes about ${seconds(estimate.seconds)}; --plan tells more`);
    const { rounds = 1 } = trainingBudget(scenario, common.budget);
    const began = performance.now();
    const learned = await learnScenario(scenario, spec, {
      ...common,
      directory: flags.out ?? abstractions,
      judge,
      keepStages: flags.keepStages ?? false,
      onProgress: showTraining(terminal, rounds, spec.body.kind === 'search', estimate),
    });
    terminal.endProgress();
    const { provenance, verdict } = learned.abstraction;
    if (flags.json)
      process.stdout.write(`${JSON.stringify({ path: learned.path, provenance, verdict }, null, 2)}\n`);
    else {
      terminal.print(`${trainedOn(provenance)}, in ${seconds((performance.now() - began) / 1000)}`);
      for (const line of ratesFallen(learned.records)) terminal.print(line);
      printVerdict(terminal, verdict);
      terminal.print(`kept in ${learned.path}`);
      if (spec !== own) tellSearched(terminal, path, spec);
    }
    if (!verdict.pass) process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt);
    await crew.close();
  }
}

/** How to use what was searched, where the scenario asks for something else. */
function tellSearched(terminal: Terminal, path: string, spec: LearnedSpec): void {
  terminal.print(
    `Use it once with \`crn-grid run ${path} --kernel search\`, or for good: put this into the scenario`,
  );
  terminal.print(`  ${kernelLine(spec)},`);
}
