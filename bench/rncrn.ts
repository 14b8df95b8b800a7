/**
 * The published recurrent neural networks, fitted from scratch at their number of perceptrons: what was asked, what
 * the published weights do, what ours do, and the processor time of a fit that succeeds.
 *
 *   node --import jiti/register bench/rncrn.ts [circle heart …]
 *
 * With names, the others stay as they were measured before.
 *
 * Published: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, and arXiv 2406.03456; numbers are those of the published
 * weights, the whole network unless said.
 */
import { loadTarget } from '../src/cli/given/load-target.ts';
import { type FitResult, fitTarget } from '../src/run/fit/fit-target.ts';
import { wanted } from './flags.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, machine, saveResult } from './measure.ts';
import { readResult } from './results.ts';

interface Published {
  /** Loss over the published points, of the kind that was trained. */
  readonly loss: string;
  readonly does: string;
}

const published = {
  circle: { loss: '0.179', does: 'period 6.60 for 6.28 (5 %), radius 0.97 to 1.10' },
  'circle-linear': { loss: '0.180', does: 'period 6.73 for 6.28 (7 %), radius 0.96 to 1.07' },
  repeller: { loss: '0.199', does: 'rest inside, away outside' },
  heart: { loss: '0.242', does: 'period 6.78 for 7.15 (5 %), 0.020 from the curve' },
  'two-cycles': { loss: '0.473', does: 'periods 3.90 and 3.63 for 3.14 (24 and 15 %)' },
  torus: { loss: '0.413', does: 'large turn 68.84 for 65.73 (5 %), 9.05 small turns in it' },
  'uni-bi': { loss: '4.27', does: '1.910, 5.118, 7.726 at λ = 0, 4.885 at λ = 1; one fold, at 0.0058' },
  xor: { loss: '4.27', does: 'the switch of uni-bi; classifier right at 99.2 % of its points' },
  'eq-cycle': {
    loss: '0.280',
    does: 'rest at (0.651, 0.433) at 0.1, period 6.62 for 6.28 at 1; onset at 0.804',
  },
  hopf: {
    loss: '3.4e-3, relative',
    does: 'bifurcation at 2.145 for 2; at λ = 3 period 7.48 for 6.28 (19 %)',
  },
  homoclinic: {
    loss: '9.7e-7, relative',
    does: 'loop at 1.995 for 2; at λ = 1.9 period 9.38 for 9.07 (3 %)',
  },
  'hopf-critical': { loss: '5.4e-3, relative', does: 'a stable focus at (4.915, 4.964)' },
  'sine-bistable': { loss: '–', does: '3.196, 6.206, 9.522 for 3.142, 6.283, 9.425' },
  'sine-tristable': { loss: '–', does: '3.160, 6.279, 9.492, 12.348, 15.967 for 3.142 … 15.708' },
  bessel: { loss: '–', does: 'period 7.11 for 7.02 (1.3 %)' },
  'hastings-powell': {
    loss: '–',
    does: 'chaos of mean (0.496, 0.346, 0.186), deviation (0.141, 0.222, 0.100)',
  },
} as const satisfies Record<string, Published>;

type Name = keyof typeof published;

interface Row {
  readonly name: Name;
  readonly perceptrons: number;
  readonly pass: boolean;
  readonly failure?: string;
  readonly loss: number;
  readonly mu: number;
  readonly starts: number;
  readonly seconds: number;
  readonly checks: readonly { readonly asked: string; readonly found: string; readonly pass: boolean }[];
  readonly accuracy?: number;
}

const names = Object.keys(published) as Name[];
const measured = new Map((readResult<{ rows: Row[] }>('rncrn')?.rows ?? []).map((row) => [row.name, row]));
for (const name of wanted(names)) {
  const target = await loadTarget(new URL(`../scenarios/rncrn/${name}.ts`, import.meta.url).pathname);
  const began = cpuSeconds();
  const row = rowOf(name, await fitTarget(target), began);
  measured.set(name, row);
  saveResult('rncrn', { machine: machine(), rows: inOrder() });
  process.stderr.write(
    `${name}: ${row.pass ? 'passed' : `failed: ${row.failure}`}, ${row.seconds.toFixed(1)} s\n`,
  );
}

function inOrder(): Row[] {
  return names.flatMap((name) => measured.get(name) ?? []);
}

function rowOf(name: Name, result: FitResult, began: number): Row {
  const { target, pass, failure, loss, model, starts, reduced, full, classifier } = result;
  const checks = [...(full ?? reduced).checks, ...(classifier?.full.checks ?? [])];
  return {
    name,
    perceptrons: target.perceptrons,
    pass,
    ...(failure === undefined ? {} : { failure }),
    loss,
    mu: model.mu,
    starts: starts.length,
    seconds: cpuSeconds() - began,
    checks: checks.map(({ asked, found, pass: passed }) => ({ asked, found, pass: passed })),
    ...(classifier ? { accuracy: classifier.accuracy } : {}),
  };
}

const rows = inOrder();
const succeeded = rows.filter(({ pass }) => pass).map(({ seconds }) => seconds);
const median = succeeded.sort((a, b) => a - b)[Math.floor(succeeded.length / 2)] ?? Number.NaN;
saveText('rncrn', [
  '# Published recurrent neural networks, fitted anew',
  `Starts until the first network that passes its checks; processor seconds of all of it on one core, checks and the search for mu among them. ${succeeded.length} of ${rows.length} pass; the median of those takes ${median.toFixed(1)} s.`,
  markdownTable(
    ['example', 'M', 'published loss', 'loss', 'starts', 'CPU s', 'mu', 'published weights', 'passed'],
    rows.map((row) => [
      row.name,
      String(row.perceptrons),
      published[row.name].loss,
      row.loss.toPrecision(3),
      String(row.starts),
      row.seconds.toFixed(1),
      String(row.mu),
      published[row.name].does,
      row.pass ? 'yes' : `no: ${row.failure}`,
    ]),
  ),
  'Losses are means over the points that each was fitted to, which differ where a target weighs some of them more.',
  ...rows.map((row) =>
    [
      `## ${row.name}`,
      markdownTable(
        ['asked', 'found', ''],
        row.checks.map(({ asked, found, pass }) => [asked, found, pass ? 'yes' : 'no']),
      ),
      ...(row.accuracy === undefined
        ? []
        : [`Classifier right at ${(100 * row.accuracy).toFixed(1)} % of its points.`]),
    ].join('\n\n'),
  ),
]);
