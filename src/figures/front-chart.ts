/** Accuracy against speed: one dot for each network, those worth a choice joined by steps. */
import { scaleLinear } from 'd3-scale';
import type { Box } from './axes.ts';
import { coordinate, element, line, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { shortNumber, textWidth } from './words.ts';

export interface FrontPoint {
  readonly name: string;
  readonly loss: number;
  readonly microseconds: number;
  /** Is no other point better in one and not worse in the other? */
  readonly front: boolean;
}

export interface FrontChart {
  readonly title: string;
  readonly subtitle: string;
  /** What the loss is: `held-out loss (nats)`. */
  readonly lossTitle: string;
  readonly points: readonly FrontPoint[];
}

const [chartWidth, chartHeight] = [560, 340];
/** White space between the outermost points and the frame, as a share of the range. */
const slack = 0.12;

/** Around all values; never empty. */
function around(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? slack * (high - low) : Math.max(Math.abs(high), 1) * slack;
  return [low - room, high + room];
}

/** The figure as SVG: the loss upwards, microseconds per row to the right. */
export function frontChartSvg(
  { title, subtitle, lossTitle, points }: FrontChart,
  theme: Theme = light,
): string {
  const losses = around(points.map(({ loss }) => loss));
  const [, slowest] = around(points.map(({ microseconds }) => microseconds));
  const y = scaleLinear(losses, [0, -chartHeight]);
  const yTicks = y.ticks(6);
  const numbers = Math.max(...yTicks.map((value) => textWidth(shortNumber(value), sizes.tick)));
  const frame: Box = { x: margin + numbers + 8, y: margin + 84, width: chartWidth, height: chartHeight };
  const bottom = frame.y + frame.height;
  const x = scaleLinear([0, slowest], [frame.x, frame.x + frame.width]);
  const muted = { size: sizes.tick, fill: theme.muted } as const;
  const small = { size: sizes.small, fill: theme.ink } as const;
  const body = [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    text(margin, frame.y - 14, lossTitle, small),
    ...yTicks.flatMap((value) => [
      line(frame.x, bottom + y(value), frame.x + frame.width, bottom + y(value), theme.faint),
      text(frame.x - 8, bottom + y(value) + sizes.tick * 0.36, shortNumber(value), {
        ...muted,
        anchor: 'end',
      }),
    ]),
    line(frame.x, bottom, frame.x + frame.width, bottom, theme.muted),
    ...x
      .ticks(8)
      .flatMap((value) => [
        line(x(value), bottom, x(value), bottom + 4, theme.muted),
        text(x(value), bottom + 18, shortNumber(value), { ...muted, anchor: 'middle' }),
      ]),
    text(frame.x + frame.width / 2, bottom + 38, 'microseconds per row', { ...small, anchor: 'middle' }),
  ];
  const place = (p: FrontPoint) => ({ ...p, x: x(p.microseconds), y: bottom + y(p.loss) });
  const placed = points.map(place);
  const front = placed.filter((p) => p.front).sort((a, b) => a.x - b.x);
  const [first, ...others] = front;
  if (first) {
    const steps = others.map((p) => `H${coordinate(p.x)}V${coordinate(p.y)}`).join('');
    body.push(
      element('path', {
        d: `M${coordinate(first.x)} ${coordinate(first.y)}${steps}`,
        fill: 'none',
        stroke: theme.lines[0]!,
        'stroke-width': 1.5,
      }),
    );
  }
  const taken: Box[] = placed.map((p) => ({ x: p.x - 5, y: p.y - 5, width: 10, height: 10 }));
  let right = frame.x + frame.width;
  for (const p of placed) {
    const fill = p.front ? theme.lines[0]! : theme.background;
    const stroke = p.front ? theme.lines[0]! : theme.muted;
    body.push(element('circle', { cx: p.x, cy: p.y, r: 4.5, fill, stroke, 'stroke-width': 1.5 }));
    const label = besideDot(p, textWidth(p.name, sizes.small), taken);
    taken.push(label);
    right = Math.max(right, label.x + label.width);
    body.push(text(label.x, label.y + sizes.small, p.name, { size: sizes.small, fill: theme.ink }));
  }
  const titles = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  return svgDocument(Math.max(right, margin + titles) + margin, bottom + 46 + margin, theme.background, body);
}

/** Room for a name above the line right of its dot, or the nearest that no dot or name has taken. */
function besideDot({ x, y }: { x: number; y: number }, width: number, taken: readonly Box[]): Box {
  const height = sizes.small + 4;
  for (let k = 0; ; k++) {
    const off = (k % 2 === 0 ? -1 : 1) * Math.ceil(k / 2) * height;
    const box = { x: x + 6, y: y - height - 4 + off, width, height };
    const meets = (b: Box) =>
      box.x < b.x + b.width && b.x < box.x + width && box.y < b.y + b.height && b.y < box.y + height;
    if (!taken.some(meets)) return box;
  }
}
