/** Axes of line charts: horizontal grid lines, numbers, a time axis below. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { line, text } from './svg.ts';
import { sizes, type Theme } from './theme.ts';
import { shortNumber, textWidth } from './words.ts';

/** A rectangle of a figure, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Scale = ScaleLinear<number, number>;

/** A scale over [min, max], or around it if that is one point. */
function spanning(min: number, max: number): [number, number] {
  if (max > min) return [min, max];
  return min === 0 ? [0, 1] : [Math.min(0, min), Math.max(0, min)];
}

/** Time, left to right; it ends where the data end. */
export function timeScale(times: Float64Array, { x, width }: Box): Scale {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  return scaleLinear(last > first ? [first, last] : [first, first + 1], [x, x + width]);
}

/** Values, bottom to top, 0 included, ending at a round number. */
export function valueScale(min: number, max: number, { y, height }: Box): Scale {
  return scaleLinear(spanning(Math.min(0, min), Math.max(0, max)), [y + height, y]).nice(tickCount(height));
}

function tickCount(height: number): number {
  return Math.max(2, Math.min(6, Math.floor(height / 40)));
}

/** Width that the numbers of a value axis take, px. */
export function valueAxisWidth(scale: Scale, height: number): number {
  const labels = scale.ticks(tickCount(height)).map((v) => textWidth(shortNumber(v), sizes.tick));
  return Math.max(...labels) + 8;
}

/** Grid lines across the box, numbers to its left. */
export function valueAxis(scale: Scale, { x, width, height }: Box, theme: Theme): string[] {
  return scale.ticks(tickCount(height)).flatMap((value) => {
    const at = scale(value);
    const style = { size: sizes.tick, fill: theme.muted, anchor: 'end' } as const;
    const isZero = value === 0;
    return [
      line(x, at, x + width, at, isZero ? theme.muted : theme.faint),
      text(x - 8, at + sizes.tick * 0.36, shortNumber(value), style),
    ];
  });
}

/** Marks and numbers below the box, and the title below them; without title for inner charts. */
export function timeAxis(scale: Scale, { x, y, width, height }: Box, title: string, theme: Theme): string[] {
  const bottom = y + height;
  const parts = [line(x, bottom, x + width, bottom, theme.muted)];
  for (const value of scale.ticks(Math.max(2, Math.min(10, Math.floor(width / 62))))) {
    const at = scale(value);
    parts.push(line(at, bottom, at, bottom + 4, theme.muted));
    const style = { size: sizes.tick, fill: theme.muted, anchor: 'middle' } as const;
    parts.push(text(at, bottom + 18, shortNumber(value), style));
  }
  const style = { size: sizes.small, fill: theme.ink, anchor: 'middle' } as const;
  if (title) parts.push(text(x + width / 2, bottom + 38, title, style));
  return parts;
}

/** Height that a time axis takes below its box, px. */
export const timeAxisHeight = 46;
