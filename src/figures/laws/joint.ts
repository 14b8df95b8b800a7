/** The joint law of two species at a few times, in logarithmic colours. */
import { scaleLinear } from 'd3-scale';
import type { Box } from '../axes.ts';
import { colourBar, colourBarWidth, embedded } from '../colour-bar.ts';
import { logProbability, viridis } from '../colour-scale.ts';
import { type Grid, heatMap, shrunk } from '../heat-map.ts';
import { pngBytes } from '../png.ts';
import { element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { shortNumber, textWidth, withUnit } from '../words.ts';

export interface JointLaw {
  readonly time: number;
  readonly shape: readonly [first: number, second: number];
  /** P(first = i, second = j) at [i · shape[1] + j]. */
  readonly values: Float64Array;
}

export interface JointFigure {
  readonly title: string;
  readonly subtitle: string;
  /** To the right and upwards. */
  readonly names: readonly [first: string, second: string];
  /** At most four. */
  readonly laws: readonly JointLaw[];
  /** '' for none. */
  readonly timeUnit: string;
}

/** Decades of probability that are told apart. */
const decades = 5;
const gap = 18;

/** The figure as SVG; panels share axes and colours. */
export function jointSvg(figure: JointFigure, theme: Theme = light): string {
  const { title, subtitle, names, laws, timeUnit } = figure;
  const top = laws.reduce((max, { values }) => values.reduce((a, b) => Math.max(a, b), max), 0);
  const scale = logProbability(top, decades);
  const shape = seen(laws, scale.min);
  const side = laws.length === 1 ? 340 : 220;
  const counts = (n: number): string => shortNumber(n);
  const numbers = Math.max(
    ...ticksOf(shape[1], side).map((n) => textWidth(counts(n), sizes.tick)),
    textWidth('0', sizes.tick),
  );
  const left = margin + numbers + 8;
  const y = margin + 92;
  const barX = left + laws.length * (side + gap);
  const end = barX + Math.max(colourBarWidth(scale, side), textWidth('probability', sizes.tick));
  const heading = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const width = Math.max(end, margin + heading) + margin;
  const muted = { size: sizes.tick, fill: theme.muted } as const;
  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    text(margin, y - 30, `↑ ${names[1]}`, { size: sizes.small, fill: theme.ink }),
    text(barX, y - 10, 'probability', muted),
    colourBar(scale, barX, y, side, theme),
  ];
  const down = scaleLinear([-0.5, shape[1] - 0.5], [y + side, y]);
  for (const n of ticksOf(shape[1], side)) {
    body.push(line(left - 4, down(n), left, down(n), theme.muted));
    body.push(text(left - 8, down(n) + sizes.tick * 0.36, counts(n), { ...muted, anchor: 'end' }));
  }
  laws.forEach((law, i) => {
    const box: Box = { x: left + i * (side + gap), y, width: side, height: side };
    const grid = shrunk(cropped(law, shape), { width: 2 * side, height: 2 * side });
    body.push(
      embedded(pngBytes(heatMap(grid, scale, grid), viridis(256)), box),
      element('rect', {
        x: box.x - 0.5,
        y: y - 0.5,
        width: side + 1,
        height: side + 1,
        fill: 'none',
        stroke: theme.faint,
      }),
      text(box.x + side / 2, y - 10, `t = ${withUnit(law.time, timeUnit)}`, {
        size: sizes.name,
        fill: theme.ink,
        anchor: 'middle',
      }),
      text(box.x + side / 2, y + side + 38, names[0], {
        size: sizes.small,
        fill: theme.ink,
        anchor: 'middle',
      }),
    );
    const across = scaleLinear([-0.5, shape[0] - 0.5], [box.x, box.x + side]);
    for (const n of ticksOf(shape[0], side)) {
      body.push(line(across(n), y + side, across(n), y + side + 4, theme.muted));
      body.push(text(across(n), y + side + 18, counts(n), { ...muted, anchor: 'middle' }));
    }
  });
  return svgDocument(width, y + side + 46 + margin, theme.background, body);
}

/** Whole numbers along a side. */
function ticksOf(n: number, side: number): number[] {
  return scaleLinear([-0.5, n - 0.5], [0, side])
    .ticks(Math.floor(side / 52))
    .filter((value) => Number.isInteger(value) && value >= 0);
}

/** Counts of either species up to where any law has `least`. */
function seen(laws: readonly JointLaw[], least: number): [number, number] {
  const out: [number, number] = [2, 2];
  for (const { shape, values } of laws)
    for (let i = 0; i < shape[0]; i++)
      for (let j = 0; j < shape[1]; j++) {
        if (values[i * shape[1] + j]! < least) continue;
        out[0] = Math.max(out[0], i + 1);
        out[1] = Math.max(out[1], j + 1);
      }
  return out;
}

/** As pixels: the first species to the right, the second upwards. */
function cropped({ shape, values }: JointLaw, [width, height]: readonly [number, number]): Grid {
  const out = new Float64Array(width * height);
  for (let i = 0; i < Math.min(width, shape[0]); i++)
    for (let j = 0; j < Math.min(height, shape[1]); j++)
      out[(height - 1 - j) * width + i] = values[i * shape[1] + j]!;
  return { width, height, values: out };
}
