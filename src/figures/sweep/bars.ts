/** Numbers with intervals as bars: which factor decides, at a glance. */
import { scaleLinear } from 'd3-scale';
import { legend, legendEnd, legendHeight } from '../legend.ts';
import { element, line, svgDocument, text } from '../svg.ts';
import { light, margin, sizes, type Theme } from '../theme.ts';
import { shortNumber, textWidth } from '../words.ts';

export interface Bar {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BarGroup {
  readonly name: string;
  /** One for each kind. */
  readonly bars: readonly Bar[];
}

export interface BarCharts {
  /** What the bars of a group are, in order. */
  readonly kinds: readonly string[];
  readonly charts: readonly { readonly title: string; readonly groups: readonly BarGroup[] }[];
}

const [width, barHeight, groupGap, titleHeight, axisHeight, gap] = [330, 13, 12, 30, 26, 30];

/** The figure as SVG, at most two charts side by side. */
export function barChartsSvg({ kinds, charts }: BarCharts, theme: Theme = light): string {
  const names =
    12 + Math.max(...charts.flatMap(({ groups }) => groups.map((g) => textWidth(g.name, sizes.small))));
  const columns = Math.min(2, charts.length);
  const legendKinds = kinds.map((name, colour) => ({ name, colour, filled: true }));
  const bodyHeight =
    Math.max(...charts.map(({ groups }) => groups.length)) * (kinds.length * barHeight + groupGap);
  const [stepX, stepY] = [names + width + gap, titleHeight + bodyHeight + axisHeight + gap];
  const body = [
    ...legend(legendKinds, theme),
    ...charts.flatMap(({ title, groups }, i) => {
      const [x, y] = [
        margin + (i % columns) * stepX,
        margin + legendHeight + Math.floor(i / columns) * stepY,
      ];
      return [
        text(x, y + 14, title, { size: sizes.name, fill: theme.ink, bold: true }),
        ...bars(groups, x + names, y + titleHeight, bodyHeight, theme),
      ];
    }),
  ];
  const wide = Math.max(2 * margin + columns * stepX - gap, legendEnd(legendKinds) + margin);
  return svgDocument(
    wide,
    2 * margin + legendHeight + Math.ceil(charts.length / columns) * stepY - gap,
    theme.background,
    body,
  );
}

function bars(groups: readonly BarGroup[], x0: number, top: number, height: number, theme: Theme): string[] {
  const ends = groups.flatMap(({ bars: of }) => of.flatMap(({ low, high, value }) => [low, high, value]));
  const x = scaleLinear([Math.min(0, ...ends), Math.max(1e-9, ...ends)], [x0, x0 + width]).nice(5);
  const ticks = x.ticks(5);
  let y = top;
  return [
    ...ticks.flatMap((value) => [
      line(x(value), top, x(value), top + height, value === 0 ? theme.muted : theme.faint),
      text(x(value), top + height + 16, shortNumber(value), {
        size: sizes.tick,
        fill: theme.muted,
        anchor: 'middle',
      }),
    ]),
    ...groups.flatMap(({ name, bars: of }) => {
      const from = y;
      y += of.length * barHeight + groupGap;
      return [
        text(x0 - 8, from + (of.length * barHeight) / 2 + 4, name, {
          size: sizes.small,
          fill: theme.ink,
          anchor: 'end',
        }),
        ...of.flatMap(({ value, low, high }, k) => {
          const at = from + k * barHeight;
          const [left, right] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
          return [
            element('rect', {
              ...{ x: left, y: at, width: Math.max(0.5, right - left), height: barHeight - 2 },
              ...{ fill: theme.lines[k % theme.lines.length]!, 'fill-opacity': '0.75' },
            }),
            line(x(low), at + barHeight / 2 - 1, x(high), at + barHeight / 2 - 1, theme.ink, 1.5),
          ];
        }),
      ];
    }),
  ];
}
