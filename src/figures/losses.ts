/** Loss curves of a training: over its epochs, the loss of what was learned and of what was held out. */
import { scaleLinear } from 'd3-scale';
import { type Box, timeAxis, timeAxisHeight, timeScale, valueAxis, valueAxisWidth } from './axes.ts';
import { curvePath, drawnCurve, endLabels, endLabelsWidth, lineStyle, type Series } from './lines.ts';
import { line, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { textWidth } from './words.ts';

/** One epoch of a fit. */
export interface DrawableEpoch {
  /** Stage it belongs to: epochs of one stage follow each other. */
  readonly stage: string;
  /** Mean losses, nats. */
  readonly loss: number;
  readonly heldOut: number;
}

export interface LossesFigure {
  readonly title: string;
  readonly epochs: readonly DrawableEpoch[];
}

const chart = { width: 640, height: 280 };
/** The first epochs may lie far above all others: the chart shows this share of the values, and cuts the rest. */
const shown = 0.97;

/** The figure as SVG; stages are told apart by upright lines. */
export function lossesSvg({ title, epochs }: LossesFigure, theme: Theme = light): string {
  const numbers = Float64Array.from(epochs, (_, i) => i + 1);
  const all = epochs.flatMap(({ loss, heldOut }) => [loss, heldOut]).filter(Number.isFinite);
  const sorted = all.sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = sorted[Math.floor(shown * (sorted.length - 1))] ?? 1;
  const series: Series[] = [
    { name: 'training', values: Float64Array.from(epochs, ({ loss }) => Math.min(loss, high)) },
    { name: 'held out', values: Float64Array.from(epochs, ({ heldOut }) => Math.min(heldOut, high)) },
  ];
  const subtitle = `mean negative log-likelihood, nats · ${epochs.length} epochs`;
  const top = margin + 60;
  const y = scaleLinear(high > low ? [low, high] : [low - 1, low + 1], [top + chart.height, top]).nice(5);
  const left = margin + valueAxisWidth(y, chart.height);
  const box: Box = { x: left, y: top, ...chart };
  const x = timeScale(numbers, box);
  const styles = series.map((_, i) => lineStyle(i, theme));
  const borders = epochs.flatMap(({ stage }, i) =>
    i > 0 && stage !== epochs[i - 1]!.stage ? [x(i + 0.5)] : [],
  );
  const titleWidth = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const width = Math.max(left + chart.width + endLabelsWidth(series), margin + titleWidth) + margin;
  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    ...valueAxis(y, box, theme),
    ...timeAxis(x, box, 'epoch', theme),
    ...borders.map((at) => line(at, top, at, top + chart.height, theme.muted)),
    ...series.map((s, i) => drawnCurve(curvePath(numbers, s.values, x, y), styles[i]!, 1.75)),
    ...endLabels(series, styles, y, box, theme),
  ];
  return svgDocument(width, top + chart.height + timeAxisHeight + margin - 8, theme.background, body);
}
