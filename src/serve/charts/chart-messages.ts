/** The charts of a run as messages: what is known so far, thinned to what a chart can show. */

import type { CellRequest, SeriesRequest } from '../protocol/from-page.ts';
import type { Band, CellMessage, Curve, SeriesMessage } from '../protocol/from-server.ts';
import type { Columns } from '../source.ts';
import type { Watched } from '../watched.ts';
import type { Track } from './track.ts';

/** Some points of a track: their frames and times, and a column for each number. */
function curveOf(
  track: Track,
  times: ArrayLike<number>,
  points: number,
): Curve & { columns: Float64Array[] } {
  const chosen = track.chosen(points);
  const indices = Uint32Array.from(chosen, (i) => track.indices[i]!);
  const width = chosen.length > 0 ? track.row(chosen[0]!).length : 0;
  const columns = Array.from({ length: width }, (_, c) => Float64Array.from(chosen, (i) => track.row(i)[c]!));
  return { indices, times: Float64Array.from(indices, (i) => times[i]!), columns };
}

const noNumbers = new Float64Array(0);

function bandOf(track: Track, times: ArrayLike<number>, points: number): Band {
  const { indices, times: at, columns } = curveOf(track, times, points);
  const [low = noNumbers, middle = noNumbers, high = noNumbers, mean = noNumbers] = columns;
  return { indices, times: at, low, middle, high, mean };
}

/** Where an array is least and greatest between two places, the earlier one first. */
function extremes(values: ArrayLike<number>, from: number, to: number): [number, number] {
  let [least, greatest] = [from, from];
  for (let i = from; i < to; i++) {
    if (values[i]! < values[least]!) least = i;
    if (values[i]! > values[greatest]!) greatest = i;
  }
  return [Math.min(least, greatest), Math.max(least, greatest)];
}

/**
 * All frames where there is room; else two points for every so many frames, the least and the greatest value
 * among them in the order in which they came: no spike is lost. The last frame is a point of its own.
 */
export function thinnedScalars(
  { times, scalars }: Columns,
  frames: number,
  points: number,
): SeriesMessage['scalars'] {
  let stride = 1;
  while ((stride === 1 ? frames : 2 * Math.ceil(frames / stride) + 1) > points) stride *= 2;
  const places: number[] = [];
  /** Where each stretch of frames is shown, and where it ends. */
  const pairs: { first: number; from: number; to: number }[] = [];
  for (let from = 0; from < frames; from += stride) {
    const to = Math.min(frames, from + stride);
    const middle = from + Math.floor((to - from) / 2);
    if (middle > from && (to - from > 2 || stride === 2)) {
      pairs.push({ first: places.length, from, to });
      places.push(from, middle);
    } else places.push(from);
  }
  if (frames > 0 && places.at(-1) !== frames - 1) places.push(frames - 1);
  const thinned = (all: ArrayLike<number>): Float64Array => {
    const out = Float64Array.from(places, (i) => all[i]!);
    for (const { first, from, to } of pairs) {
      const [earlier, later] = extremes(all, from, to);
      out[first] = all[earlier]!;
      out[first + 1] = all[later]!;
    }
    return out;
  };
  return {
    indices: Uint32Array.from(places),
    times: Float64Array.from(places, (i) => times[i]!),
    values: Object.fromEntries(Object.entries(scalars).map(([name, all]) => [name, thinned(all)])),
  };
}

/** The charts a page asked for, as far as they are known. */
export function seriesMessage(run: Watched, { bands, points }: SeriesRequest): SeriesMessage {
  const columns = run.source.columns();
  const { frames } = run.source.status();
  const tracks = bands.map((plane) => [plane, run.survey.band(plane)] as const);
  const pace = curveOf(run.paces, columns.times, points);
  return {
    type: 'series',
    run: run.source.info.id,
    scalars: thinnedScalars(columns, frames, points),
    bands: Object.fromEntries(tracks.map(([plane, track]) => [plane, bandOf(track, columns.times, points)])),
    ...(pace.indices.length > 0
      ? {
          pace: {
            indices: pace.indices,
            times: pace.times,
            stepSeconds: pace.columns[0]!,
            events: pace.columns[1]!,
          },
        }
      : {}),
    complete: run.survey.complete,
  };
}

/** The cell a page asked for, as far as it is known. */
export function cellMessage(run: Watched, { x, y, points }: CellRequest): CellMessage {
  const { indices, times, columns } = curveOf(run.survey.cell(x, y), run.source.columns().times, points);
  return {
    type: 'cell',
    run: run.source.info.id,
    x,
    y,
    indices,
    times,
    values: columns,
    complete: run.survey.complete,
  };
}
