/** The page of a solve: what was solved, the laws, and how far to trust them. */
import { describeNetwork } from '../../cme/van/model/network-text.ts';
import { code, figure, type Page, pageHtml, pageTheme, paragraph, table } from '../../figures/page.ts';
import { withUnit } from '../../figures/words.ts';
import type { Apart } from '../../run/solve/compare-with-ssa.ts';
import type { VanSettings } from '../../run/solve/task.ts';
import { count } from '../terminal.ts';
import { deviation, type LawFigure, labelOf, lawFigures, type SolvedLaws } from './law-figures.ts';
import { besideStationary, boundText, errorText, farthest, isEstimated, numberText } from './law-text.ts';

/** Species that tables list. */
const mostColumns = 8;
/** Pairs of species that a table lists. */
const mostPairs = 8;
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
      { title: 'Against finite state projection', body: [...againstFsp(solved), ...drawn('against-fsp')] },
      { title: 'How exact it is', body: [...exactness(solved), ...drawn('fit')] },
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
  const settled = besideStationary(solved);
  return {
    sentence: `${boundText(solved.laws)}${stopped}${beside}${settled ? ` ${settled}` : ''}`,
    good: !far || far.beyond === 0,
    doubtful: stopped !== '' || bound > goodBound,
  };
}

function question({ laws, task, method, limits: kept }: SolvedLaws): string[] {
  const { header } = laws;
  const rates = Object.entries(task.rates).map(([name, value]) => `${name} = ${value}`);
  const limits = Object.entries(header.limits).map(([name, n]) => `${name} ≤ ${n}`);
  const found = header.species.flatMap((name, s) =>
    kept && kept[s]! < Number.POSITIVE_INFINITY && header.limits[name] === undefined
      ? [`${name} ≤ ${kept[s]}`]
      : [],
  );
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
        ...(task.van ? [['network', networkText(task.van)]] : []),
        ...(found.length > 0 ? [['limits found', found.join(', ')]] : []),
        ['states', limits.length > 0 ? `${header.truncation}, ${limits.join(', ')}` : header.truncation],
      ],
    ),
  ];
}

function networkText({ network, order, fit, parity, variational, seed }: VanSettings): string {
  const first = order ? `, ${order.join(', ')} first` : '';
  return `${describeNetwork(network)}${first}; ${updatesText()}, seed ${seed}`;

  function updatesText(): string {
    if (variational)
      return `${count(fit.updates)} updates for the start, then ${variational.updates} a step at most`;
    if (!parity)
      return `${count(fit.updates)} updates for each time, twice as many for the first if states are listed`;
    const [more, later] = parity.updates;
    if (parity.step === undefined) return `${count(more + 1)} updates towards the stationary law`;
    return `loss ${parity.loss}, steps of ${parity.step}, ${count(more + 1)} updates of the first and ${count(later + 1)} of each later one`;
  }
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
  const columns = rows.map((row) => `t = ${withUnit(row.time, header.timeUnit)}`);
  const all = comparison.pairs[0]?.length ?? 0;
  const shown = comparison.pairs.map((row) =>
    row.toSorted((a, b) => excess(b) - excess(a)).slice(0, mostPairs),
  );
  return [
    paragraph(
      `${count(comparison.trajectories)} trajectories were simulated exactly (Gillespie) from the same start.`,
      'Distances are half the sum of absolute differences between histogram and law, from 0 to 1. Beside each stands its floor, the average where the law is exact; one that chance does not explain is marked.',
    ),
    table(
      ['species', ...columns],
      header.species.map((name, s) => [
        labelOf(laws, name),
        ...comparison.histograms.map((row) => apartText(row[s]!)),
      ]),
    ),
    ...(all > 0
      ? [
          paragraph(`Of ${count(all)} pairs of species those the most times their floor away:`),
          table(
            columns,
            Array.from({ length: Math.max(...shown.map((row) => row.length)) }, (_, k) =>
              shown.map((row) => (row[k] ? `${row[k].pair.join(', ')}: ${apartText(row[k])}` : '')),
            ),
          ),
        ]
      : []),
  ];
}

const excess = ({ distance, floor }: Apart): number => distance / Math.max(floor, 1e-12);

function apartText({ distance, floor, limit }: Apart): string {
  return `${distance > limit ? '!' : ''}${distance.toFixed(4)} (floor ${floor.toFixed(4)})`;
}

function againstFsp(solved: SolvedLaws): string[] {
  const { laws, exact } = solved;
  if (!exact) return [];
  const { header, rows } = laws;
  return [
    paragraph(
      'The same task was solved by finite state projection, with the same limits. Distances are half the sum of absolute differences, from 0 to 1; beside those of all states stands what fsp itself may be off by.',
    ),
    table(
      ['', ...rows.map((row) => `t = ${withUnit(row.time, header.timeUnit)}`)],
      [
        [
          'all states',
          ...exact.times.map(
            ({ distance, error }) =>
              `${distance === undefined ? 'not kept' : numberText(distance)} (within ${(error / 2).toExponential(1)})`,
          ),
        ],
        ...header.species.map((name, s) => [
          labelOf(laws, name),
          ...exact.times.map(({ marginals }) => numberText(marginals[s]!.distance)),
        ]),
      ],
    ),
  ];
}

function exactness({ laws, method }: SolvedLaws): string[] {
  const { header, rows } = laws;
  const told = Object.keys(rows[0]?.told ?? {});
  const estimated = isEstimated(laws);
  return [
    paragraph(
      `The ${estimated ? 'error' : 'bound'} is ${estimated ? 'an estimate of' : 'on'} the sum of all absolute differences between the law and the exact one, over all states. Lost is the probability of states that were left out; nothing is scaled up for it.`,
      method.trust,
    ),
    table(
      ['time', estimated ? 'error' : 'bound', 'lost', 'entropy (nats)', ...told],
      rows.map((row) => [
        withUnit(row.time, header.timeUnit),
        errorText(row),
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
