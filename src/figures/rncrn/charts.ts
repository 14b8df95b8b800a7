/** Curves in small charts whose axes need not begin at 0: fields of one variable, time courses, losses. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { type Box, type Scale, timeAxis, timeAxisHeight, valueAxis } from '../axes.ts';
import { type CurveKind, legend, legendEnd, legendHeight, styleOf } from '../legend.ts';
import { coordinate, element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted } from '../words.ts';

export interface ChartCurve {
  /** Number of its kind. */
  readonly kind: number;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Chart {
  readonly title: string;
  readonly curves: readonly ChartCurve[];
}

export interface Charts {
  readonly kinds: readonly CurveKind[];
  readonly charts: readonly Chart[];
  readonly columns: number;
  readonly xTitle: string;
  readonly yTitle: string;
  /** A logarithmic value axis; values must be above 0. */
  readonly logarithmic?: boolean;
  /** One value axis for all, so that small changes look small. Default no. */
  readonly sameScale?: boolean;
  /** Of one chart, px. Default 330 × 200. */
  readonly size?: readonly [width: number, height: number];
}

const axisWidth = 52;
const [titleHeight, gap] = [26, 22];

/** The figure as SVG. */
export function chartsSvg(figure: Charts, theme: Theme = light): string {
  const { charts, columns, kinds } = figure;
  const [width, height] = figure.size ?? [330, 200];
  const [stepX, stepY] = [axisWidth + width + gap, titleHeight + height + timeAxisHeight + gap];
  const top = margin + legendHeight;
  const body = [
    ...legend(kinds, theme),
    ...charts.flatMap((chart, i) => {
      const x = margin + axisWidth + (i % columns) * stepX;
      const y = top + titleHeight + Math.floor(i / columns) * stepY;
      return drawn(chart, { x, y, width, height }, figure, theme);
    }),
  ];
  const [used, rows] = [Math.min(columns, charts.length), Math.ceil(charts.length / columns)];
  const wide = Math.max(2 * margin + used * stepX - gap, legendEnd(kinds) + margin);
  return svgDocument(wide, top + rows * stepY - gap + margin, theme.background, body);
}

function drawn(chart: Chart, box: Box, figure: Charts, theme: Theme): string[] {
  const [x, y] = scales(chart, box, figure);
  const marks = figure.logarithmic ? powers(y, box, theme) : valueAxis(y, box, theme);
  return [
    text(box.x, box.y - 10, fitted(chart.title, box.width, sizes.small, true), {
      size: sizes.small,
      fill: theme.ink,
      bold: true,
    }),
    ...marks,
    ...timeAxis(x, box, figure.xTitle, theme),
    text(box.x + box.width, box.y - 10, figure.yTitle, {
      size: sizes.small,
      fill: theme.muted,
      anchor: 'end',
    }),
    ...chart.curves.map((curve) => drawnCurve(curve, figure.kinds[curve.kind]!, x, y, theme)),
  ];
}

/** Marks at powers of ten, and at 2 and 5 times one where there are few. */
function powers(y: Scale, { x, width }: Box, theme: Theme): string[] {
  const [low, high] = y.domain() as [number, number];
  const decades = Math.log10(high / low);
  const marks: number[] = [];
  for (let p = Math.floor(Math.log10(low)); p <= Math.ceil(Math.log10(high)); p++)
    for (const times of decades < 2 ? [1, 2, 5] : [1]) marks.push(times * 10 ** p);
  return marks
    .filter((value) => value >= low * 0.999 && value <= high * 1.001)
    .flatMap((value) => [
      line(x, y(value), x + width, y(value), theme.faint),
      text(x - 8, y(value) + 4, String(Number(value.toPrecision(2))), {
        size: sizes.tick,
        fill: theme.muted,
        anchor: 'end',
      }),
    ]);
}

function scales(chart: Chart, box: Box, figure: Charts): [Scale, Scale] {
  const { logarithmic = false, sameScale = false, charts } = figure;
  const ends = (of: 'x' | 'y'): [number, number] => {
    const curves = (sameScale && of === 'y' ? charts : [chart]).flatMap((one) => one.curves);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const curve of curves)
      for (const value of Array.from(curve[of]))
        if (Number.isFinite(value) && (of === 'x' || !logarithmic || value > 0))
          [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (high > low) return [low, high];
    return Number.isFinite(low) ? [low - (logarithmic ? low / 2 : 1), high + 1] : [0.1, 1];
  };
  const [left, up]: [[number, number], [number, number]] = [
    [box.x, box.x + box.width],
    [box.y + box.height, box.y],
  ];
  const y = logarithmic ? (scaleLog(ends('y'), up) as unknown as Scale) : scaleLinear(ends('y'), up).nice(5);
  return [scaleLinear(ends('x'), left), y];
}

function drawnCurve({ x: xs, y: ys }: ChartCurve, kind: CurveKind, x: Scale, y: Scale, theme: Theme): string {
  const style = styleOf(kind, theme);
  const parts: string[] = [];
  for (let k = 0; k < xs.length; k++) {
    const [at, height] = [x(xs[k]!), y(ys[k]!)];
    if (Number.isFinite(at) && Number.isFinite(height)) parts.push(`${coordinate(at)} ${coordinate(height)}`);
  }
  if (parts.length < 2) return '';
  return element('path', {
    d: `M${parts.join('L')}`,
    fill: 'none',
    stroke: style.colour,
    'stroke-width': 1.75,
    'stroke-dasharray': style.dash,
    'stroke-linejoin': 'round',
  });
}
