/** An ensemble: mean ± standard deviation as a ribbon, with a few single runs, one chart per species. */
import { area } from 'd3-shape';
import {
  type Box,
  timeAxis,
  timeAxisHeight,
  timeScale,
  valueAxis,
  valueAxisWidth,
  valueScale,
} from './axes.ts';
import { curvePath, drawnCurve, lineStyle, thinned } from './lines.ts';
import { element, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { fitted, textWidth, timeTitle } from './words.ts';

/** One species of an ensemble; every array has one value per time. */
export interface Ribbon {
  readonly name: string;
  readonly mean: Float64Array;
  /** Standard deviation. */
  readonly sd: Float64Array;
  /** A few single runs. */
  readonly traces: readonly Float64Array[];
  readonly colour?: string;
}

export interface Ribbons {
  readonly title: string;
  readonly subtitle: string;
  readonly times: Float64Array;
  readonly timeUnit: string;
  readonly ribbons: readonly Ribbon[];
}

const chartHeight = 180;
const rowHeight = chartHeight + timeAxisHeight + 44;

/** The largest finite number of all arrays, at least 0. */
function top(arrays: readonly Float64Array[]): number {
  let max = 0;
  for (const values of arrays) for (const v of values) if (Number.isFinite(v) && v > max) max = v;
  return max;
}

function ribbonScale({ mean, sd, traces }: Ribbon, box: Box) {
  const upper = mean.map((m, i) => m + sd[i]!);
  return valueScale(0, top([upper, mean, ...traces]), box);
}

function chart(
  ribbon: Ribbon,
  number: number,
  { times, timeUnit }: Ribbons,
  box: Box,
  theme: Theme,
): string[] {
  const { name, mean, sd, traces } = ribbon;
  const x = timeScale(times, box);
  const y = ribbonScale(ribbon, box);
  const style = lineStyle(number, theme, ribbon.colour);
  // Counts are never negative, so the ribbon ends at zero even where mean − sd does not.
  const band = area<number>()
    .defined((i) => Number.isFinite(mean[i]) && Number.isFinite(sd[i]))
    .x((i) => x(times[i]!))
    .y0((i) => y(Math.max(0, mean[i]! - sd[i]!)))
    .y1((i) => y(mean[i]! + sd[i]!))
    .digits(2);
  const shape = band(thinned(mean, box.width)) ?? '';
  return [
    text(box.x, box.y - 12, fitted(name, box.width, sizes.name, true), {
      size: sizes.name,
      fill: theme.ink,
      bold: true,
    }),
    ...valueAxis(y, box, theme),
    ...timeAxis(x, box, timeTitle(timeUnit), theme),
    ...traces.map((values) => drawnCurve(curvePath(times, values, x, y), style, 0.8, 0.45)),
    shape === '' ? '' : element('path', { d: shape, fill: style.colour, 'fill-opacity': '0.22' }),
    drawnCurve(curvePath(times, mean, x, y), style, 2.25),
  ];
}

/** The figure as SVG. */
export function ribbonsSvg(figure: Ribbons, theme: Theme = light): string {
  const { title, subtitle, ribbons } = figure;
  const n = ribbons.length;
  // Three in a row, but four as two by two: no row with one lonely chart.
  const columns = n === 4 ? 2 : Math.min(3, n);
  const chartWidth = columns === 1 ? 560 : columns === 2 ? 360 : 270;
  const plain: Box = { x: 0, y: 0, width: chartWidth, height: chartHeight };
  const axis = Math.max(...ribbons.map((r) => valueAxisWidth(ribbonScale(r, plain), chartHeight)));
  const step = chartWidth + axis + 26;
  const first = margin + 84;
  const titleWidth = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const width = Math.max(columns * step - 26, titleWidth) + 2 * margin;
  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    ...ribbons.flatMap((ribbon, i) => {
      const x = margin + axis + (i % columns) * step;
      const y = first + Math.floor(i / columns) * rowHeight;
      return chart(ribbon, i, figure, { x, y, width: chartWidth, height: chartHeight }, theme);
    }),
  ];
  const rows = Math.ceil(n / columns);
  const bottom = first + rows * rowHeight - 44;
  return svgDocument(width, bottom + margin - 8, theme.background, body);
}
