/** Charts of a shared recording: every n-th frame, and the last. */
import { spreadOf } from '../../src/serve/picture/bands.ts';
import { type FramePlanes, knowsPlane } from '../../src/serve/picture/planes-of.ts';
import type { CellRequest, SeriesRequest } from '../../src/serve/protocol/from-page.ts';
import type { Band, CellMessage, Curve, SeriesMessage } from '../../src/serve/protocol/from-server.ts';
import type { SharedRecording } from '../../src/serve/protocol/share-file.ts';

/** Quantiles are dear: fewer points than a line has. */
const bandPoints = 250;

/** Milliseconds of work before the page may draw again. */
const slice = 25;

/** Milliseconds between two tellings of what there is. */
const tellEvery = 400;

function chosen({ times }: SharedRecording, points: number): Curve {
  const every = Math.max(1, Math.ceil(times.length / points));
  const count = Math.ceil(times.length / every);
  const indices = Uint32Array.from({ length: count }, (_, i) => i * every);
  if (count > 0) indices[count - 1] = times.length - 1;
  return { indices, times: Float64Array.from(indices, (i) => times[i]!) };
}

/** Observables over time. */
export function sharedScalars(recording: SharedRecording, points: number): SeriesMessage['scalars'] {
  const curve = chosen(recording, points);
  const entries = Object.entries(recording.scalars).map(
    ([name, all]) => [name, Float64Array.from(curve.indices, (i) => all[i]!)] as const,
  );
  return { ...curve, values: Object.fromEntries(entries) };
}

/** One cell over time. */
export function sharedCell(
  recording: SharedRecording,
  { x, y, points }: CellRequest,
): Omit<CellMessage, 'type' | 'run' | 'complete'> {
  const { info, counts, fields } = recording;
  const curve = chosen(recording, points);
  const cell = y * info.width + x;
  const species = info.species.map((_, s) =>
    Float64Array.from(curve.indices, (i) => counts[i]![cell * info.species.length + s]!),
  );
  const signals = info.fields.map(({ name }) =>
    Float64Array.from(curve.indices, (i) => fields[i]![name]![cell]!),
  );
  return { x, y, ...curve, values: [...species, ...signals] };
}

/**
 * Quantiles of planes over time, told as they grow, so that the page goes on drawing meanwhile.
 *
 * @param tell  is told what there is and whether that is all; it answers whether to go on
 */
export function sharedBands(
  recording: SharedRecording,
  request: SeriesRequest,
  frameAt: (index: number) => FramePlanes,
  tell: (bands: SeriesMessage['bands'], complete: boolean) => boolean,
): void {
  const { info } = recording;
  const curve = chosen(recording, Math.min(request.points, bandPoints));
  const names = request.bands.filter((name) => knowsPlane(info, name));
  const length = curve.indices.length;
  const empty = () => new Float64Array(length);
  const bands = names.map((): Band => {
    return { ...curve, low: empty(), middle: empty(), high: empty(), mean: empty() };
  });
  const until = (count: number) =>
    Object.fromEntries(names.map((name, b) => [name, count === length ? bands[b]! : cut(bands[b]!, count)]));

  let told = performance.now();
  function work(from: number): void {
    const began = performance.now();
    let i = from;
    for (; i < length && performance.now() - began < slice; i++) {
      const frame = frameAt(curve.indices[i]!);
      names.forEach((name, b) => {
        const [low, middle, high, mean] = spreadOf(frame.cells(name), info.width);
        const band = bands[b]!;
        [band.low[i], band.middle[i], band.high[i], band.mean[i]] = [low, middle, high, mean];
      });
    }
    const complete = i === length;
    const due = complete || performance.now() - told > tellEvery;
    if (due) told = performance.now();
    if (due && !tell(until(i), complete)) return;
    if (!complete) setTimeout(work, 0, i);
  }
  work(0);
}

function cut(band: Band, count: number): Band {
  const { indices, times, low, middle, high, mean } = band;
  return {
    indices: indices.subarray(0, count),
    times: times.subarray(0, count),
    low: low.subarray(0, count),
    middle: middle.subarray(0, count),
    high: high.subarray(0, count),
    mean: mean.subarray(0, count),
  };
}
