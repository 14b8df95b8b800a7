/**
 * Writes `results/rncrn.md` from what was measured: fits, noise, grids.
 *
 *   node --import jiti/register bench/rncrn/text.ts
 */
import { markdownTable, saveText } from '../markdown.ts';
import { readResult } from '../results.ts';
import { type FitRow, type GridRow, type NoiseRow, published, type Quantity } from './rows.ts';

export function saveRncrn(): void {
  const fits = rowsOf<FitRow>('rncrn');
  const succeeded = fits.filter(({ pass }) => pass).map(({ seconds }) => seconds);
  const median = succeeded.sort((a, b) => a - b)[Math.floor(succeeded.length / 2)] ?? Number.NaN;
  saveText('rncrn', [
    '# Published recurrent neural networks, fitted anew',
    `Starts until the first network that passes its checks; processor seconds of all of it on one core, checks and the search for mu among them. ${succeeded.length} of ${fits.length} pass; the median of those takes ${median.toFixed(1)} s.`,
    fitTable(fits),
    'Losses are means over the points that each was fitted to, which differ where a target weighs some of them more.',
    ...noise(rowsOf<NoiseRow>('rncrn-noise')),
    ...grids(rowsOf<GridRow>('rncrn-grids')),
    ...fits.map(checks),
  ]);
}

function rowsOf<T>(name: string): readonly T[] {
  return readResult<{ rows: readonly T[] }>(name)?.rows ?? [];
}

function fitTable(rows: readonly FitRow[]): string {
  return markdownTable(
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
  );
}

function checks(row: FitRow): string {
  return [
    `## ${row.name}`,
    markdownTable(
      ['asked', 'found', ''],
      row.checks.map(({ asked, found, pass }) => [asked, found, pass ? 'yes' : 'no']),
    ),
    ...(row.accuracy === undefined
      ? []
      : [`Classifier right at ${(100 * row.accuracy).toFixed(1)} % of its points.`]),
  ].join('\n\n');
}

const words: Readonly<Record<Quantity, string>> = {
  mean: 'mean X₁',
  sd: 'its deviation',
  radius: 'mean radius',
  'radius sd': 'its deviation',
  period: 'time of a turn',
  highest: 'highest X₁',
};

function noise(rows: readonly NoiseRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    '## Noise of the published weights',
    'Exact simulation in volumes of V molecules per concentration: of all reactions (full), or of the slow species with perceptrons at rest. The other program made single long runs of one seed, good to a tenth; ours are means over many cells. Where uni-bi differs by more at V = 1000 the birth and death of its slow species can be summed exactly: deviations of 0.0801 (low) and 0.0904 (λ = 1). The highest X₁ is that of whoever looks longer, and the time of a turn in V = 100 is ruled by phases that slip.',
    markdownTable(
      ['network', 'V', 'simulated', 'what', 'other program', 'ours', 'off'],
      rows.flatMap(({ model, volume, reading, lambda, within, reference, found, away }) =>
        (Object.keys(reference) as Quantity[]).map((name) => [
          `${model}${lambda.length > 0 ? `, λ = ${lambda.join(', ')}` : ''}${within ? (within[0] > 0 ? ', high state' : ', low state') : ''}`,
          String(volume),
          reading,
          `${words[name]}${away ? `, ${away[0]} of ${away[1]} cells ran away` : ''}`,
          String(reference[name]),
          found[name]!.toPrecision(3),
          `${Math.round(100 * (found[name]! / reference[name]! - 1)) + 0} %`,
        ]),
      ),
    ),
  ];
}

const told: Readonly<Record<string, readonly [what: string, reference: readonly number[]]>> = {
  beacon: ['cells above the threshold at 20, 59.9, 100', [69, 89, 0]],
  eraser: ['cells erased at 4, 8, 12', [103, 217, 231]],
};

function grids(rows: readonly GridRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    '## On a grid',
    'scenarios/beacon.ts and scenarios/eraser.ts, 33 × 33 cells, 200 molecules per concentration: by `ode`, without noise but the rounding of counts, and by exact simulation of the slow species. The other program had no noise and no molecules.',
    markdownTable(
      ['scenario', 'kernel', 'what', 'other program', 'ours', 'swinging cells', 'X₁ at the end', 'CPU s'],
      rows.map(({ name, counts, swinging, last, seconds }) => {
        const [scenario, kernel] = name.split(' ') as [string, string];
        const [what, reference] = told[scenario]!;
        return [
          ...[scenario, kernel, what, reference.join(', '), counts.join(', ')],
          ...[swinging === undefined ? '–' : String(swinging), last === undefined ? '–' : last.toFixed(3)],
          seconds.toFixed(0),
        ];
      }),
    ),
    'Swinging: X₁ moves by more than 1.2 between 30 and 60; at rest it is 0.431.',
  ];
}

if (process.argv[1]?.endsWith('rncrn/text.ts')) saveRncrn();
