/** Curves over time, their colours, and names at their ends. */
import { line as curve } from 'd3-shape';
import type { Box, Scale } from './axes.ts';
import { coordinate, element, text } from './svg.ts';
import { sizes, type Theme } from './theme.ts';
import { fitted, textWidth } from './words.ts';

/** One curve. */
export interface Series {
  readonly name: string;
  /** One value per time; a gap where it is no number. */
  readonly values: Float64Array;
  /** A CSS colour; default: the theme's next. */
  readonly colour?: string;
}

/** How curve number `i` looks. */
export interface LineStyle {
  readonly colour: string;
  /** `stroke-dasharray`; absent for a full line. */
  readonly dash?: string;
}

/** Style of curve `i`: the theme's colours in order, then the same with dashes. */
export function lineStyle(i: number, theme: Theme, colour?: string): LineStyle {
  const n = theme.lines.length;
  const next = colour ?? theme.lines[i % n]!;
  return i < n ? { colour: next } : { colour: next, dash: i < 2 * n ? '6 3' : '2 3' };
}

/**
 * At most about four points per pixel column: first, smallest, largest and last of each, so that no
 * peak is lost. Short curves stay as they are.
 */
export function thinned(values: Float64Array, columns: number): number[] {
  const n = values.length;
  if (n <= 4 * columns) return Array.from(values.keys());
  const kept = new Set<number>();
  for (let c = 0; c < columns; c++) {
    const from = Math.floor((c * n) / columns);
    const to = Math.floor(((c + 1) * n) / columns) - 1;
    let [low, high] = [from, from];
    for (let i = from; i <= to; i++) {
      if (values[i]! < values[low]!) low = i;
      if (values[i]! > values[high]!) high = i;
    }
    for (const i of [from, low, high, to]) kept.add(i);
  }
  return [...kept].sort((a, b) => a - b);
}

/** The path of a curve; '' if no value is a number. */
export function curvePath(times: Float64Array, values: Float64Array, x: Scale, y: Scale): string {
  const [left, right] = x.range();
  const points = thinned(values, Math.ceil(right! - left!));
  const path = curve<number>()
    .defined((i) => Number.isFinite(values[i]))
    .x((i) => x(times[i]!))
    .y((i) => y(values[i]!))
    .digits(2);
  return path(points) ?? '';
}

/** A drawn curve; nothing where there is nothing to draw. */
export function drawnCurve(path: string, style: LineStyle, width: number, opacity?: number): string {
  if (path === '') return '';
  return element('path', {
    d: path,
    fill: 'none',
    stroke: style.colour,
    'stroke-width': width,
    'stroke-dasharray': style.dash,
    'stroke-linejoin': 'round',
    'stroke-opacity': opacity,
  });
}

/** Moves heights apart until they are `step` from each other, within [top, bottom] while they fit. */
export function spread(heights: readonly number[], step: number, top: number, bottom: number): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]! || a - b);
  const out = [...heights];
  let free = top;
  for (const i of order) {
    out[i] = Math.max(out[i]!, free);
    free = out[i]! + step;
  }
  free = Math.max(bottom, top + (order.length - 1) * step);
  for (const i of order.toReversed()) {
    out[i] = Math.min(out[i]!, free);
    free = out[i]! - step;
  }
  return out;
}

const longestName = 170;

/** Width that the names at line ends take, px. */
export function endLabelsWidth(series: readonly Series[]): number {
  return Math.min(longestName, Math.max(...series.map((s) => textWidth(s.name, sizes.small)))) + 24;
}

/** The names of the curves at their last values, moved apart where they would overlap. */
export function endLabels(
  series: readonly Series[],
  styles: readonly LineStyle[],
  y: Scale,
  box: Box,
  theme: Theme,
): string[] {
  const ends = series.map((s) => y(s.values.findLast(Number.isFinite) ?? 0));
  const places = spread(ends, sizes.small + 4, box.y + 4, box.y + box.height - 2);
  const x = box.x + box.width;
  return series.flatMap((s, i) => {
    const { colour } = styles[i]!;
    const at = places[i]!;
    return [
      element('path', {
        d: `M${coordinate(x + 3)} ${coordinate(ends[i]!)}L${coordinate(x + 14)} ${coordinate(at)}`,
        stroke: colour,
        fill: 'none',
        'stroke-width': 1.25,
      }),
      text(x + 19, at + 4, fitted(s.name, longestName, sizes.small), { size: sizes.small, fill: theme.ink }),
    ];
  });
}
