/** `crn-grid infer`: which parameters explain data. */
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writeFigures } from '../../figures/write-figures.ts';
import { compiled, threadCount } from '../../pool/actors.ts';
import { startQueue } from '../../pool/queue.ts';
import { type InferenceResult, type InferProgress, infer } from '../../sweep/infer/engine/infer.ts';
import { openKept } from '../../sweep/infer/engine/kept.ts';
import { type InferDone, type InferWork, threadHands } from '../../sweep/infer/engine/threads.ts';
import { shared } from '../given/options.ts';
import { inferFiles, summaryOf } from '../infer/files.ts';
import { aligned, generationText, judged, parameterHead, parameterRow } from '../infer/infer-text.ts';
import { openInference } from '../infer/open-inference.ts';
import { onInterrupt } from '../interrupt.ts';
import { count, openTerminal, type Terminal } from '../terminal.ts';

interface InferFlags {
  seed?: number;
  threads?: number;
  out?: string;
  overwrite?: boolean;
  quiet?: boolean;
  json?: boolean;
}

export function inferCommand(): Command {
  return new Command('infer')
    .summary('which parameters of a scenario explain data')
    .description(
      'Infers parameters of a scenario from data: by simulations that come near them, or by a particle filter and Markov chains. Writes weighted points of the posterior, figures and a page. Generations that are done are kept, and steps of chains: the same command goes on from them.',
    )
    .argument('<script>', 'a script that exports an inference')
    .addOption(shared.seed())
    .addOption(shared.threads())
    .option('--out <folder>', 'where results go (default: inferences/<name>)')
    .option('--overwrite', 'begin anew: what was kept of this inference is removed')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  crn-grid infer scenarios/sir.infer.ts            how fast an epidemic spreads, from counts of cases
  crn-grid infer scenarios/sir.infer.ts --seed 2   once more with other random numbers
Results: posterior.parquet and posterior.csv (weighted points), generations.json or chains.json (how it went), report.html,
and its figures: marginals.png, pairs.png, predicted.png.`,
    )
    .action(inferAction);
}

const scriptChanged =
  "The script was changed since; what was kept is taken for what it computes now. Give --overwrite if a function's surroundings changed.";

const stopping = {
  smc: 'Stopping; generations that are done are kept, and the same command goes on from them.',
  'particle-marginal': 'Stopping after the steps at hand; the same command goes on from there.',
} as const;

async function inferAction(path: string, flags: InferFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { inference, file, hash, scriptHash } = await openInference(path, flags.seed);
  const folder = resolve(flags.out ?? join('inferences', inference.name));
  const threads = threadCount(flags.threads);
  terminal.note(
    `${inference.name}: ${inference.parameters.map(({ name }) => name).join(', ')} of ${inference.base.name}, on ${threads} threads`,
  );
  const stop = new AbortController();
  const kept = openKept(folder, { hash, scriptHash });
  if (flags.overwrite) await kept.drop();
  else if (await kept.cameOfAnotherScript()) terminal.note(scriptChanged);
  const release = onInterrupt(() => {
    terminal.note(stopping[inference.method.kind]);
    stop.abort();
  });
  const worker = compiled(new URL('../infer/infer-worker.ts', import.meta.url));
  const queue = startQueue<InferWork, InferDone>(worker, threads);
  try {
    const result = await infer(inference, threadHands(queue, { script: file, hash, seed: inference.seed }), {
      kept,
      signal: stop.signal,
      onProgress: (progress) => show(terminal, inference.method, progress),
    });
    terminal.endProgress();
    await writeFigures(inferFiles(result, folder));
    if (flags.json) process.stdout.write(`${JSON.stringify(summaryOf(result), null, 2)}\n`);
    else tell(terminal, result, folder);
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    terminal.endProgress();
    process.exitCode = 130;
  } finally {
    release();
    await queue.close();
  }
}

function show(terminal: Terminal, method: InferenceResult['inference']['method'], now: InferProgress): void {
  switch (now.kind) {
    case 'runs': {
      const label = `generation ${now.generation}: ${count(now.accepted)} of ${count(now.proposals)} runs`;
      terminal.progress(now.accepted, method.particles, label, Number.NaN);
      break;
    }
    case 'generation':
      terminal.note(generationText(now.generation));
      break;
    case 'steps':
      terminal.progress(now.done, now.of, `${count(now.done)} steps of all chains`);
      break;
  }
}

function tell(terminal: Terminal, result: InferenceResult, folder: string): void {
  const { sentence, doubts } = judged(result);
  const known = result.parameters.some(({ truth }) => truth !== undefined);
  const head = known ? [...parameterHead, 'truth'] : parameterHead;
  for (const line of aligned([head, ...result.parameters.map(parameterRow)])) terminal.print(line);
  terminal.print(sentence);
  for (const doubt of doubts) terminal.print(doubt);
  terminal.print(`wrote ${folder}`);
}
