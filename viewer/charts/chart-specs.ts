/** Which charts there are, and their lines: plain data, drawn by `chart.ts`. */
import type { Curve } from '../../src/serve/protocol/from-server.ts';
import type { Named } from '../../src/serve/protocol/run-info.ts';
import { labelOf } from '../picture/panel-specs.ts';
import { besideRun, frontRun, type PageState, type RunView } from '../state/page-state.ts';

export interface ChartLine {
  readonly name: string;
  readonly colour: string;
  /** Of the run next to the one in front. */
  readonly dashed: boolean;
  readonly x: ArrayLike<number>;
  /** NaN where nothing is known. */
  readonly y: ArrayLike<number>;
  /** Shaded, on the same x. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  /** Of the frame on show. */
  readonly now?: number;
}

export interface ChartSpec {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** What all charts show of time. */
  readonly times: readonly [from: number, to: number];
  /** May rare high values be cut off? */
  readonly clips?: boolean;
}

/** A line colour for what has none of its own. */
export type Palette = readonly string[];

/** The whole run where its length is known, so that a growing line does not squeeze what is there. */
export function timeSpan(state: PageState): readonly [number, number] {
  const runs = [frontRun(state), besideRun(state)].filter((run) => run !== undefined);
  const ends = runs.map(({ info, status }) => Math.max(status.time, (info.steps ?? 0) * info.dt));
  const starts = runs.map(({ series }) => series?.scalars.times[0] ?? 0);
  const [from, to] = [Math.min(...starts, ends[0] ?? 0), Math.max(...ends, 0)];
  return [from, to > from ? to : from + 1];
}

const colourOf = (all: readonly Named[], name: string, palette: Palette): string => {
  const place = all.findIndex((named) => named.name === name);
  return all[place]?.colour ?? palette[Math.max(0, place) % palette.length]!;
};

function totals(run: RunView, dashed: boolean, palette: Palette): ChartLine[] {
  const { info, series, frame } = run;
  return info.observables.flatMap(({ name, label }): ChartLine[] => {
    const y = series?.scalars.values[name];
    const now = frame?.scalars[name];
    const line = { name: label ?? name, colour: colourOf(info.observables, name, palette), dashed };
    if (!series || !y) return [{ ...line, x: [], y: [] }];
    return [{ ...line, x: series.scalars.times, y, ...(now === undefined ? {} : { now }) }];
  });
}

/** Colours of planes: those of species and fields in order, sums after them. */
function planeColour({ info }: RunView, plane: string, palette: Palette): string {
  const named = [...info.species, ...info.fields];
  if (named.some(({ name }) => name === plane)) return colourOf(named, plane, palette);
  const sum = info.observables.find(({ of }) => of?.join(' + ') === plane);
  return sum ? colourOf(info.observables, sum.name, palette) : palette[named.length % palette.length]!;
}

function means(run: RunView, planes: readonly string[], dashed: boolean, palette: Palette): ChartLine[] {
  const { info, series, frame } = run;
  return planes.map((plane): ChartLine => {
    const line = { name: labelOf(info, plane), colour: planeColour(run, plane, palette), dashed };
    const band = series?.bands[plane];
    if (!band) return { ...line, x: [], y: [] };
    const total = frame?.planes.get(plane)?.total;
    const now = total === undefined ? {} : { now: total / (info.width * info.height) };
    // Two shades over each other say nothing: the other run has its mean alone.
    const shade = dashed ? {} : { band: { low: band.low, high: band.high } };
    return { ...line, x: band.times, y: band.mean, ...shade, ...now };
  });
}

const scaledBefore = new WeakMap<Float64Array, Float64Array>();

/** The same array for the same numbers, so that a chart sees that nothing is new. */
function scaled(values: Float64Array, factor: number): Float64Array {
  const made = scaledBefore.get(values) ?? values.map((v) => v * factor);
  scaledBefore.set(values, made);
  return made;
}

function pace(
  run: RunView,
  what: 'events' | 'stepSeconds',
  factor: number,
  dashed: boolean,
  palette: Palette,
): ChartLine[] {
  const known = run.series?.pace;
  if (!known) return [];
  const value = run.frame?.pace?.[what];
  const y = scaled(known[what], factor);
  if (y.every(Number.isNaN)) return [];
  const line = { name: what === 'events' ? 'events' : 'ms', colour: palette[0]!, dashed, x: known.times, y };
  return [value === undefined ? line : { ...line, now: value * factor }];
}

/** The charts below the panels. */
export function chartSpecs(state: PageState, palette: Palette): ChartSpec[] {
  const [front, beside] = [frontRun(state), besideRun(state)];
  if (!front) return [];
  const times = timeSpan(state);
  const both = (lines: (run: RunView, dashed: boolean) => ChartLine[]) => [
    ...lines(front, false),
    ...(beside ? lines(beside, true) : []),
  ];
  const { planes } = state.view;
  const charts: ChartSpec[] = [
    { key: 'totals', title: 'totals', times, lines: both((run, dashed) => totals(run, dashed, palette)) },
  ];
  // Of one cell, the mean is the total and there is no spread.
  if (front.info.width * front.info.height > 1) {
    const lines = both((run, dashed) => means(run, planes, dashed, palette));
    charts.push({ key: 'means', title: 'per cell: mean, 10–90 %', times, lines });
  }
  const events = both((run, dashed) => pace(run, 'events', 1, dashed, palette));
  const seconds = both((run, dashed) => pace(run, 'stepSeconds', 1000, dashed, palette));
  if (events.length > 0) charts.push({ key: 'events', title: 'events per step', times, lines: events });
  if (seconds.length > 0)
    charts.push({ key: 'seconds', title: 'time per step', times, lines: seconds, clips: true });
  return charts;
}

/** A pinned cell: every species, then every field. */
export function cellChart(state: PageState, cell: number, palette: Palette): ChartSpec | undefined {
  const run = frontRun(state);
  if (!run) return undefined;
  const { info, frame } = run;
  const [x, y] = [cell % info.width, Math.floor(cell / info.width)];
  const message = run.cells[cell];
  const here = frame?.cells.find((c) => c.x === x && c.y === y);
  const now = here && [...here.counts, ...here.fields];
  const named = [...info.species, ...info.fields];
  const curve: Curve | undefined = message;
  const lines = named.map(({ name, label }, i): ChartLine => {
    const line = { name: label ?? name, colour: colourOf(named, name, palette), dashed: false };
    const drawn = curve ? { x: curve.times, y: message!.values[i]! } : { x: [], y: [] };
    return now?.[i] === undefined ? { ...line, ...drawn } : { ...line, ...drawn, now: now[i]! };
  });
  return { key: `cell ${cell}`, title: `cell (${x}, ${y})`, lines, times: timeSpan(state) };
}
