/** Points of a posterior, every parameter against every other. */
import { scaleLinear } from 'd3-scale';
import type { Scale } from '../axes.ts';
import { element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted, shortNumber } from '../words.ts';
import { type DrawnParameter, type OnAxis, onAxis } from './marginals.ts';

/** Parameters and points worth drawing: with more a figure says less. */
const mostParameters = 7;
const mostPoints = 600;
const gap = 12;
const axisRoom = 44;

/** Lower triangle: column against row. The truth, where it is known, as a cross. */
export function pairsSvg(parameters: readonly DrawnParameter[], theme: Theme = light): string {
  const axes = parameters.slice(0, mostParameters).map(onAxis);
  const n = axes.length - 1;
  const side = n === 1 ? 320 : n === 2 ? 220 : 140;
  const drawn = evenly(parameters[0]!.weights);
  const left = margin + axisRoom + 16;
  const body: string[] = [];
  for (let row = 1; row <= n; row++)
    for (let column = 0; column < row; column++) {
      const [x0, y0] = [left + column * (side + gap), margin + (row - 1) * (side + gap)];
      const x = scaleLinear([...axes[column]!.shown], [x0, x0 + side]);
      const y = scaleLinear([...axes[row]!.shown], [y0 + side, y0]);
      body.push(...cell(axes[column]!, axes[row]!, x, y, drawn, theme));
      if (row === n) body.push(...marksBelow(axes[column]!, x, y0 + side, theme));
      if (column === 0) body.push(...marksBeside(axes[row]!, y, x0, theme));
    }
  const size = n * (side + gap) - gap;
  return svgDocument(left + size + margin, margin + size + axisRoom + margin, theme.background, body);
}

function cell(
  first: OnAxis,
  second: OnAxis,
  x: Scale,
  y: Scale,
  drawn: readonly number[],
  theme: Theme,
): string[] {
  const [x0, x1] = x.range() as [number, number];
  const [y1, y0] = y.range() as [number, number];
  const frame = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  const parts = [element('rect', { ...frame, fill: 'none', stroke: theme.faint })];
  const inside = (v: number, [from, to]: readonly [number, number]): boolean => v >= from && v <= to;
  for (const i of drawn) {
    const [a, b] = [first.values[i]!, second.values[i]!];
    if (inside(a, first.shown) && inside(b, second.shown))
      parts.push(
        element('circle', { cx: x(a), cy: y(b), r: 2, fill: theme.lines[0], 'fill-opacity': '0.35' }),
      );
  }
  if (first.truth === undefined || second.truth === undefined) return parts;
  const [cx, cy] = [x(first.truth), y(second.truth)];
  const colour = theme.lines[2]!;
  return [...parts, line(cx - 8, cy, cx + 8, cy, colour, 2.5), line(cx, cy - 8, cx, cy + 8, colour, 2.5)];
}

function marksBelow({ title }: OnAxis, x: Scale, bottom: number, theme: Theme): string[] {
  const [from, to] = x.range() as [number, number];
  const style = { size: sizes.tick, fill: theme.muted, anchor: 'middle' } as const;
  return [
    ...x.ticks(Math.max(2, Math.floor((to - from) / 70))).flatMap((value) => {
      const at = x(value);
      return [
        line(at, bottom, at, bottom + 4, theme.muted),
        text(at, bottom + 17, shortNumber(value), style),
      ];
    }),
    text((from + to) / 2, bottom + 36, fitted(title, to - from, sizes.small), {
      size: sizes.small,
      fill: theme.ink,
      anchor: 'middle',
    }),
  ];
}

function marksBeside({ title }: OnAxis, y: Scale, left: number, theme: Theme): string[] {
  const [bottom, top] = y.range() as [number, number];
  const style = { size: sizes.tick, fill: theme.muted, anchor: 'end' } as const;
  const [cx, cy] = [left - axisRoom - 4, (bottom + top) / 2];
  const name = text(cx, cy, fitted(title, bottom - top, sizes.small), {
    size: sizes.small,
    fill: theme.ink,
    anchor: 'middle',
  });
  return [
    ...y.ticks(Math.max(2, Math.floor((bottom - top) / 50))).flatMap((value) => {
      const at = y(value);
      return [
        line(left - 4, at, left, at, theme.muted),
        text(left - 8, at + sizes.tick * 0.36, shortNumber(value), style),
      ];
    }),
    element('g', { transform: `rotate(-90 ${cx} ${cy})` }, name),
  ];
}

/** Numbers of points as their weights have it: one of large weight several times. */
function evenly(weights: Float64Array): number[] {
  const n = Math.min(mostPoints, weights.length);
  const drawn: number[] = [];
  let sum = 0;
  weights.forEach((w, i) => {
    sum += w;
    while (drawn.length < n && (drawn.length + 0.5) / n < sum) drawn.push(i);
  });
  return drawn;
}
