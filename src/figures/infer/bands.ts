/** What a posterior predicts over time: bands that hold half and nine tenths of new runs, with the data as dots. */
import { area } from 'd3-shape';
import {
  type Box,
  timeAxis,
  timeAxisHeight,
  timeScale,
  valueAxis,
  valueAxisWidth,
  valueScale,
} from '../axes.ts';
import { type CurveKind, legend, legendEnd, legendHeight } from '../legend.ts';
import { curvePath, drawnCurve } from '../lines.ts';
import { element, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted, timeTitle } from '../words.ts';

/** One observable; every array has one value for each of its times. */
export interface Band {
  readonly name: string;
  /** Of the data. */
  readonly times: Float64Array;
  readonly data: Float64Array;
  /** Quantiles of new runs at 5, 25, 50, 75 and 95 %. */
  readonly quantiles: readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
}

export interface Bands {
  readonly timeUnit: string;
  readonly bands: readonly Band[];
}

const kinds: readonly CurveKind[] = [
  { name: '90 % of new runs', colour: 5, filled: true },
  { name: 'half of them', colour: 0, filled: true },
  { name: 'their median', colour: 0 },
  { name: 'data', colour: 1 },
];
const chartHeight = 190;

/** One chart for each observable. */
export function bandsSvg({ timeUnit, bands }: Bands, theme: Theme = light): string {
  const columns = bands.length === 4 ? 2 : Math.min(3, bands.length);
  const chartWidth = columns === 1 ? 560 : columns === 2 ? 360 : 270;
  const plain: Box = { x: 0, y: 0, width: chartWidth, height: chartHeight };
  const axis = Math.max(...bands.map((band) => valueAxisWidth(scaleOf(band, plain), chartHeight)));
  const [stepX, stepY] = [chartWidth + axis + 26, chartHeight + timeAxisHeight + 40];
  const top = margin + legendHeight + 26;
  const body = legend(kinds, theme);
  bands.forEach((band, i) => {
    const x = margin + axis + (i % columns) * stepX;
    const y = top + Math.floor(i / columns) * stepY;
    body.push(...chart(band, { x, y, width: chartWidth, height: chartHeight }, timeUnit, theme));
  });
  const bottom = top + Math.ceil(bands.length / columns) * stepY - 40;
  const right = Math.max(margin + columns * stepX - 26, legendEnd(kinds));
  return svgDocument(right + margin, bottom + margin - 8, theme.background, body);
}

function scaleOf({ data, quantiles }: Band, box: Box) {
  const all = [...data, ...quantiles[4], ...quantiles[0]];
  const [low, high] = all.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [0, 0]);
  return valueScale(low, high, box);
}

function chart(band: Band, box: Box, timeUnit: string, theme: Theme): string[] {
  const { name, times, data, quantiles } = band;
  const x = timeScale(times, box);
  const y = scaleOf(band, box);
  const between = (low: Float64Array, high: Float64Array, colour: string): string => {
    const shape = area<number>()
      .x((i) => x(times[i]!))
      .y0((i) => y(low[i]!))
      .y1((i) => y(high[i]!))
      .digits(2);
    return element('path', { d: shape(times.keys()) ?? '', fill: colour, 'fill-opacity': '0.3' });
  };
  const [inner, outer, seen] = [theme.lines[0]!, theme.lines[5]!, theme.lines[1]!];
  return [
    text(box.x, box.y - 10, fitted(name, box.width, sizes.name, true), {
      size: sizes.name,
      fill: theme.ink,
      bold: true,
    }),
    ...valueAxis(y, box, theme),
    ...timeAxis(x, box, timeTitle(timeUnit), theme),
    between(quantiles[0], quantiles[4], outer),
    between(quantiles[1], quantiles[3], inner),
    drawnCurve(curvePath(times, quantiles[2], x, y), { colour: inner }, 1.75),
    ...Array.from(data, (v, i) => element('circle', { cx: x(times[i]!), cy: y(v), r: 3, fill: seen })),
  ];
}
