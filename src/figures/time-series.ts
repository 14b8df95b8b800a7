/** Every scalar of a run over time: curves of like size share a chart. */
import {
  type Box,
  timeAxis,
  timeAxisHeight,
  timeScale,
  valueAxis,
  valueAxisWidth,
  valueScale,
} from './axes.ts';
import { curvePath, drawnCurve, endLabels, endLabelsWidth, lineStyle, type Series } from './lines.ts';
import { svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { textWidth, timeTitle } from './words.ts';

export interface TimeSeries {
  readonly title: string;
  readonly subtitle: string;
  readonly times: Float64Array;
  readonly timeUnit: string;
  readonly series: readonly Series[];
}

/** A curve below this share of its chart would look like zero. */
const smallestShare = 0.04;
const mostInChart = 7;

function largest(values: Float64Array): number {
  return values.reduce((max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max), 0);
}

/** Splits curves into charts, by size; within a chart they keep their order. */
export function chartsOf(series: readonly Series[]): Series[][] {
  const sizesOf = new Map(series.map((s) => [s, largest(s.values)]));
  const bySize = [...series].sort((a, b) => sizesOf.get(b)! - sizesOf.get(a)!);
  const charts: Series[][] = [];
  let top = 0;
  for (const s of bySize) {
    const size = sizesOf.get(s)!;
    const last = charts.at(-1);
    if (last && last.length < mostInChart && (size === 0 || size >= smallestShare * top)) last.push(s);
    else {
      charts.push([s]);
      top = size;
    }
  }
  for (const chart of charts) chart.sort((a, b) => series.indexOf(a) - series.indexOf(b));
  return charts;
}

const chartWidth = 640;
const chartHeight = 230;
const chartGap = 30;

/** The figure as SVG: charts below each other, one time axis, each name at the end of its curve. */
export function timeSeriesSvg(figure: TimeSeries, theme: Theme = light): string {
  const { title, subtitle, times, timeUnit, series } = figure;
  const charts = chartsOf(series);
  const height = charts.length > 2 ? 170 : chartHeight;
  const top = margin + 60;
  const boxes = charts.map(
    (_, i): Box => ({ x: 0, y: top + i * (height + chartGap), width: chartWidth, height }),
  );
  const scales = charts.map((chart, i) => {
    const all = chart.flatMap((s) => Array.from(s.values.filter(Number.isFinite)));
    const [min, max] = [all.reduce((a, b) => Math.min(a, b), 0), all.reduce((a, b) => Math.max(a, b), 0)];
    return valueScale(min, max, boxes[i]!);
  });
  const left = margin + Math.max(...scales.map((scale) => valueAxisWidth(scale, height)));
  const names = Math.max(...charts.map(endLabelsWidth));
  const titleWidth = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const width = Math.max(left + chartWidth + names, margin + titleWidth) + margin;

  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
  ];
  charts.forEach((chart, i) => {
    const box = { ...boxes[i]!, x: left };
    const x = timeScale(times, box);
    const y = scales[i]!;
    const last = i === charts.length - 1;
    body.push(...valueAxis(y, box, theme), ...(last ? timeAxis(x, box, timeTitle(timeUnit), theme) : []));
    const styles = chart.map((s) => lineStyle(series.indexOf(s), theme, s.colour));
    chart.forEach((s, j) => {
      body.push(drawnCurve(curvePath(times, s.values, x, y), styles[j]!, 1.75));
    });
    body.push(...endLabels(chart, styles, y, box, theme));
  });
  const bottom = top + charts.length * (height + chartGap) - chartGap + timeAxisHeight;
  return svgDocument(width, bottom + margin - 8, theme.background, body);
}
