/**
 * Bifurcation diagrams: equilibria over a parameter, full where stable, dashed where not; the extents of cycles and
 * their period; the names of the points where that changes. And the curves of such points over two parameters.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { CycleBranch } from '../../numerics/continuation/cycles/cycle-branch.ts';
import type { Diagram } from '../../numerics/continuation/diagram.ts';
import type { Locus } from '../../numerics/continuation/loci.ts';
import { type Box, type Scale, timeAxis, timeAxisHeight, valueAxis } from '../axes.ts';
import { coordinate, element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { textWidth } from '../words.ts';

export interface DiagramFigure {
  readonly title: string;
  readonly parameter: string;
  readonly range: readonly [number, number];
  /** Variables to show, one chart each, and their numbers among those of the diagram. */
  readonly variables: readonly { readonly name: string; readonly index: number }[];
  readonly diagram: Diagram;
  /** A logarithmic axis of the parameter. Default no. */
  readonly logarithmic?: boolean;
}

const [width, height] = [620, 210];
const [titleHeight, legendHeight, gap] = [24, 28, 20];
const axisWidth = 52;

interface Stretch {
  readonly x: number[];
  readonly y: number[];
  readonly stable: boolean;
}

/** The figure as SVG: a chart for each variable, and one of the periods where there are cycles. */
export function bifurcationSvg(figure: DiagramFigure, theme: Theme = light): string {
  const { diagram, variables, title } = figure;
  const top = margin + 20 + legendHeight;
  const charts = [
    ...variables.map(({ name, index }) => ({ name, ...ofVariable(diagram, index) })),
    ...(diagram.cycles.length > 0 ? [{ name: 'period', ...ofPeriods(diagram) }] : []),
  ];
  const step = titleHeight + height + gap;
  const body = [
    text(margin, margin + 4, title, { size: sizes.title, fill: theme.ink, bold: true }),
    ...legend(diagram.cycles.length > 0, theme),
    ...charts.flatMap((chart, i) => {
      const box: Box = { x: margin + axisWidth, y: top + titleHeight + i * step, width, height };
      return drawn(chart, box, figure, i === charts.length - 1, theme);
    }),
  ];
  const total = top + charts.length * step - gap + timeAxisHeight;
  const wide = Math.max(axisWidth + width, textWidth(title, sizes.title, true));
  return svgDocument(2 * margin + wide, total + margin, theme.background, body);
}

interface Chart {
  readonly name: string;
  readonly equilibria: readonly Stretch[];
  readonly cycles: readonly Stretch[];
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly name: string;
    readonly kind: string;
  }[];
  readonly lines: readonly { readonly x: number; readonly name: string }[];
}

function ofVariable({ branches, cycles }: Diagram, index: number): Omit<Chart, 'name'> {
  return {
    equilibria: branches.flatMap(({ points }) =>
      stretches(
        points,
        (p) => p.state[index]!,
        (p) => p.unstable === 0,
      ),
    ),
    cycles: cycles.flatMap(({ points }) =>
      (['least', 'greatest'] as const).flatMap((end) =>
        stretches(
          points,
          (p) => p[end][index]!,
          (p) => p.stable,
        ),
      ),
    ),
    marks: branches.flatMap(({ special }) =>
      special.map((s) => ({
        x: s.parameter,
        y: s.state[index]!,
        name: `${s.kind} ${short(s.parameter)}`,
        kind: s.kind,
      })),
    ),
    lines: endLines(cycles),
  };
}

function ofPeriods({ cycles }: Diagram): Omit<Chart, 'name'> {
  return {
    equilibria: [],
    cycles: cycles.flatMap(({ points }) =>
      stretches(
        points,
        (p) => p.period,
        (p) => p.stable,
      ),
    ),
    marks: [],
    lines: endLines(cycles),
  };
}

/** Where cycles end at an equilibrium. */
function endLines(cycles: readonly CycleBranch[]): Chart['lines'] {
  return cycles.flatMap(({ ends }) =>
    ends.flatMap((end) =>
      end.kind === 'SNIC' || end.kind === 'homoclinic'
        ? [{ x: end.parameter, name: `${end.kind} ${short(end.parameter)}` }]
        : [],
    ),
  );
}

/** Pieces of one stability, each beginning where the last ends. */
function stretches<P extends { readonly parameter: number }>(
  points: readonly P[],
  value: (point: P) => number,
  isStable: (point: P) => boolean,
): Stretch[] {
  const out: Stretch[] = [];
  points.forEach((point, k) => {
    const stable = isStable(point);
    let last = out.at(-1);
    if (!last || last.stable !== stable) {
      const before = points[k - 1];
      last = before ? { x: [before.parameter], y: [value(before)], stable } : { x: [], y: [], stable };
      out.push(last);
    }
    last.x.push(point.parameter);
    last.y.push(value(point));
  });
  return out;
}

function drawn(chart: Chart, box: Box, figure: DiagramFigure, withAxis: boolean, theme: Theme): string[] {
  const [left, right] = figure.range;
  const ends = [box.x, box.x + box.width];
  const x = figure.logarithmic
    ? (scaleLog([left, right], ends) as unknown as Scale)
    : scaleLinear([left, right], ends);
  const values = [...chart.equilibria, ...chart.cycles].flatMap((s) => s.y).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.08 * (high - low) : Math.max(1, Math.abs(high)) * 0.1;
  const y = scaleLinear([low - room, high + room], [box.y + box.height, box.y]);
  const bottom = box.y + box.height;
  return [
    text(box.x, box.y - 8, chart.name, { size: sizes.small, fill: theme.ink, bold: true }),
    ...valueAxis(y, box, theme),
    ...(withAxis
      ? timeAxis(x, box, figure.parameter, theme)
      : [line(box.x, bottom, box.x + box.width, bottom, theme.muted)]),
    ...chart.lines.flatMap((mark) => [
      element('line', {
        ...{ x1: x(mark.x), x2: x(mark.x), y1: box.y, y2: bottom },
        ...{ stroke: theme.muted, 'stroke-dasharray': '2 3' },
      }),
      label(x(mark.x), box.y + 10, mark.name, box, theme),
    ]),
    ...chart.equilibria.map((stretch) => drawnStretch(stretch, x, y, theme.lines[0]!)),
    ...chart.cycles.map((stretch) => drawnStretch(stretch, x, y, theme.lines[1]!)),
    ...chart.marks.flatMap((mark) => [
      dot(mark.kind, x(mark.x), y(mark.y), theme),
      label(x(mark.x), y(mark.y) - 8, mark.name, box, theme),
    ]),
  ];
}

/** Full where stable, thin and dashed where not. */
function drawnStretch({ x: xs, y: ys, stable }: Stretch, x: Scale, y: Scale, stroke: string): string {
  const [low, high] = x.domain() as [number, number];
  const points = xs.flatMap((value, k) =>
    value >= low && value <= high ? [`${coordinate(x(value))} ${coordinate(y(ys[k]!))}`] : [],
  );
  if (points.length < 2) return '';
  const look = stable ? { 'stroke-width': 2.25 } : { 'stroke-width': 1.25, 'stroke-dasharray': '5 4' };
  return element('path', {
    d: `M${points.join('L')}`,
    fill: 'none',
    stroke,
    ...look,
    'stroke-linejoin': 'round',
  });
}

/** A disc for a fold, a ring for a Hopf point, a square for a branch point. */
function dot(kind: string, cx: number, cy: number, theme: Theme): string {
  if (kind === 'branch point')
    return element('rect', { x: cx - 4, y: cy - 4, width: 8, height: 8, fill: theme.ink });
  const fill = kind === 'fold' ? theme.ink : theme.background;
  return element('circle', { cx, cy, r: 4.5, fill, stroke: theme.ink, 'stroke-width': 1.75 });
}

/** Beside a place, on the side where there is room; what lies beneath is dimmed. */
function label(x: number, y: number, name: string, box: Box, theme: Theme): string {
  const width = textWidth(name, sizes.small);
  const onLeft = x + 10 + width > box.x + box.width;
  const [at, base] = [onLeft ? x - 8 : x + 8, Math.max(y, box.y + 10)];
  const shade = element('rect', {
    ...{ x: (onLeft ? at - width : at) - 2, y: base - 10, width: width + 4, height: 13 },
    ...{ fill: theme.background, 'fill-opacity': '0.75' },
  });
  const style = { size: sizes.small, fill: theme.ink, anchor: onLeft ? 'end' : 'start' } as const;
  return shade + text(at, base, name, style);
}

function legend(withCycles: boolean, theme: Theme): string[] {
  const kinds = [
    { name: 'stable', stroke: theme.lines[0]!, width: 2.25, dash: undefined },
    { name: 'unstable', stroke: theme.lines[0]!, width: 1.25, dash: '5 4' },
    ...(withCycles
      ? [{ name: 'cycles: least, greatest', stroke: theme.lines[1]!, width: 2.25, dash: undefined }]
      : []),
  ];
  let at = margin;
  return kinds.flatMap(({ name, stroke, width: thick, dash }) => {
    const from = at;
    at += 54 + textWidth(name, sizes.small);
    const y = margin + 24;
    return [
      element('line', {
        ...{ x1: from, x2: from + 26, y1: y, y2: y, stroke },
        ...{ 'stroke-width': thick, 'stroke-dasharray': dash },
      }),
      text(from + 33, y + 4, name, { size: sizes.small, fill: theme.ink }),
    ];
  });
}

export interface LociFigure {
  readonly title: string;
  readonly parameters: readonly [string, string];
  readonly ranges: readonly [readonly [number, number], readonly [number, number]];
  readonly loci: readonly Locus[];
}

/** Curves of folds and Hopf points over two parameters, as SVG. */
export function lociSvg({ title, parameters, ranges, loci }: LociFigure, theme: Theme = light): string {
  const box: Box = { x: margin + axisWidth, y: margin + 62, width: 480, height: 380 };
  const x = scaleLinear(ranges[0], [box.x, box.x + box.width]);
  const y = scaleLinear(ranges[1], [box.y + box.height, box.y]);
  const colours = { fold: theme.lines[0]!, Hopf: theme.lines[1]! } as const;
  const kinds = (['fold', 'Hopf'] as const).filter((kind) => loci.some((locus) => locus.kind === kind));
  const body = [
    text(margin, margin + 4, title, { size: sizes.title, fill: theme.ink, bold: true }),
    ...kinds.flatMap((kind, i) => [
      line(margin + 120 * i, margin + 24, margin + 120 * i + 26, margin + 24, colours[kind], 2.25),
      text(margin + 120 * i + 33, margin + 28, kind, { size: sizes.small, fill: theme.ink }),
    ]),
    text(box.x, box.y - 8, parameters[1], { size: sizes.small, fill: theme.ink, bold: true }),
    ...valueAxis(y, box, theme),
    ...timeAxis(x, box, parameters[0], theme),
    ...loci.flatMap(({ kind, points, cusps }) => [
      drawnStretch(
        { x: points.map((p) => p.parameters[0]), y: points.map((p) => p.parameters[1]), stable: true },
        x,
        y,
        colours[kind],
      ),
      ...cusps.flatMap(({ parameters: [p, q] }) => [
        dot('fold', x(p), y(q), theme),
        label(x(p), y(q) - 8, `cusp ${short(p)}, ${short(q)}`, box, theme),
      ]),
    ]),
  ];
  const wide = Math.max(axisWidth + box.width, textWidth(title, sizes.title, true));
  return svgDocument(2 * margin + wide, box.y + box.height + timeAxisHeight + margin, theme.background, body);
}

/** Five digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
