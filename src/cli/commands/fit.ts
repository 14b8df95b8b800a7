/** `crn-grid fit`: finds a chemical network that follows a field, and looks whether it does. */
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { writeFigures } from '../../figures/write-figures.ts';
import { threadCount } from '../../pool/actors.ts';
import { type FitProgress, type FitResult, fitTarget } from '../../run/fit/fit-target.ts';
import { target as checked, type Target } from '../../run/fit/target.ts';
import { fitFiles } from '../fit/files.ts';
import { loadTarget } from '../given/load-target.ts';
import { number, shared, whole } from '../given/options.ts';
import { onInterrupt } from '../interrupt.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

interface FitFlags {
  seed?: number;
  starts?: number;
  mu?: number;
  threads?: number;
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

export function fitCommand(): Command {
  return new Command('fit')
    .summary('fit a chemical network to a field or a drawing')
    .description(
      'Fits a recurrent neural chemical reaction network to a target, checks that it does what the target expects, and writes a report, the network and a scenario that runs it.',
    )
    .argument('<target>', 'a target file')
    .addOption(shared.seed())
    .option('--starts <n>', 'how many first weights are tried', whole)
    .option('--mu <mu>', 'how fast perceptrons are (default: as fast as it takes)', number)
    .addOption(shared.threads())
    .option('--out <folder>', 'where results go (default: fits/<name> beside the target)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid fit scenarios/rncrn/circle.ts              a limit cycle, drawn
  crn-grid fit scenarios/rncrn/uni-bi.ts --starts 20  a switch that λ throws
Results: report.html, field.png, courses.png, loss.png, the network as <name>.json, as <name>.crn.txt and as SBML,
<name>.xml, and <name>.scenario.ts, which runs it. Where the network does not do what the target expects, the command fails
and says why; the best that was found is written all the same. A fit that was stopped goes on where it was when the
same command is given again.`,
    )
    .action(fitAction);
}

async function fitAction(path: string, flags: FitFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const target = withFlags(await loadTarget(path), flags);
  const folder = resolve(flags.out ?? join(dirname(path), 'fits', target.name));
  terminal.note(`${target.name}: ${target.region.length} species, ${target.perceptrons} perceptrons`);
  const stop = new AbortController();
  const release = onInterrupt(() =>
    stop.abort(
      new ScenarioError(
        path,
        'the fit was stopped; starts that are done are kept',
        'Give the same command again to go on.',
      ),
    ),
  );
  try {
    const result = await fitTarget(target, {
      threads: threadCount(flags.threads),
      signal: stop.signal,
      onProgress: (progress) => show(terminal, progress),
      folder: join(folder, '.starts'),
    });
    terminal.endProgress();
    await writeFigures(fitFiles(result, folder));
    if (flags.json) process.stdout.write(`${JSON.stringify(asJson(result), null, 2)}\n`);
    else tell(terminal, result, folder);
    if (!result.pass) {
      process.exitCode = 1;
      terminal.note(
        `[crn-grid] ${path}: ${result.failure}\nTry more \`--starts\`, more perceptrons, or ask for less.`,
      );
    }
  } finally {
    release();
  }
}

function withFlags(given: Target, { seed, starts, mu }: FitFlags): Target {
  const train = {
    ...given.train,
    ...(seed === undefined ? {} : { seed }),
    ...(starts === undefined ? {} : { starts }),
  };
  return checked({ ...given, train, ...(mu === undefined ? {} : { mu }) });
}

function show(terminal: Terminal, progress: FitProgress): void {
  switch (progress.stage) {
    case 'start':
      terminal.note(
        `start ${progress.result.start}: cost ${progress.result.cost.toPrecision(5)}, ${progress.result.ended}`,
      );
      break;
    case 'descent': {
      const { underway, iterations } = progress;
      if (underway.length === 0) break;
      const done = underway.reduce((sum, { iteration }) => sum + iteration, 0);
      const names = underway.map(({ start }) => start).join(', ');
      // Most settle long before, so nothing is said of the time that is left.
      terminal.progress(done, iterations * underway.length, `start ${names}`, Number.NaN);
      break;
    }
    case 'verify':
      terminal.note(`checking what the network of start ${progress.start} does`);
      break;
    case 'classifier':
      terminal.note('fitting its classifier');
      break;
  }
}

function tell(terminal: Terminal, result: FitResult, folder: string): void {
  const { model, loss, starts, chosen, classifier, full, reduced } = result;
  terminal.print('start      cost  checks');
  for (const { start, cost, checked: looked } of starts)
    terminal.print(
      `${String(start).padStart(5)}${cost.toPrecision(4).padStart(10)}  ${looked ? `${looked.passed} of ${looked.of}${looked.why ? `: ${looked.why}` : ''}` : 'not looked at'}`,
    );
  terminal.print(`start ${chosen} is taken: loss ${loss.toPrecision(4)}, mu ${model.mu}`);
  for (const { asked, found, pass } of (full ?? reduced).checks)
    terminal.print(`  ${pass ? '✓' : '✗'} ${asked}: ${found}`);
  if (classifier) {
    terminal.print(`classifier: right at ${(100 * classifier.accuracy).toFixed(1)} % of its points`);
    for (const { asked, found, pass } of classifier.full.checks)
      terminal.print(`  ${pass ? '✓' : '✗'} ${asked}: ${found}`);
  }
  terminal.print(result.pass ? 'passed' : `failed: ${result.failure}`);
  terminal.print(`written to ${folder}`);
}

function asJson({
  target,
  pass,
  failure,
  loss,
  model,
  reduced,
  full,
  starts,
  chosen,
  classifier,
}: FitResult): unknown {
  return {
    name: target.name,
    pass,
    ...(failure === undefined ? {} : { failure }),
    loss,
    mu: model.mu,
    chosen,
    starts: starts.map(({ losses: _, ...start }) => start),
    reduced: reduced.checks,
    ...(full ? { full: full.checks } : {}),
    ...(classifier
      ? {
          classifier: {
            accuracy: classifier.accuracy,
            loss: classifier.loss,
            checks: classifier.full.checks,
          },
        }
      : {}),
  };
}
