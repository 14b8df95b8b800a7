/** The grid at a few times: one row per species or field, one column per time. */
import type { Box } from './axes.ts';
import { colourBar, colourBarWidth, embedded } from './colour-bar.ts';
import { type ColourScale, scaleChooser, viridis } from './colour-scale.ts';
import { type Grid, heatMap, type Size, shrunk } from './heat-map.ts';
import { pngBytes } from './png.ts';
import { element, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { fitted, shortNumber, textWidth, withUnit } from './words.ts';

export interface SnapshotRow {
  readonly name: string;
  /** One grid per time, in cells, or already no larger than {@link snapshotPixels}. */
  readonly grids: readonly Grid[];
}

export interface Snapshots {
  readonly title: string;
  readonly subtitle: string;
  readonly times: readonly number[];
  /** '' for none. */
  readonly timeUnit: string;
  /** Rows and columns of the grid in cells. */
  readonly shape: readonly [number, number];
  readonly rows: readonly SnapshotRow[];
}

const gap = 14;
const rowGap = 26;
const widestLabel = 132;
/** Shortest side of a panel, px: a strip thinner than this shows nothing. */
const thinnest = 14;

/** The space one panel may take, px. */
function panelSpace(columns: number): Size {
  const width = Math.min(250, Math.max(96, 860 / columns - gap));
  return { width, height: Math.min(340, 1.6 * width) };
}

/** Size of a panel, px: square cells of whole half pixels, unless they are tiny or the grid is a strip. */
function panelSize([height, width]: readonly [number, number], columns: number): Size {
  const space = panelSpace(columns);
  const fit = Math.min(space.width / width, space.height / height);
  const cell = fit < 1.5 ? fit : Math.floor(2 * fit) / 2;
  return { width: Math.max(thinnest, width * cell), height: Math.max(thinnest, height * cell) };
}

/** Pixels of a panel when the figure is rasterised at zoom 2: the grids need not be larger. */
export function snapshotPixels(shape: readonly [number, number], columns: number): Size {
  const { width, height } = panelSize(shape, columns);
  return { width: Math.round(2 * width), height: Math.round(2 * height) };
}

function picture(grid: Grid, scale: ColourScale, pixels: Size, box: Box, theme: Theme): string {
  const { x, y, width, height } = box;
  const png = pngBytes(heatMap(grid, scale, pixels), viridis(256));
  const frame = {
    x: x - 0.5,
    y: y - 0.5,
    width: width + 1,
    height: height + 1,
    fill: 'none',
    stroke: theme.faint,
  };
  return embedded(png, box) + element('rect', frame);
}

function note({ grids, scale }: { readonly grids: readonly Grid[]; readonly scale: ColourScale }): string {
  if (grids.every(({ values }) => values.every((value) => value === 0))) return 'zero everywhere';
  return scale.kind === 'log' ? 'log colours' : '';
}

/** The grids at the resolution they are drawn in, and the scale of each row. */
function prepared({ rows }: Snapshots, pixels: Size) {
  return rows.map(({ name, grids }) => {
    const drawn = grids.map((grid) => shrunk(grid, pixels));
    const chooser = scaleChooser();
    for (const { values } of drawn) chooser.take(values);
    return { name, grids: drawn, scale: chooser.scale() };
  });
}

/** The figure as SVG: rows share a colour scale, which the bar at their end tells. */
export function snapshotsSvg(snapshots: Snapshots, theme: Theme = light): string {
  const { title, subtitle, times, timeUnit, shape } = snapshots;
  const pixels = snapshotPixels(shape, times.length);
  const rows = prepared(snapshots, pixels);
  const panel = panelSize(shape, times.length);
  const barHeight = Math.max(panel.height, 56);
  const labelWidths = rows.flatMap((row) => [
    textWidth(row.name, sizes.name, true),
    textWidth(note(row), sizes.tick),
  ]);
  const labelWidth = Math.min(widestLabel, Math.max(...labelWidths));
  const headings = times.map((time) => `t = ${withUnit(time, timeUnit)}`);
  const column = Math.max(panel.width, ...headings.map((words) => textWidth(words, sizes.name))) + gap;
  const left = margin + labelWidth + 16;
  const top = margin + 78;
  const barX = left + times.length * column + 6;
  const barWidths = rows.map(({ scale }) => colourBarWidth(scale, barHeight));
  const titleWidth = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const barSpace = Math.max(textWidth('per cell', sizes.tick), ...barWidths);
  const width = Math.max(barX + barSpace, margin + titleWidth) + margin;
  const muted = { size: sizes.tick, fill: theme.muted };

  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    text(barX, top - 12, 'per cell', muted),
  ];
  headings.forEach((words, i) => {
    const x = left + i * column + (column - gap) / 2;
    body.push(text(x, top - 12, words, { size: sizes.name, fill: theme.ink, anchor: 'middle' }));
  });
  rows.forEach((row, r) => {
    const y = top + r * (barHeight + rowGap);
    const middle = y + barHeight / 2;
    const remark = note(row);
    const name = fitted(row.name, labelWidth, sizes.name, true);
    const style = { size: sizes.name, fill: theme.ink, anchor: 'end', bold: true } as const;
    body.push(text(margin + labelWidth, middle + (remark ? -2 : 5), name, style));
    if (remark) body.push(text(margin + labelWidth, middle + 14, remark, { ...muted, anchor: 'end' }));
    row.grids.forEach((grid, i) => {
      const x = left + i * column + (column - gap - panel.width) / 2;
      body.push(picture(grid, row.scale, pixels, { x, y: middle - panel.height / 2, ...panel }, theme));
    });
    body.push(colourBar(row.scale, barX, y, barHeight, theme));
  });

  let bottom = top + rows.length * (barHeight + rowGap) - rowGap;
  const cellsPerPixel = shape[1] / pixels.width;
  if (cellsPerPixel > 1) {
    bottom += 26;
    const words = `Large grid: a pixel is the mean of ${shortNumber(cellsPerPixel ** 2, 2)} cells.`;
    body.push(text(left, bottom, words, muted));
  }
  return svgDocument(width, bottom + margin, theme.background, body);
}
