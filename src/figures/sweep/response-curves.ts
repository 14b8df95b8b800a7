/** Numbers against the values of factors: a mean with its interval, and how far single runs spread. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { type Box, type Scale, timeAxis, timeAxisHeight, valueAxis, valueScale } from '../axes.ts';
import { lineStyle } from '../lines.ts';
import { coordinate, element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted, shortNumber } from '../words.ts';
import { valueLabels } from './value-labels.ts';

export interface ResponsePoint {
  readonly at: number;
  readonly mean: number;
  /** Ends of its interval; equal to the mean where none is known. */
  readonly low: number;
  readonly high: number;
  /** Where nine of ten runs lie below and above. */
  readonly runsLow: number;
  readonly runsHigh: number;
}

export interface ResponseCurve {
  readonly title: string;
  readonly xTitle: string;
  readonly logarithmic: boolean;
  /** Of values that are words, by place. */
  readonly labels?: readonly string[];
  readonly points: readonly ResponsePoint[];
}

/** Curves in rows; all of a row share their value axis, and their colour. */
export type ResponseRows = readonly (readonly ResponseCurve[])[];

const [width, height] = [270, 170];
const [axisWidth, titleHeight, gap] = [54, 30, 20];

/** The figure as SVG. */
export function responseCurvesSvg(rows: ResponseRows, theme: Theme = light): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const stepX = axisWidth + width + gap;
  const stepY = titleHeight + height + timeAxisHeight + gap;
  const body = rows.flatMap((row, r) => {
    const points = row.flatMap((curve) => curve.points);
    const [low, high] = [
      Math.min(...points.map((p) => p.runsLow)),
      Math.max(...points.map((p) => p.runsHigh)),
    ];
    return row.flatMap((curve, c) => {
      const box = {
        x: margin + axisWidth + c * stepX,
        y: margin + titleHeight + r * stepY,
        ...{ width, height },
      };
      return points.length === 0 ? [] : chart(curve, box, valueScale(low, high, box), r, theme);
    });
  });
  return svgDocument(
    2 * margin + columns * stepX - gap,
    2 * margin + rows.length * stepY - gap,
    theme.background,
    body,
  );
}

function chart(curve: ResponseCurve, box: Box, y: Scale, row: number, theme: Theme): string[] {
  const { points, title } = curve;
  const x = placesOf(curve, box);
  const colour = lineStyle(row % theme.lines.length, theme).colour;
  const path = (of: (p: ResponsePoint) => number, those = points): string =>
    those.map((p, i) => `${i === 0 ? 'M' : 'L'}${coordinate(x(p.at))},${coordinate(y(of(p)))}`).join('');
  const band = (
    low: (p: ResponsePoint) => number,
    high: (p: ResponsePoint) => number,
    opacity: string,
  ): string =>
    element('path', {
      d: `${path(high)}${path(low, points.toReversed()).replace('M', 'L')}Z`,
      fill: colour,
      'fill-opacity': opacity,
    });
  return [
    text(box.x, box.y - 12, fitted(title, box.width, sizes.name, true), {
      ...{ size: sizes.name, fill: theme.ink, bold: true },
    }),
    ...valueAxis(y, box, theme),
    ...xAxis(curve, x, box, theme),
    band(
      (p) => p.runsLow,
      (p) => p.runsHigh,
      '0.14',
    ),
    band(
      (p) => p.low,
      (p) => p.high,
      '0.4',
    ),
    element('path', { d: path((p) => p.mean), fill: 'none', stroke: colour, 'stroke-width': 2 }),
    ...points.flatMap((p) => [
      line(x(p.at), y(p.low), x(p.at), y(p.high), colour, 1.5),
      element('circle', { cx: x(p.at), cy: y(p.mean), r: 3, fill: colour }),
    ]),
  ];
}

function placesOf({ points, logarithmic, labels }: ResponseCurve, box: Box): Scale {
  const at = points.map((p) => p.at);
  const [low, high] = labels ? [0, labels.length - 1] : [Math.min(...at), Math.max(...at)];
  const domain = high > low ? [low, high] : [low - 0.5, high + 0.5];
  const range = [box.x + 10, box.x + box.width - 10];
  return logarithmic && low > 0 ? (scaleLog(domain, range) as unknown as Scale) : scaleLinear(domain, range);
}

function xAxis(
  { labels, points, xTitle, logarithmic }: ResponseCurve,
  x: Scale,
  box: Box,
  theme: Theme,
): string[] {
  const title = fitted(xTitle, box.width, sizes.small);
  if (!labels && !logarithmic) return timeAxis(x, box, title, theme);
  const bottom = box.y + box.height;
  const at = labels ? labels.map((_, i) => i) : points.map((p) => p.at);
  const marks = valueLabels(labels ?? at.map((value) => shortNumber(value, 3)), at.map(x));
  return [
    line(box.x, bottom, box.x + box.width, bottom, theme.muted),
    ...marks.flatMap(({ at: place, label }) => [
      line(place, bottom, place, bottom + 4, theme.muted),
      text(place, bottom + 18, label, { size: sizes.tick, fill: theme.muted, anchor: 'middle' }),
    ]),
    text(box.x + box.width / 2, bottom + 38, title, {
      size: sizes.small,
      fill: theme.ink,
      anchor: 'middle',
    }),
  ];
}
