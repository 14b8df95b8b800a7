/** What the curves of a figure are, named along its top. */
import { type LineStyle, lineStyle } from './lines.ts';
import { element, text } from './svg.ts';
import { margin, sizes, type Theme } from './theme.ts';
import { textWidth } from './words.ts';

/** What a legend names and colours: curves of all parts of a figure share these. */
export interface CurveKind {
  readonly name: string;
  /** Number of its colour in the theme. */
  readonly colour: number;
  readonly dashed?: boolean;
  /** Default 1.75. */
  readonly width?: number;
  readonly opacity?: number;
  /** Filled down to zero, without a line. */
  readonly filled?: boolean;
}

export const legendHeight = 26;

/** How curves of a kind are drawn. */
export function styleOf({ colour, dashed }: CurveKind, theme: Theme): LineStyle {
  const style = lineStyle(colour % theme.lines.length, theme);
  return dashed ? { ...style, dash: '5 3' } : style;
}

const sample = 22;

function legendPlaces(kinds: readonly CurveKind[]): number[] {
  let x = margin;
  return kinds.map(({ name }) => {
    const at = x;
    x += sample + 8 + textWidth(name, sizes.small) + 22;
    return at;
  });
}

/** Where the last name of the legend ends, px from the left. */
export function legendEnd(kinds: readonly CurveKind[]): number {
  return (legendPlaces(kinds).at(-1) ?? 0) + sample + 8 + textWidth(kinds.at(-1)?.name ?? '', sizes.small);
}

/** Line of samples and names along the top, {@link legendHeight} px high. */
export function legend(kinds: readonly CurveKind[], theme: Theme): string[] {
  const places = legendPlaces(kinds);
  return kinds.flatMap((kind, i) => {
    const at = places[i]!;
    const style = styleOf(kind, theme);
    const y = margin + 4;
    return [
      kind.filled
        ? element('rect', {
            x: at,
            y: y - 5,
            width: sample,
            height: 10,
            fill: style.colour,
            'fill-opacity': '0.3',
          })
        : element('line', {
            x1: at,
            y1: y,
            x2: at + sample,
            y2: y,
            stroke: style.colour,
            'stroke-width': 2.5,
            'stroke-dasharray': style.dash,
          }),
      text(at + sample + 8, y + 4, kind.name, { size: sizes.small, fill: theme.ink }),
    ];
  });
}
