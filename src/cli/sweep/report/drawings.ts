/** The drawings of a sweep's report, each to be made in any theme. */
import type { CurveKind } from '../../../figures/legend.ts';
import { type Panel, panelsSvg } from '../../../figures/panels.ts';
import { type BarCharts, barChartsSvg } from '../../../figures/sweep/bars.ts';
import { type ResponseCurve, responseCurvesSvg } from '../../../figures/sweep/response-curves.ts';
import { type ValueMap, valueMapsSvg } from '../../../figures/sweep/value-maps.ts';
import type { Theme } from '../../../figures/theme.ts';
import { leastForMean } from '../../../numerics/sensitivity/bootstrap.ts';
import { histogram } from '../../../numerics/statistics.ts';
import type { TwoHumps } from '../../../sweep/results/report/humps.ts';
import { movingFactor } from '../../../sweep/results/report/moving-factor.ts';
import { meansOver, responseOf } from '../../../sweep/results/report/responses.ts';
import type { Sensitivity } from '../../../sweep/results/report/sensitivity.ts';
import type { Levels, SweepData } from '../../../sweep/results/report/sweep-data.ts';

export interface Drawing {
  /** Of its file. */
  readonly name: string;
  readonly caption: string;
  svg(theme?: Theme): string;
}

/** What of a sweep with much is drawn. */
const mostMeasures = 8;
const mostFactors = 6;

export function responseDrawing(data: SweepData): Drawing | undefined {
  const factors = data.levels.slice(0, mostFactors).filter(({ at }) => at.length > 1);
  if (factors.length === 0) return undefined;
  const rows = data.header.measures.slice(0, mostMeasures).map((measure, m) =>
    factors.map((factor): ResponseCurve => {
      const { name, at, numeric, labels, logarithmic } = factor;
      return {
        title: measure,
        xTitle: name,
        logarithmic,
        ...(numeric ? {} : { labels }),
        points: responseOf(data, m, factor).flatMap(({ mean, interval, low, high }, i) =>
          mean === undefined
            ? []
            : {
                ...{ at: at[i]!, mean, runsLow: low, runsHigh: high },
                ...(interval ?? { low: mean, high: mean }),
              },
        ),
      };
    }),
  );
  return {
    name: 'responses',
    caption: responseCaption(data),
    svg: (theme) => responseCurvesSvg(rows, theme),
  };
}

function responseCaption({ header: { design, replicates } }: SweepData): string {
  const grid = design.kind === 'grid';
  const middle = 'the eight tenths of the runs in the middle (light)';
  return grid && replicates < leastForMean
    ? `Means over all else that varies, with ${middle}. Intervals take ${leastForMean} replicates or more.`
    : `Means over all else that varies, with 95 % intervals over ${grid ? 'replicates' : 'points'} (dark; none for fewer than ${leastForMean}) and ${middle}.`;
}

/** @param humps  points with two humps, by measure */
export function mapDrawing(
  data: SweepData,
  humps: readonly (readonly TwoHumps[] | undefined)[],
): Drawing | undefined {
  const [x, y] = mapped(data);
  if (!x || !y) return undefined;
  const alone = data.levels.filter(({ at }) => at.length > 1).length === 2;
  const maps = data.header.measures.slice(0, mostMeasures).map((title, m): ValueMap => {
    const marks = alone ? (humps[m] ?? []).map(({ run }) => [x.level[run]!, y.level[run]!] as const) : [];
    return {
      ...{ title, xTitle: x.name, yTitle: y.name, xLabels: x.labels, yLabels: y.labels },
      ...{ values: meansOver(data, m, [x, y]), marks },
    };
  });
  const framed = maps.some(({ marks }) => marks!.length > 0)
    ? ' Framed: runs of one point fall in two groups, and its mean is none of them.'
    : '';
  return {
    name: 'maps',
    caption: `Means by two factors${alone ? '' : ', over all others'}.${framed}`,
    svg: (theme) => valueMapsSvg(maps, theme),
  };
}

/** The two factors with the most levels, if each has a few that can be told apart. */
function mapped({ levels }: SweepData): readonly (Levels | undefined)[] {
  const some = levels.filter(({ at }) => at.length > 1 && at.length <= 24);
  return some.length < 2 ? [] : some.toSorted((a, b) => b.at.length - a.at.length);
}

const bins = 24;
const mostShown = 5;

/** Histograms of each measure, by levels of the factor that moves measures most; one alone where there is none. */
export function distributionDrawing(data: SweepData): Drawing | undefined {
  const factor = movingFactor(data);
  const at = factor ? someOf(levelsWithRuns(data, factor)) : [0];
  const kinds = at.map(
    (level, colour): CurveKind => ({
      name: factor ? `${factor.name} ${factor.labels[level]}` : 'all runs',
      colour,
      filled: at.length === 1,
    }),
  );
  const panels = data.header.measures.slice(0, mostMeasures).flatMap((title, m): Panel[] => {
    const outputs = data.outputs[m]!;
    const all = outputs.flatMap((v) => v ?? []);
    if (all.length === 0) return [];
    // A million arguments are too many for one call.
    const low = all.reduce((a, b) => Math.min(a, b));
    const high = all.reduce((a, b) => Math.max(a, b));
    const width = high > low ? (high - low) / bins : 1;
    const x = Float64Array.from({ length: bins + 1 }, (_, i) => low + i * width);
    const curves = at.flatMap((level, kind) => {
      const values = outputs.filter(
        (v, run): v is number => v !== undefined && (!factor || factor.level[run] === level),
      );
      if (values.length === 0) return [];
      const share = histogram(values, { low, high: low + bins * width }, bins);
      return [{ kind, x, y: share, form: 'steps' as const }];
    });
    return [{ title, curves }];
  });
  if (panels.length === 0) return undefined;
  return {
    name: 'distributions',
    caption: factor
      ? `Shares of the runs that have a number, by ${factor.name}, the factor that moves measures most by itself.`
      : 'Shares of the runs that have a number.',
    svg: (theme) =>
      panelsSvg(
        { kinds, panels, columns: Math.min(3, panels.length), xTitle: 'value', yTitle: 'share of runs' },
        theme,
      ),
  };
}

/** Levels at which some measure of some run has a number. */
function levelsWithRuns({ outputs }: SweepData, { at, level }: Levels): number[] {
  const some = at.map(() => false);
  for (const of of outputs)
    of.forEach((value, run) => {
      if (value !== undefined) some[level[run]!] = true;
    });
  return [...some.keys()].filter((here) => some[here]);
}

function someOf(levels: readonly number[]): number[] {
  const shown = Math.min(mostShown, levels.length);
  return Array.from(
    { length: shown },
    (_, i) => levels[Math.round((i * (levels.length - 1)) / Math.max(1, shown - 1))]!,
  );
}

export function sensitivityDrawing(
  { header: { measures, factors } }: SweepData,
  all: readonly (Sensitivity | undefined)[],
): Drawing | undefined {
  const names = factors.map(({ name }) => name);
  const charts = all.flatMap((one, m): BarCharts['charts'][number][] => {
    const bars =
      one?.kind === 'morris'
        ? one.effects.factors.map(({ size, spread }) => [size, spread])
        : one?.indices.factors?.map(({ first, total }) => [first, total]);
    return bars
      ? [{ title: measures[m]!, groups: bars.map((of, f) => ({ name: names[f]!, bars: of })) }]
      : [];
  });
  if (charts.length === 0) return undefined;
  const morris = all.some((one) => one?.kind === 'morris');
  return {
    name: 'sensitivity',
    caption: morris
      ? 'Elementary effects of each factor over its whole range, with 95 % intervals.'
      : "Sobol' indices: shares of the variance, with 95 % intervals.",
    svg: (theme) =>
      barChartsSvg(
        {
          kinds: morris
            ? ['size of effect (μ*)', 'spread of effect (σ)']
            : ['alone (first order)', 'with all others (total)'],
          charts,
        },
        theme,
      ),
  };
}
