/** Numbers over two factors: a field of colour for each pair of values, with the number in it. */

import { colourBar, colourBarWidth } from '../colour-bar.ts';
import { type ColourScale, linearScale, viridis } from '../colour-scale.ts';
import { element, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted, shortNumber, textWidth } from '../words.ts';
import { valueLabels } from './value-labels.ts';

export interface ValueMap {
  readonly title: string;
  /** Of the factor from left to right, and of the one from below to above. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLabels: readonly string[];
  readonly yLabels: readonly string[];
  /** Shape [x][y]; undefined where there is none. */
  readonly values: readonly (readonly (number | undefined)[])[];
  /** Places to mark, [x, y]. */
  readonly marks?: readonly (readonly [x: number, y: number])[];
}

const [titleHeight, gap, cellHeight] = [34, 34, 30];

/** The figure as SVG, at most two maps side by side. */
export function valueMapsSvg(maps: readonly ValueMap[], theme: Theme = light): string {
  const drawn = maps.map((map) => ({ map, size: sizeOf(map) }));
  const columns = Math.min(2, maps.length);
  const wide = Math.max(...drawn.map(({ size }) => size.width));
  const high = Math.max(...drawn.map(({ size }) => size.height));
  const body = drawn.flatMap(({ map, size }, i) =>
    mapAt(
      map,
      size,
      margin + (i % columns) * (wide + gap),
      margin + Math.floor(i / columns) * (high + gap),
      theme,
    ),
  );
  const rows = Math.ceil(maps.length / columns);
  return svgDocument(
    2 * margin + columns * (wide + gap) - gap,
    2 * margin + rows * (high + gap) - gap,
    theme.background,
    body,
  );
}

interface MapSize {
  readonly axis: number;
  readonly cell: number;
  readonly scale: ColourScale;
  readonly width: number;
  readonly height: number;
}

function sizeOf(map: ValueMap): MapSize {
  const { values, xLabels, yLabels } = map;
  const numbers = values.flat().filter((v): v is number => v !== undefined);
  const scale = linearScale(Math.min(0, ...numbers), Math.max(0, ...numbers));
  const axis = 10 + Math.max(...yLabels.map((label) => textWidth(label, sizes.tick)));
  const cell = Math.max(34, Math.min(64, 380 / xLabels.length));
  const bar = colourBarWidth(scale, cellHeight * yLabels.length);
  return {
    ...{ axis, cell, scale },
    width: Math.max(
      axis + cell * xLabels.length + 14 + bar,
      Math.min(mostTitle, textWidth(titleOf(map), sizes.name, true)),
    ),
    height: titleHeight + cellHeight * yLabels.length + 44,
  };
}

/** A number as a cell has room for it; none where there is too little. */
function numberIn(cell: number, value: number): string {
  const tries = [
    shortNumber(value, 3),
    ...(Math.abs(value) >= 1000 && Math.abs(value) < 1e5 ? [`${shortNumber(value / 1000, 2)}k`] : []),
    shortNumber(value, 2),
    value.toExponential(0).replaceAll('-', '−').replace('e+', 'e'),
  ];
  return tries.find((words) => textWidth(words, sizes.tick) < cell - 4) ?? '';
}

const titleOf = ({ title, xTitle, yTitle }: ValueMap): string =>
  `${title}, by ${yTitle} (up) and ${xTitle} (right)`;

/** Px that a title may ask for. */
const mostTitle = 420;

function mapAt(map: ValueMap, size: MapSize, x0: number, y0: number, theme: Theme): string[] {
  const { xTitle, xLabels, yLabels, values, marks = [] } = map;
  const { axis, cell, scale, width } = size;
  const [left, top] = [x0 + axis, y0 + titleHeight];
  const bottom = top + cellHeight * yLabels.length;
  const palette = viridis(256);
  const row = (y: number): number => bottom - (y + 1) * cellHeight;
  const style = { size: sizes.tick, fill: theme.muted } as const;
  const cells = values.flatMap((column, x) =>
    column.flatMap((value, y) => {
      const place = { x: left + x * cell, y: row(y), width: cell - 1, height: cellHeight - 1 };
      if (value === undefined)
        return [element('rect', { ...place, fill: theme.faint, 'fill-opacity': '0.4' })];
      const colour = Math.round(scale.place(value) * 255);
      const [r, g, b] = palette.subarray(3 * colour, 3 * colour + 3);
      const ink = colour > 140 ? '#1f2328' : '#ffffff';
      return [
        element('rect', { ...place, fill: `rgb(${r},${g},${b})` }),
        text(place.x + cell / 2, place.y + cellHeight / 2 + 4, numberIn(cell, value), {
          size: sizes.tick,
          fill: ink,
          anchor: 'middle',
        }),
      ];
    }),
  );
  return [
    text(x0, y0 + 12, fitted(titleOf(map), width, sizes.name, true), {
      ...{ size: sizes.name, fill: theme.ink, bold: true },
    }),
    ...cells,
    ...marks.map(([x, y]) =>
      element('rect', {
        ...{ x: left + x * cell + 1.5, y: row(y) + 1.5, width: cell - 4, height: cellHeight - 4 },
        ...{ fill: 'none', stroke: theme.lines[1]!, 'stroke-width': 2.5 },
      }),
    ),
    ...yLabels.map((label, y) =>
      text(left - 8, row(y) + cellHeight / 2 + 4, label, { ...style, anchor: 'end' }),
    ),
    ...valueLabels(
      xLabels,
      xLabels.map((_, x) => left + (x + 0.5) * cell),
    ).map(({ at, label }) => text(at, bottom + 16, label, { ...style, anchor: 'middle' })),
    text(left + (cell * xLabels.length) / 2, bottom + 36, fitted(xTitle, width - axis, sizes.small), {
      size: sizes.small,
      fill: theme.ink,
      anchor: 'middle',
    }),
    colourBar(scale, left + cell * xLabels.length + 14, top, cellHeight * yLabels.length, theme),
  ];
}
