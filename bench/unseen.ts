/**
 * Five networks that no scenario has, trained with defaults only: no shape, no ranges, no budget.
 * Each goes through the command line as a user's would: `train`, its verdict, and `plan`, which
 * says what `auto` takes. A verdict that fails must route to a kernel that needs none.
 *
 *   npm run build && node --import jiti/register bench/unseen.ts
 *   … bench/unseen.ts schloegl --transitions=4000 --epochs=2      a quick look, which will fail its verdicts
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Provenance } from '../src/kernels/abstraction.ts';
import type { KernelSpec } from '../src/kernels/kernel.ts';
import type { Verdict } from '../src/kernels/verdict.ts';
import { numberFlag, wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { saveResult, spreadOf } from './measure.ts';

const names = ['schloegl', 'toggle-switch', 'lotka-volterra', 'repressilator', 'dimerisation'] as const;

interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly pass: boolean;
  readonly failures: readonly string[];
  /** Worst distance over floor, and where. */
  readonly worst: { readonly ratio: number; readonly where: string };
  /** Median over species and lags. */
  readonly middle: number;
  readonly eventsPerStep: number;
  readonly auto: KernelSpec['kind'];
}

const program = new URL('../dist/cli/main.js', import.meta.url).pathname;

/** Standard output of one command, as JSON. A verdict that fails exits with 1, and is told all the same. */
function command<T>(...args: string[]): T {
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--quiet', '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!stdout.trim()) throw new Error(`crn-grid ${args.join(' ')} said nothing: ${stderr}`);
  return JSON.parse(stdout) as T;
}

function measure(name: string): Result {
  const file = new URL(`./unseen/${name}.ts`, import.meta.url).pathname;
  mkdirSync(new URL('./unseen/abstractions', import.meta.url), { recursive: true });
  const less = ['transitions', 'epochs', 'rounds'].flatMap((flag) => {
    const value = numberFlag(flag, 0);
    return value > 0 ? [`--${flag}`, String(value)] : [];
  });
  const began = performance.now();
  const { verdict } = command<{ provenance: Provenance; verdict: Verdict }>('train', file, ...less);
  const seconds = (performance.now() - began) / 1000;
  const ratios = verdict.distances
    .filter((d) => d.l1Floor > 0)
    .map((d) => ({ ratio: d.l1 / d.l1Floor, where: `${d.species} after ${d.lag}` }));
  const plan = command<{ chosen: KernelSpec; eventsPerStep: number }>('plan', file);
  return {
    name,
    seconds,
    pass: verdict.pass,
    failures: verdict.failures,
    worst: ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a)),
    middle: spreadOf(ratios.map((r) => r.ratio)).median,
    eventsPerStep: plan.eventsPerStep,
    auto: plan.chosen.kind,
  };
}

const results: Result[] = [];
for (const name of wanted(names)) {
  process.stdout.write(`${name}…\n`);
  results.push(measure(name));
}
const silent = results.filter((r) => !r.pass && r.auto !== 'ssa' && r.auto !== 'tau');
saveResult('unseen', { results, silentFailures: silent.map((r) => r.name) });
saveText('unseen', [
  '# Networks that nobody prepared for',
  `Trained with defaults only, on ${cpus().length} threads. Distance over floor: median over all species and lags, and the worst.`,
  markdownTable(
    ['network', 'events a step', 'train and judge', 'distance / floor', 'worst', 'verdict', '`auto` takes'],
    results.map((r) => [
      r.name,
      r.eventsPerStep.toPrecision(2),
      `${(r.seconds / 60).toFixed(1)} min`,
      `${r.middle.toFixed(2)} ×`,
      `${r.worst.ratio.toFixed(2)} × (${r.worst.where})`,
      r.pass ? 'pass' : `fail: ${r.failures[0]}`,
      r.auto,
    ]),
  ),
  `Median of the networks: ${spreadOf(results.map((r) => r.middle)).median.toFixed(2)} ×. Failures that \`auto\` did not notice: ${silent.length}.`,
]);
