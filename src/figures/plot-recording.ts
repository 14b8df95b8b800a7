/** The figures of a recording, as files. */
import { RecordingError, ScenarioError } from '../errors.ts';
import type { RecordingHeader } from '../record/format.ts';
import type { Frame } from '../record/frame.ts';
import { abstractionInWords } from '../record/recorded-abstraction.ts';
import type { Recording } from '../record/recording.ts';
import { type Film, type FilmReel, filmPixels, filmReel } from './film.ts';
import { type Grid, type Size, shrunk, speciesGrid } from './heat-map.ts';
import type { Series } from './lines.ts';
import { type SnapshotRow, snapshotPixels, snapshotsSvg } from './snapshots.ts';
import type { Theme } from './theme.ts';
import { timeSeriesSvg } from './time-series.ts';
import { pngAndSvg, writeFigures } from './write-figures.ts';

/** What the figures want to know of a recording. */
export type Drawable = Pick<Recording, 'species' | 'frames' | 'times' | 'shape' | 'scalars'> & {
  readonly header: Pick<
    RecordingHeader,
    'scenario' | 'seed' | 'timeUnit' | 'kernel' | 'abstraction' | 'fields' | 'view'
  >;
  frame(i: number): Promise<Pick<Frame, 'counts' | 'fields'>>;
};

export interface PlotOptions {
  /** Where the files go and how their names begin: `out/bees` gives `out/bees-snapshots.png`. */
  readonly out: string;
  /** Species and fields to show; default: the first 8. */
  readonly species?: readonly string[];
  /** Times of the snapshots, each taken from the nearest frame; default: 5, evenly spaced. */
  readonly times?: readonly number[];
  /** Colours of the figures. Default light. */
  readonly theme?: Theme;
}

const mostRows = 8;
const mostPanels = 4;
/** Curves in one chart, beyond which nobody can tell them apart. */
const mostCurves = 12;

/** `n` frame numbers, evenly spaced from the first to the last. */
function evenly(frames: number, n: number): number[] {
  if (n === 1 || frames === 1) return [0];
  const all = Array.from({ length: n }, (_, i) => Math.round((i * (frames - 1)) / (n - 1)));
  return [...new Set(all)];
}

/** The frames nearest to some times, in order, none twice. */
function nearest(times: Float64Array, wanted: readonly number[]): number[] {
  const frames = wanted.map((t) =>
    times.reduce((best, time, i) => (Math.abs(time - t) < Math.abs(times[best]! - t) ? i : best), 0),
  );
  return [...new Set(frames)].sort((a, b) => a - b);
}

function shownNames(recording: Drawable, wanted: readonly string[] | undefined): string[] {
  const all = [...recording.species, ...recording.header.fields];
  if (!wanted) return all.slice(0, mostRows);
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new ScenarioError(
      `recording of "${recording.header.scenario}"`,
      `there is no species or field "${unknown}"`,
      `There are ${all.join(', ')}.`,
    );
  return [...wanted];
}

/** Reads frames as grids, no larger than they are drawn: full grids of many frames may not fit memory. */
function gridReader(recording: Drawable, names: readonly string[], pixels: Size) {
  const { species, shape } = recording;
  return async (i: number): Promise<Grid[]> => {
    const { counts, fields } = await recording.frame(i);
    return names.map((name) => {
      const column = species.indexOf(name);
      const grid =
        column >= 0
          ? speciesGrid(counts, shape, column, species.length)
          : { height: shape[0], width: shape[1], values: fields[name]! };
      return shrunk(grid, pixels);
    });
  };
}

function labelOf({ header }: Drawable, name: string): string {
  return header.view?.[name]?.label ?? name;
}

function subtitleOf({ header, shape: [height, width] }: Drawable): string {
  const of = header.abstraction ? ` of ${abstractionInWords(header.abstraction)}` : '';
  return `${width} × ${height} cells · kernel ${header.kernel.kind}${of} · seed ${header.seed}`;
}

async function snapshots(recording: Drawable, options: PlotOptions): Promise<string> {
  const { header, times, frames, shape } = recording;
  const names = shownNames(recording, options.species);
  const chosen = options.times ? nearest(times, options.times) : evenly(frames, 5);
  const read = gridReader(recording, names, snapshotPixels(shape, chosen.length));
  const columns: Grid[][] = [];
  for (const i of chosen) columns.push(await read(i));
  const rows = names.map(
    (name, r): SnapshotRow => ({
      name: labelOf(recording, name),
      grids: columns.map((grids) => grids[r]!),
    }),
  );
  const shown = { times: chosen.map((i) => times[i]!), timeUnit: header.timeUnit, shape, rows };
  return snapshotsSvg({ title: header.scenario, subtitle: subtitleOf(recording), ...shown }, options.theme);
}

function scalars(recording: Drawable, options: PlotOptions): string | undefined {
  const { header, times } = recording;
  const all = Object.entries(recording.scalars());
  const series = all.slice(0, mostCurves).map(([name, values]): Series => {
    const colour = header.view?.[name]?.colour;
    return { name: labelOf(recording, name), values, ...(colour ? { colour } : {}) };
  });
  if (series.length === 0) return undefined;
  const left = all.length > mostCurves ? ` · the first ${mostCurves} of ${all.length} curves` : '';
  const head = { title: header.scenario, subtitle: subtitleOf(recording) + left };
  return timeSeriesSvg({ ...head, times, timeUnit: header.timeUnit, series }, options.theme);
}

/** What of a recording is filmed, and how fast. */
export interface FilmOptions extends Pick<PlotOptions, 'theme'> {
  /** Species and fields to show; default: the first 4. */
  readonly species?: readonly string[];
  /** Pictures, at most. Default 150. */
  readonly filmFrames?: number;
  /** Pictures per second. Default 12. */
  readonly rate?: number;
}

function filmOf(recording: Drawable, options: FilmOptions): Film {
  const { header, times, frames, shape } = recording;
  const names = shownNames(recording, options.species).slice(0, mostPanels);
  const chosen = evenly(frames, Math.min(frames, Math.max(1, options.filmFrames ?? 150)));
  const read = gridReader(recording, names, filmPixels(shape, names.length));
  return {
    title: header.scenario,
    times: chosen.map((i) => times[i]!),
    timeUnit: header.timeUnit,
    shape,
    names: names.map((name) => labelOf(recording, name)),
    grids: (i) => read(chosen[i]!),
    ...(options.rate === undefined ? {} : { rate: options.rate }),
  };
}

/**
 * Draws a recording as a film.
 *
 * @throws RecordingError  the recording has no frames
 * @throws ScenarioError   `species` names what the recording does not have
 */
export async function filmRecording(recording: Drawable, options: FilmOptions = {}): Promise<FilmReel> {
  checkFrames(recording);
  return filmReel(filmOf(recording, options), options.theme);
}

function checkFrames({ frames, header }: Drawable): void {
  if (frames === 0)
    throw new RecordingError(
      header.scenario,
      'the recording has no frames, so there is nothing to draw.',
      'Let the run get past its first frame.',
    );
}

/**
 * Draws a recording: `<out>-snapshots` and `<out>-scalars` as PNG and SVG. No scalars, no
 * scalars figure.
 *
 * @returns the files written, in that order
 * @throws RecordingError  the recording has no frames, or a file cannot be written
 * @throws ScenarioError   `species` names what the recording does not have
 */
export async function plotRecording(recording: Drawable, options: PlotOptions): Promise<string[]> {
  checkFrames(recording);
  const { out } = options;
  const files = pngAndSvg(`${out}-snapshots`, await snapshots(recording, options));
  const curves = scalars(recording, options);
  if (curves !== undefined) files.push(...pngAndSvg(`${out}-scalars`, curves));
  return writeFigures(files);
}
