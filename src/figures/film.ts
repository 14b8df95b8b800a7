/** A run as a film: species side by side, one picture per frame, as GIF or animated PNG. */
import { colourBar, colourBarWidth } from './colour-bar.ts';
import { type ColourScale, scaleChooser, viridis } from './colour-scale.ts';
import { type Grid, heatMap, type Size, shrunk } from './heat-map.ts';
import type { FilmImage, IndexedImage, Palette } from './png.ts';
import { type Pixels, rasterPixels } from './raster.ts';
import { element, svgDocument, text } from './svg.ts';
import { dark, margin, sizes, type Theme } from './theme.ts';
import { fitted, textWidth, withUnit } from './words.ts';

export interface Film {
  readonly title: string;
  /** Time of every picture. */
  readonly times: readonly number[];
  readonly timeUnit: string;
  /** Rows and columns of the grid in cells. */
  readonly shape: readonly [number, number];
  /** What the panels show. */
  readonly names: readonly string[];
  /** The panels of picture `i`, in cells, or already no larger than {@link filmPixels}; asked for twice. */
  grids(i: number): Promise<readonly Grid[]>;
  /** Pictures per second. Default 12. */
  readonly rate?: number;
}

export interface FilmReel {
  readonly images: readonly FilmImage[];
  readonly palette: Palette;
}

/** Longest side of a panel, px: two large ones or four smaller ones fill a page. */
const longestSide = (panels: number) => (panels <= 2 ? 320 : 256);
const gap = 26;
/** Time that the last picture stays before the film starts again, ms. */
const rest = 1500;
/** Colours of the ramp; the rest of the 256 shade from background to ink, for text. */
const rampColours = 200;

/** Size of a panel, px: whole pixels per cell, or cells per pixel where the grid is larger. */
export function filmPixels([height, width]: readonly [number, number], panels: number): Size {
  const panelSide = longestSide(panels);
  const longest = Math.max(height, width);
  const cell = longest > panelSide ? panelSide / longest : Math.floor(panelSide / longest);
  // A strip of cells is drawn at least 16 px thick.
  return { width: Math.max(16, Math.round(width * cell)), height: Math.max(16, Math.round(height * cell)) };
}

function parseHex(colour: string): [number, number, number] {
  const hex = Number.parseInt(colour.slice(1), 16);
  return [hex >> 16, (hex >> 8) & 255, hex & 255];
}

function filmPalette(theme: Theme): Palette {
  const palette = new Uint8Array(3 * 256);
  palette.set(viridis(rampColours));
  const from = parseHex(theme.background);
  const to = parseHex(theme.ink);
  const shades = 256 - rampColours;
  for (let i = 0; i < shades; i++)
    for (let c = 0; c < 3; c++)
      palette[3 * (rampColours + i) + c] = Math.round(from[c]! + ((to[c]! - from[c]!) * i) / (shades - 1));
  return palette;
}

/** Maps pixels to the nearest colours of a palette; remembers what it has seen. */
function colourFinder(palette: Palette): (pixels: Pixels) => IndexedImage {
  const seen = new Map<number, number>();
  function nearest(r: number, g: number, b: number): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 256; i++) {
      const distance =
        (palette[3 * i]! - r) ** 2 + (palette[3 * i + 1]! - g) ** 2 + (palette[3 * i + 2]! - b) ** 2;
      if (distance < least) [least, best] = [distance, i];
    }
    return best;
  }
  return ({ width, height, rgba }) => {
    const pixels = new Uint8Array(width * height);
    for (let i = 0; i < pixels.length; i++) {
      const [r, g, b] = [rgba[4 * i]!, rgba[4 * i + 1]!, rgba[4 * i + 2]!];
      const key = (r << 16) | (g << 8) | b;
      let colour = seen.get(key);
      if (colour === undefined) {
        colour = nearest(r, g, b);
        seen.set(key, colour);
      }
      pixels[i] = colour;
    }
    return { width, height, pixels };
  };
}

function paste(from: IndexedImage, onto: IndexedImage, left: number, top: number): void {
  for (let y = 0; y < from.height; y++)
    onto.pixels.set(
      from.pixels.subarray(y * from.width, (y + 1) * from.width),
      (top + y) * onto.width + left,
    );
}

/** Where everything is, px. */
interface Stage {
  readonly width: number;
  readonly height: number;
  readonly panels: readonly { readonly x: number; readonly y: number }[];
  readonly panel: Size;
  /** The strip with title and time. */
  readonly head: number;
}

function stageOf(film: Film, scales: readonly ColourScale[]): Stage {
  const panel = filmPixels(film.shape, film.names.length);
  const barHeight = Math.max(panel.height, 56);
  const head = margin + 26;
  const panels: { x: number; y: number }[] = [];
  let x = margin;
  film.names.forEach((name, i) => {
    panels.push({ x, y: head + 34 });
    const used = panel.width + 10 + colourBarWidth(scales[i]!, barHeight);
    x += Math.ceil(Math.max(used, textWidth(name, sizes.name, true))) + gap;
  });
  const longestTime = Math.max(
    ...film.times.map((t) => textWidth(`t = ${withUnit(t, film.timeUnit)}`, sizes.name)),
  );
  const titleWidth = textWidth(film.title, sizes.title, true) + 30 + longestTime;
  const width = Math.ceil(Math.max(x - gap, margin + titleWidth)) + margin;
  return { width, height: head + 34 + barHeight + 12 + margin, panels, panel, head };
}

/** Everything that stays the same from picture to picture. */
function backdrop(film: Film, stage: Stage, scales: readonly ColourScale[], theme: Theme): string {
  const { panel, panels, width, height } = stage;
  const barHeight = Math.max(panel.height, 56);
  const body = film.names.flatMap((name, i) => {
    const { x, y } = panels[i]!;
    const space = panel.width + 10 + colourBarWidth(scales[i]!, barHeight);
    const words = fitted(name, Math.max(space, 60), sizes.name, true);
    const frame = { x: x - 0.5, y: y - 0.5, width: panel.width + 1, height: panel.height + 1 };
    return [
      text(x, y - 12, words, { size: sizes.name, fill: theme.ink, bold: true }),
      element('rect', { ...frame, fill: 'none', stroke: theme.faint }),
      colourBar(scales[i]!, x + panel.width + 10, y, barHeight, theme),
    ];
  });
  return svgDocument(width, height, theme.background, body);
}

function headStrip(film: Film, i: number, { width, head }: Stage, theme: Theme): string {
  const words = `t = ${withUnit(film.times[i]!, film.timeUnit)}`;
  return svgDocument(width, head, theme.background, [
    text(margin, margin + 12, film.title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(width - margin, margin + 12, words, { size: sizes.name, fill: theme.ink, anchor: 'end' }),
  ]);
}

/** A thin line that grows with time, below the panels. */
function drawProgress(onto: IndexedImage, share: number): void {
  const { width, height, pixels } = onto;
  const length = width - 2 * margin;
  for (const y of [height - margin + 6, height - margin + 7]) {
    const start = y * width + margin;
    pixels.fill(rampColours + 12, start, start + length);
    pixels.fill(255 - 8, start, start + Math.round(share * length));
  }
}

/** Draws every picture. The colour scale of a panel is one for the whole film. */
export async function filmReel(film: Film, theme: Theme = dark): Promise<FilmReel> {
  const pixels = filmPixels(film.shape, film.names.length);
  const choosers = film.names.map(() => scaleChooser());
  for (let i = 0; i < film.times.length; i++)
    (await film.grids(i)).forEach((grid, p) => {
      choosers[p]!.take(shrunk(grid, pixels).values);
    });
  const scales = choosers.map((chooser) => chooser.scale());

  const stage = stageOf(film, scales);
  const palette = filmPalette(theme);
  const find = colourFinder(palette);
  const empty = find(rasterPixels(backdrop(film, stage, scales, theme)));
  const images: FilmImage[] = [];
  const last = film.times.length - 1;
  for (let i = 0; i <= last; i++) {
    const image = { ...empty, pixels: empty.pixels.slice() };
    paste(find(rasterPixels(headStrip(film, i, stage, theme))), image, 0, 0);
    (await film.grids(i)).forEach((grid, p) => {
      const { x, y } = stage.panels[p]!;
      paste(heatMap(shrunk(grid, pixels), scales[p]!, pixels, rampColours), image, x, y);
    });
    drawProgress(image, last === 0 ? 1 : i / last);
    images.push({ image, milliseconds: i === last ? rest : 1000 / (film.rate ?? 12) });
  }
  return { images, palette };
}
