/** Small multiples: charts of like kind in rows and columns, each with a few curves or histograms. */
import { scaleLinear } from 'd3-scale';
import { type Box, type Scale, valueAxis, valueAxisWidth, valueScale } from './axes.ts';
import { type CurveKind, legend, legendEnd, legendHeight, styleOf } from './legend.ts';
import { coordinate, element, line, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { fitted, shortNumber } from './words.ts';

export interface PanelCurve {
  /** Number of its kind. */
  readonly kind: number;
  /** Ascending. `steps`: ends of the bins, one more than heights. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly form: 'line' | 'dots' | 'steps';
}

export interface Panel {
  readonly title: string;
  readonly curves: readonly PanelCurve[];
}

export interface Panels {
  readonly kinds: readonly CurveKind[];
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Is x a count, so that marks between whole numbers would say nothing? Default no. */
  readonly whole?: boolean;
  /** Inner size of a panel, px. Default 250 × 130, and larger where there is one alone. */
  readonly size?: readonly [width: number, height: number];
}

const titleHeight = 24;
const axisHeight = 30;
const gap = 18;

/** The figure as SVG; nothing in it but what is given, so it can be drawn in any theme. */
export function panelsSvg(figure: Panels, theme: Theme = light): string {
  const { panels, columns, kinds, xTitle, yTitle } = figure;
  const [width, height] = figure.size ?? (panels.length === 1 ? [460, 180] : [250, 130]);
  const plain: Box = { x: 0, y: 0, width, height };
  const axis = Math.max(...panels.map((p) => valueAxisWidth(yScale(p, plain), height)));
  const [stepX, stepY] = [axis + width + gap, titleHeight + height + axisHeight + gap];
  const top = margin + legendHeight + (yTitle ? 18 : 0);
  const body = legend(kinds, theme);
  if (yTitle) body.push(text(margin, top - 2, yTitle, { size: sizes.small, fill: theme.muted }));
  panels.forEach((panel, i) => {
    const x = margin + axis + (i % columns) * stepX;
    const y = top + titleHeight + Math.floor(i / columns) * stepY;
    body.push(...drawn(panel, { x, y, width, height }, figure, theme));
  });
  const rows = Math.ceil(panels.length / columns);
  const used = Math.min(columns, panels.length);
  const bottom = top + rows * stepY - gap;
  const right = margin + used * stepX - gap;
  body.push(
    text((margin + axis + right) / 2, bottom + 14, xTitle, {
      size: sizes.small,
      fill: theme.muted,
      anchor: 'middle',
    }),
  );
  return svgDocument(Math.max(right, legendEnd(kinds)) + margin, bottom + margin, theme.background, body);
}

function values(panel: Panel, of: 'x' | 'y'): number[] {
  return panel.curves.flatMap((c) => Array.from(c[of])).filter(Number.isFinite);
}

function yScale(panel: Panel, box: Box): Scale {
  const all = values(panel, 'y');
  return valueScale(
    0,
    all.reduce((a, b) => Math.max(a, b), 0),
    box,
  );
}

function xScale(panel: Panel, { x, width }: Box): Scale {
  const all = values(panel, 'x');
  const [low, high] = all.reduce(
    ([l, h], v) => [Math.min(l, v), Math.max(h, v)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (!(high > low))
    return scaleLinear(
      [Number.isFinite(low) ? low - 0.5 : 0, Number.isFinite(low) ? low + 0.5 : 1],
      [x, x + width],
    );
  return scaleLinear([low, high], [x, x + width]);
}

function drawn(panel: Panel, box: Box, { kinds, whole = false }: Panels, theme: Theme): string[] {
  const [x, y] = [xScale(panel, box), yScale(panel, box)];
  const ticks = x.ticks(Math.max(2, Math.floor(box.width / 62)));
  const marks = whole ? ticks.filter((value) => Number.isInteger(value)) : ticks;
  const bottom = box.y + box.height;
  const title = fitted(panel.title, box.width, sizes.small, true);
  return [
    text(box.x, box.y - 9, title, { size: sizes.small, fill: theme.ink, bold: true }),
    ...valueAxis(y, box, theme),
    line(box.x, bottom, box.x + box.width, bottom, theme.muted),
    ...marks.flatMap((value) => [
      line(x(value), bottom, x(value), bottom + 4, theme.muted),
      text(x(value), bottom + 16, shortNumber(value), {
        size: sizes.tick,
        fill: theme.muted,
        anchor: 'middle',
      }),
    ]),
    ...panel.curves.map((curve) => drawnCurve(curve, kinds[curve.kind]!, x, y, bottom, theme)),
  ];
}

function drawnCurve(
  curve: PanelCurve,
  kind: CurveKind,
  x: Scale,
  y: Scale,
  bottom: number,
  theme: Theme,
): string {
  const style = styleOf(kind, theme);
  const xs = Array.from(curve.x, (v) => coordinate(x(v)));
  const ys = Array.from(curve.y, (v) => coordinate(y(Number.isFinite(v) ? v : 0)));
  if (ys.length === 0) return '';
  const base = coordinate(bottom);
  const path =
    curve.form === 'steps'
      ? `M${xs[0]} ${base}${ys.map((h, i) => `V${h}H${xs[i + 1]}`).join('')}V${base}`
      : `M${ys.map((h, i) => `${xs[i]} ${h}`).join('L')}${kind.filled ? `V${base}H${xs[0]}Z` : ''}`;
  const shape = element('path', {
    d: path,
    fill: kind.filled ? style.colour : 'none',
    'fill-opacity': kind.filled ? '0.3' : undefined,
    stroke: kind.filled ? 'none' : style.colour,
    'stroke-width': kind.width ?? 1.75,
    'stroke-dasharray': style.dash,
    'stroke-opacity': kind.opacity,
    'stroke-linejoin': 'round',
  });
  if (curve.form !== 'dots') return shape;
  return (
    shape +
    xs
      .map((cx, i) => element('circle', { cx: Number(cx), cy: Number(ys[i]), r: 3, fill: style.colour }))
      .join('')
  );
}
