/** The page of a sweep: what went with what, how sure that is, and what failed. */
import { figure, list, pageHtml, pageTheme, paragraph, type Section, table } from '../../../figures/page.ts';
import { shortNumber, withUnit } from '../../../figures/words.ts';
import type { Estimate } from '../../../numerics/sensitivity/bootstrap.ts';
import { isBetween } from '../../../sweep/factors/values.ts';
import { humpTest, leastRuns, type TwoHumps } from '../../../sweep/results/report/humps.ts';
import { contrastOf } from '../../../sweep/results/report/responses.ts';
import type { Sensitivity } from '../../../sweep/results/report/sensitivity.ts';
import type { SweepData } from '../../../sweep/results/report/sweep-data.ts';
import { count } from '../../terminal.ts';
import type { Drawing } from './drawings.ts';
import { failures, pointOf } from './failures.ts';

export interface ReportParts {
  readonly data: SweepData;
  readonly drawings: readonly Drawing[];
  /** By measure. */
  readonly sensitivity: readonly (Sensitivity | undefined)[];
  readonly humps: readonly (readonly TwoHumps[] | undefined)[];
}

/** The page as HTML. */
export function sweepPage(parts: ReportParts): string {
  const { data, drawings } = parts;
  const { header, done, failed } = data;
  const shown = (name: string): string[] =>
    drawings.filter((one) => one.name === name).map(({ svg, caption }) => figure(svg(pageTheme), caption));
  return pageHtml({
    title: `${header.name}: a sweep of ${header.scenario}`,
    sentence: sentence(data),
    good: failed === 0,
    doubtful: done < header.runs,
    sections: [
      { title: 'What decides', body: [...shown('sensitivity'), ...indexTables(parts)] },
      { title: 'Responses', body: [...shown('responses'), ...lacks(data), ...contrasts(data)] },
      { title: 'By two factors', body: shown('maps') },
      { title: 'Distributions', body: shown('distributions') },
      humpSection(parts),
      { title: 'What failed', body: failures(data) },
      { title: 'What was run', body: [paragraph(...design(data)), factorTable(data), list(notes(data))] },
    ],
  });
}

function sentence({ header, done, failed }: SweepData): string {
  const all = `${count(header.points)} points, ${count(header.replicates)} run${header.replicates === 1 ? '' : 's'} each`;
  const left = header.runs - done - failed;
  const rest = [
    failed > 0 ? `${count(failed)} failed` : '',
    left > 0 ? `${count(left)} not done yet` : '',
  ].filter((text) => text !== '');
  return rest.length === 0
    ? `${all}: all ${count(done)} runs are done.`
    : `${all}: ${count(done)} of ${count(header.runs)} runs are done, ${rest.join(', ')}.`;
}

const digits = (n: number): string => shortNumber(n, 3);
const interval = ({ value, low, high }: Estimate): string =>
  `${digits(value)} (${digits(low)} to ${digits(high)})`;

function indexTables({ data, sensitivity }: ReportParts): string[] {
  const { measures, factors } = data.header;
  return sensitivity.flatMap((one, m) => {
    if (!one) return [];
    const title = measures[m]!;
    if (one.kind === 'morris')
      return [
        table(
          [title, 'size of effect (μ*)', 'effect (μ)', 'spread (σ)'],
          one.effects.factors.map(({ mean, size, spread }, f) => [
            factors[f]!.name,
            ...[size, mean, spread].map(interval),
          ]),
          [0],
        ),
      ];
    if (!one.indices.factors) return [paragraph(`${title} does not vary by more than its noise.`)];
    const { noise, dropped, pairs } = one.indices;
    return [
      table(
        [title, 'alone (first order)', 'with all others (total)'],
        one.indices.factors.map(({ first, total }, f) => [
          factors[f]!.name,
          interval(first),
          interval(total),
        ]),
        [0],
      ),
      ...(pairs && pairs.length > 0
        ? [
            table(
              [`${title}, in pairs`, 'together beyond each (second order)'],
              pairs.map(({ factors: [i, j], second }) => [
                `${factors[i]!.name}, ${factors[j]!.name}`,
                interval(second),
              ]),
              [0],
            ),
          ]
        : []),
      ...(noise
        ? [
            paragraph(
              `Chance alone makes ${digits(100 * noise.value)} % of the variance of the means of ${title}${one.noiseRemoved ? ', and is taken off' : ''}.`,
              dropped > 0 ? `${dropped} base points lack a number and are left out.` : '',
            ),
          ]
        : []),
    ];
  });
}

/** What means leave out, which may be what matters. */
function lacks({ header, outputs, done, failed }: SweepData): string[] {
  const lines = header.measures.flatMap((name, m) => {
    const some = outputs[m]!.reduce<number>((n, value) => n + Number(value !== undefined), 0);
    const parts = [
      some < done ? `${count(done - some)} of ${count(done)} runs that are done have no number` : '',
      failed > 0 ? `${count(failed)} of ${count(header.runs)} runs failed` : '',
    ].filter((text) => text !== '');
    return parts.length > 0 ? [`${name}: ${parts.join(', ')}; means are of the others.`] : [];
  });
  return lines.length > 0 ? [list(lines)] : [];
}

function contrasts(data: SweepData): string[] {
  const { measures } = data.header;
  const rows = data.levels.flatMap((factor, f) =>
    factor.binned || factor.at.length < 2
      ? []
      : measures.flatMap((measure, m) => {
          const found = contrastOf(data, m, f);
          return found
            ? [
                [
                  `${factor.name}: ${factor.labels[0]} → ${factor.labels.at(-1)}`,
                  measure,
                  interval(found.mean),
                  count(found.pairs),
                ],
              ]
            : [];
        }),
  );
  if (rows.length === 0) return [];
  return [
    table(
      [
        'from the first value to the last',
        'measure',
        'change of the mean, 95 %',
        data.header.seeds ? 'seeds' : 'replicates',
      ],
      rows,
      [0, 1],
    ),
    paragraph(
      data.header.seeds
        ? 'Pairs share all other factors and their seed: what chance does to both falls out. Those of one seed count as one.'
        : 'Pairs share all other factors; each run has a seed of its own. Those of one replicate count as one.',
    ),
  ];
}

const mostHumps = 20;

function humpSection({ data, humps }: ReportParts): Section {
  const { measures, points, replicates, factors } = data.header;
  const title = 'Two outcomes at one point';
  if (factors.length === 0 && replicates < leastRuns) return { title, body: [] };
  if (replicates < leastRuns)
    return {
      title,
      body: [
        paragraph(
          `Not looked for: it takes ${leastRuns} runs of a point to see two groups, and there are ${replicates}.`,
        ),
      ],
    };
  const test = humpTest(data.header);
  if (typeof test === 'string')
    return { title, body: [paragraph(`It cannot be told for so many points: there are ${count(points)}.`)] };
  const chance = `dip test, ${digits(100 * test.together)} % over all points and measures together`;
  const rows = humps.flatMap((found, m) =>
    (found ?? []).map(({ run, found: { humps: two, p } }) => [
      measures[m]!,
      pointOf(data, run),
      ...two.map(({ place, share }) => `${digits(100 * share)} % near ${digits(place)}`),
      digits(p),
    ]),
  );
  if (rows.length === 0)
    return {
      title,
      body: [paragraph(`None was found: no point whose runs fall in two groups (${chance}).`)],
    };
  return {
    title,
    body: [
      paragraph(
        `Runs of these points fall in two groups, and their mean is an outcome that hardly happens (${chance}).`,
      ),
      table(['measure', 'point', 'some', 'others', 'chance if one group'], rows.slice(0, mostHumps), [0, 1]),
      ...(rows.length > mostHumps ? [paragraph(`And ${rows.length - mostHumps} more.`)] : []),
    ],
  };
}

function design({ header }: SweepData): string[] {
  const { seeds, replicates } = header;
  return [
    `Design: ${header.design.kind.replace('-', ' ')}, ${count(header.points)} points.`,
    seeds
      ? `The same ${count(seeds.length)} seed${seeds.length === 1 ? '' : 's'} at every point.`
      : `${count(replicates)} run${replicates === 1 ? '' : 's'} of each point, every one with a seed of its own.`,
  ];
}

function factorTable({ header }: SweepData): string {
  return table(
    ['factor', 'values'],
    header.factors.map(({ name, values }) => [
      name,
      isBetween(values)
        ? `${values.low} to ${values.high}${values.scale === 'log' ? ', logarithmic' : ''}`
        : values.slice(0, 30).join(', ') + (values.length > 30 ? ', …' : ''),
    ]),
    [0, 1],
  );
}

function notes({ header }: SweepData): string[] {
  return [
    `Times in ${withUnit(1, header.timeUnit || 'units of the scenario').replace(/^1 /, '')}.`,
    'A row for every run: runs.csv and runs.parquet.',
    ...Object.entries(header.versions).map(([name, version]) => `${name} ${version}`),
  ];
}
