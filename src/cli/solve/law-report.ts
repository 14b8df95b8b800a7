/** The page of a solve: what was solved, the laws, and how far to trust them. */
import { code, figure, type Page, pageHtml, pageTheme, paragraph, table } from '../../figures/page.ts';
import { withUnit } from '../../figures/words.ts';
import { count } from '../terminal.ts';
import { deviation, type LawFigure, labelOf, lawFigures, type SolvedLaws } from './law-figures.ts';
import { boundText, farthest, numberText } from './law-text.ts';

/** Species that tables list. */
const mostColumns = 8;
/** A bound on Σ|p − exact| below which nothing that figures or tables show can be off. */
const goodBound = 1e-4;

export function lawPage(solved: SolvedLaws): string {
  const { laws, method } = solved;
  const figures = lawFigures(solved);
  const drawn = (name: LawFigure['name']): string[] =>
    figures.filter((f) => f.name === name).map((f) => figure(f.svg(pageTheme), f.caption));
  return pageHtml({
    title: `The master equation of ${laws.header.scenario}, by ${method.name}`,
    ...verdictOf(solved),
    sections: [
      { title: 'What was solved', body: question(solved) },
      { title: 'Means and standard deviations', body: [momentTable(solved), ...drawn('moments')] },
      { title: 'Marginal laws', body: drawn('marginals') },
      { title: 'Joint law', body: drawn('joint') },
      { title: 'Against exact simulation', body: [...against(solved), ...drawn('against-ssa')] },
      { title: 'How exact it is', body: exactness(solved) },
      {
        title: 'Do it again',
        body: [code(laws.header.command), paragraph('The laws in Python:'), python(solved)],
      },
    ],
  });
}

function verdictOf(solved: SolvedLaws): Pick<Page, 'sentence' | 'good' | 'doubtful'> {
  const { header, rows } = solved.laws;
  const bound = Math.max(...rows.map((row) => row.error));
  const stopped =
    rows.length < header.times.length
      ? ` It was stopped after ${rows.length} of ${header.times.length} times.`
      : '';
  const far = farthest(solved);
  const beside = far
    ? far.beyond > 0
      ? ` ${far.beyond} of ${far.tested} histograms of exact trajectories are farther from it than chance explains.`
      : ` All ${far.tested} histograms of exact trajectories are as near to it as chance allows.`
    : '';
  return {
    sentence: `${boundText(bound, header.truncation)}${stopped}${beside}`,
    good: !far || far.beyond === 0,
    doubtful: stopped !== '' || bound > goodBound,
  };
}

function question({ laws, task, method }: SolvedLaws): string[] {
  const { header } = laws;
  const rates = Object.entries(task.rates).map(([name, value]) => `${name} = ${value}`);
  const limits = Object.entries(header.limits).map(([name, n]) => `${name} ≤ ${n}`);
  const { massAction } = task.network;
  return [
    code(header.network.replace(/^\n+|\s+$/g, '')),
    table(
      ['', ''],
      [
        ['start', header.start],
        ...(rates.length > 0 ? [['rates', rates.join(', ')]] : []),
        [
          'mass action',
          { powers: 'powers of counts', falling: 'falling factorials', combinations: 'combinations' }[
            massAction
          ],
        ],
        ['times', header.times.map((time) => withUnit(time, header.timeUnit)).join(', ')],
        ['method', `${method.name}: ${method.does}`],
        ['states', limits.length > 0 ? `${header.truncation}, ${limits.join(', ')}` : header.truncation],
      ],
    ),
  ];
}

function momentTable({ laws }: SolvedLaws): string {
  const { header, rows } = laws;
  const shown = header.species.slice(0, mostColumns);
  return table(
    ['time', ...shown.map((name) => labelOf(laws, name))],
    rows.map((row, i) => [
      withUnit(row.time, header.timeUnit),
      ...shown.map((_, s) => `${numberText(row.mean[s]!)} ± ${numberText(deviation(laws, i, s))}`),
    ]),
  );
}

function against(solved: SolvedLaws): string[] {
  const { laws, comparison } = solved;
  if (!comparison) return [];
  const { header, rows } = laws;
  return [
    paragraph(
      `${count(comparison.trajectories)} trajectories were simulated exactly (Gillespie) from the same start.`,
      'Distances are half the sum of absolute differences between histogram and law, from 0 to 1. Beside each stands its floor, the average where the law is exact; one that chance does not explain is marked.',
    ),
    table(
      ['species', ...rows.map((row) => `t = ${withUnit(row.time, header.timeUnit)}`)],
      header.species.map((name, s) => [
        labelOf(laws, name),
        ...comparison.histograms.map((row) => {
          const { distance, floor, limit } = row[s]!;
          return `${distance > limit ? '!' : ''}${distance.toFixed(4)} (floor ${floor.toFixed(4)})`;
        }),
      ]),
    ),
  ];
}

function exactness({ laws }: SolvedLaws): string[] {
  const { header, rows } = laws;
  const told = Object.keys(rows[0]?.told ?? {});
  return [
    paragraph(
      'The bound is on the sum of all absolute differences between the law and the exact one, over all states. Lost is the probability of states that were left out; nothing is scaled up for it.',
      'Of fsp the bound is rigorous up to rounding, but for an estimate of the error of time steps where rates move or time is long for the fastest reactions.',
    ),
    table(
      ['time', 'bound', 'lost', 'entropy (nats)', ...told],
      rows.map((row) => [
        withUnit(row.time, header.timeUnit),
        Number.isFinite(row.error) ? row.error.toExponential(2) : 'none',
        row.lost.toExponential(2),
        row.entropy.toFixed(5),
        ...told.map((name) =>
          Number.isInteger(row.told[name]) ? count(row.told[name]!) : numberText(row.told[name]!),
        ),
      ]),
    ),
  ];
}

function python({ laws }: SolvedLaws): string {
  return code(
    `import xarray\nlaws = xarray.open_zarr('${laws.path}')\nmarginals = xarray.open_zarr('${laws.path}', group='marginal')`,
  );
}
