/** Phase portraits side by side: streamlines, solutions drawn over them, and where things rest. */
import { scaleLinear } from 'd3-scale';
import { type Box, type Scale, timeAxis, timeAxisHeight, valueAxis, valueAxisWidth } from '../axes.ts';
import { coordinate, element, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { fitted } from '../words.ts';
import { type Field, type PlaneBox, type Streamline, streamlines } from './streamlines.ts';

export interface PortraitPath {
  /** Shape [points, 2]. */
  readonly points: Float64Array;
  /** Number of its colour in the theme. */
  readonly colour: number;
  /** Default 2. */
  readonly width?: number;
  readonly dashed?: boolean;
}

export interface PortraitMark {
  readonly x: number;
  readonly y: number;
  /** Filled, open, or a small dot. */
  readonly kind: 'stable' | 'unstable' | 'start';
}

export interface PortraitPanel {
  readonly name: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly box: PlaneBox;
  /** Absent: only paths and marks. */
  readonly field?: Field;
  readonly paths: readonly PortraitPath[];
  readonly marks: readonly PortraitMark[];
}

export interface Portraits {
  readonly panels: readonly PortraitPanel[];
  readonly columns: number;
}

const side = 330;
const titleHeight = 26;
const gap = 26;

/** The figure as SVG. */
export function portraitsSvg({ panels, columns }: Portraits, theme: Theme = light): string {
  const axis = 44;
  const [stepX, stepY] = [axis + side + gap, titleHeight + side + timeAxisHeight + gap];
  const body = panels.flatMap((panel, i) => {
    const x = margin + axis + (i % columns) * stepX;
    const y = margin + titleHeight + Math.floor(i / columns) * stepY;
    return drawn(panel, { x, y, width: side, height: side }, theme);
  });
  const [used, rows] = [Math.min(columns, panels.length), Math.ceil(panels.length / columns)];
  const width = 2 * margin + used * stepX - gap;
  return svgDocument(width, 2 * margin + rows * stepY - gap, theme.background, body);
}

function drawn(panel: PortraitPanel, box: Box, theme: Theme): string[] {
  const x: Scale = scaleLinear(panel.box.x, [box.x, box.x + box.width]);
  const y: Scale = scaleLinear(panel.box.y, [box.y + box.height, box.y]);
  const id = `clip-${coordinate(box.x)}-${coordinate(box.y)}`.replaceAll('.', '_');
  const frame = { x: box.x, y: box.y, width: box.width, height: box.height };
  const lines = panel.field ? streamlines(panel.field, panel.box) : [];
  const left = box.x - valueAxisWidth(y, box.height) - 2;
  return [
    text(box.x, box.y - 10, fitted(panel.name, box.width, sizes.name, true), {
      size: sizes.name,
      fill: theme.ink,
      bold: true,
    }),
    ...valueAxis(y, box, theme),
    ...timeAxis(x, box, panel.xTitle, theme),
    text(left, box.y - 10, panel.yTitle, { size: sizes.small, fill: theme.ink, anchor: 'start' }),
    element('clipPath', { id }, element('rect', frame)),
    element(
      'g',
      { 'clip-path': `url(#${id})` },
      ...lines.flatMap((one) => streamline(one, x, y, theme)),
      ...panel.paths.map((path) => pathOf(path, x, y, theme)),
      ...panel.marks.map((mark) => markOf(mark, x, y, theme)),
    ),
    element('rect', { ...frame, fill: 'none', stroke: theme.muted }),
  ];
}

function d(points: Float64Array, x: Scale, y: Scale): string {
  const parts: string[] = [];
  for (let k = 0; k + 1 < points.length; k += 2)
    parts.push(`${coordinate(x(points[k]!))} ${coordinate(y(points[k + 1]!))}`);
  return `M${parts.join('L')}`;
}

/** A thin line with an arrow head in its middle. */
function streamline(points: Streamline, x: Scale, y: Scale, theme: Theme): string[] {
  const thinned = points.filter((_, i) => Math.floor(i / 2) % 4 === 0 || i >= points.length - 2);
  const curve = element('path', {
    d: d(thinned, x, y),
    fill: 'none',
    stroke: theme.muted,
    'stroke-width': 0.9,
    'stroke-opacity': 0.75,
  });
  const at = 2 * Math.floor(points.length / 4);
  const [back, here] = [Math.max(0, at - 4), at];
  const [px, py] = [x(points[here]!), y(points[here + 1]!)];
  const angle = Math.atan2(py - y(points[back + 1]!), px - x(points[back]!));
  const corner = (length: number, turn: number): string =>
    `${coordinate(px + length * Math.cos(angle + turn))} ${coordinate(py + length * Math.sin(angle + turn))}`;
  const head = `M${corner(4, 0)}L${corner(4, 2.5)}L${corner(4, -2.5)}Z`;
  return [curve, element('path', { d: head, fill: theme.muted })];
}

function pathOf(
  { points, colour, width = 2, dashed }: PortraitPath,
  x: Scale,
  y: Scale,
  theme: Theme,
): string {
  if (points.length < 4) return '';
  return element('path', {
    d: d(points, x, y),
    fill: 'none',
    stroke: theme.lines[colour % theme.lines.length]!,
    'stroke-width': width,
    'stroke-dasharray': dashed ? '5 3' : undefined,
    'stroke-linejoin': 'round',
  });
}

function markOf({ x: at, y: height, kind }: PortraitMark, x: Scale, y: Scale, theme: Theme): string {
  const place = { cx: x(at), cy: y(height) };
  if (kind === 'start') return element('circle', { ...place, r: 3, fill: theme.ink });
  return element('circle', {
    ...place,
    r: 5,
    fill: kind === 'stable' ? theme.ink : theme.background,
    stroke: theme.ink,
    'stroke-width': 1.75,
  });
}
