/** `crn-grid front`: networks of several sizes for one scenario, and which of them to take. */
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { openCrew } from '../../learning/crew.ts';
import { defaultLatencies, frontLadder } from '../../run/learn/front-ladder.ts';
import { frontScenario, type Rise } from '../../run/learn/front-scenario.ts';
import { planFront } from '../../run/learn/plan-front.ts';
import { trainingBudget } from '../../run/learn/training-job.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { budgetOf, learnedSpecOf, number, shared, whole } from '../given/options.ts';
import { openTerminal, seconds, type Terminal } from '../terminal.ts';
import { frontJson, frontPlanJson, printFront, printFrontPlan, writeFront } from '../train/front-text.ts';
import { showTraining } from '../train/training-text.ts';
import { outcomeOf } from '../verdict/power.ts';

interface FrontFlags {
  plan?: boolean;
  seed?: number;
  threads?: number;
  epochs?: number;
  transitions?: number;
  rounds?: number;
  latency?: number[];
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

export function frontCommand(): Command {
  return new Command('front')
    .summary('train networks of several sizes for a scenario, and show which to take')
    .description(
      'Trains a ladder of networks for one scenario, from small dense ones to searched ones, on the same data, judges them against the same exact trajectories, and times them: accuracy against speed.',
    )
    .argument('<scenario>', "a scenario file whose kernel is mdn(), hybrid() or 'auto'")
    .option('--plan', 'only say how long each network takes on this machine')
    .option(
      '--latency <nats...>',
      `searches: what a microsecond a cell may cost, in nats of loss (default: ${defaultLatencies.join(' ')})`,
      (text: string, before: number[] = []) => [...before, number(text)],
    )
    .addOption(shared.seed())
    .addOption(shared.threads())
    .option('--epochs <n>', 'passes over the data per round, at most', whole)
    .option('--transitions <n>', 'simulated steps of an epoch, at most', whole)
    .option('--rounds <n>', 'rounds; each after the first adds the states the grid visits', whole)
    .option('--out <folder>', 'where abstractions are kept (default: abstractions/ beside the scenario)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Every network is kept as an abstraction of its own, as \`train\` keeps it; the line that is printed for it, put into
the scenario, makes runs use it; \`--kernel <its folder>\` does so once. <name>-front.json and <name>-front.svg beside
the abstractions hold the numbers. Where no network passes its verdict the command fails.
A front that was stopped or killed goes on when the same command is given again: what is stored is not trained
again, and another \`--latency\` adds to what is there. One process at a time makes a front into a folder.

A search with \`--latency\` above 0 weighs times measured on this machine, once, when it begins: what it finds
depends on the machine. Times in the table are those of whole learned steps on one thread of it.

Examples:
  crn-grid front scenarios/x16.ts --plan                              how long will it take?
  crn-grid front scenarios/x16.ts
  crn-grid front scenarios/x16.ts --latency 0 0.001 0.01
  crn-grid front scenarios/x16.ts --epochs 5 --rounds 1 --out quick   a quick look`,
    )
    .action(frontAction);
}

async function frontAction(path: string, flags: FrontFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  const own = learnedSpecOf(path, scenario);
  const ladder = frontLadder(own, flags.latency);
  const directory = flags.out ?? abstractions;
  const budget = budgetOf(flags);
  const { rounds = 1 } = trainingBudget(scenario, budget);
  const stop = new AbortController();
  const interrupt = (): void =>
    stop.abort(
      new ScenarioError(
        path,
        'the front was stopped; what is done is kept',
        'Give the same command again to go on.',
      ),
    );
  process.once('SIGINT', interrupt);
  terminal.note(
    `${scenario.name}: ${ladder.length} networks for steps of ${`${scenario.time.step} ${scenario.time.unit}`.trim()}`,
  );
  const crew = await openCrew({
    network: scenario.crn,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });
  try {
    const learning = { crew, budget, directory, signal: stop.signal };
    if (flags.plan) {
      const plan = await planFront(scenario, ladder, {
        ...learning,
        onNetwork: (done) => terminal.progress(done, ladder.length, `measuring ${ladder[done]!.name}`),
      });
      terminal.endProgress();
      printFrontPlan(terminal, plan);
      if (flags.json) process.stdout.write(`${JSON.stringify(frontPlanJson(plan), null, 2)}\n`);
      return;
    }
    const began = performance.now();
    const front = await frontScenario(scenario, ladder, {
      ...learning,
      onProgress: showRise(terminal, rounds),
      onStored: ({ number, rungs, rung }, verdict, before) => {
        terminal.endProgress();
        terminal.note(
          `network ${number} of ${rungs}, ${rung.name}: ${outcomeOf(verdict)}${before ? ' (stored before)' : ''}`,
        );
      },
    });
    const written = await writeFront(directory, scenario, front);
    if (flags.json) process.stdout.write(`${JSON.stringify(frontJson(scenario, front), null, 2)}\n`);
    else {
      printFront(terminal, front);
      terminal.print(`${seconds((performance.now() - began) / 1000)}; wrote ${written.join(', ')}`);
    }
    if (!front.best) process.exitCode = 1;
  } finally {
    process.off('SIGINT', interrupt);
    await crew.close();
  }
}

/** Progress of one network after the other, each with its number. */
function showRise(terminal: Terminal, rounds: number) {
  let shown = 0;
  let show: ReturnType<typeof showTraining>;
  return (progress: Parameters<ReturnType<typeof showTraining>>[0], { number, rungs, rung }: Rise): void => {
    if (number !== shown) {
      const numbered = (label: string): string => `network ${number} of ${rungs}, ${rung.name}: ${label}`;
      const own: Terminal = {
        ...terminal,
        progress: (done, total, label, left) => terminal.progress(done, total, numbered(label), left),
      };
      show = showTraining(own, rounds, rung.spec.body.kind === 'search');
      shown = number;
    }
    show(progress);
  };
}
