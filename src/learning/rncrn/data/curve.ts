/** Curves as points in order, from a formula or a freehand drawing. */
import { ScenarioError } from '../../../errors.ts';

export interface Curve {
  /** D. */
  readonly dimensions: number;
  /** Shape [points, D], concentrations, in the order in which the curve is run through. */
  readonly points: Float64Array;
  /** Whether the last point leads to the first. */
  readonly closed: boolean;
}

/** How many points a curve has. */
export function curveLength({ points, dimensions }: Curve): number {
  return points.length / dimensions;
}

/** A curve at given values of its parameter. @throws ScenarioError */
export function tracedCurve(
  at: (t: number) => readonly number[],
  parameter: ArrayLike<number>,
  closed: boolean,
): Curve {
  const points = Array.from(parameter, at);
  return checkedCurve({
    dimensions: points[0]?.length ?? 0,
    points: Float64Array.from(points.flat()),
    closed,
  });
}

export interface DrawnOptions {
  readonly closed: boolean;
  /** Distance between the points of the result; 0.01 unless said. */
  readonly spacing?: number;
  /** Passes of a 1-2-1 mean over the result, against a trembling hand; 0 unless said. */
  readonly smoothing?: number;
}

/**
 * A drawing as a curve: its points, however they lie, resampled evenly along its length.
 *
 * @param strokes  shape [points, D], flat
 * @throws ScenarioError for too few points, or a drawing without length
 */
export function drawnCurve(strokes: ArrayLike<number>, dimensions: number, options: DrawnOptions): Curve {
  const { closed, spacing = 0.01, smoothing = 0 } = options;
  const drawn = checkedCurve({
    dimensions,
    points: withoutRepeats(Float64Array.from(strokes), dimensions),
    closed,
  });
  let points = resampled(drawn, spacing);
  for (let pass = 0; pass < smoothing; pass++) points = smoothed({ dimensions, points, closed });
  return checkedCurve({ dimensions, points, closed });
}

/** @throws ScenarioError for fewer than three points, values that are not finite, or the same point twice in a row */
export function checkedCurve(curve: Curve): Curve {
  const { dimensions: d, points, closed } = curve;
  const count = points.length / d;
  if (!Number.isInteger(count) || count < 3 || d < 2)
    throw new ScenarioError(
      'curve',
      `${points.length} numbers in ${d} dimensions`,
      'Give three points or more, in two dimensions or more.',
    );
  for (let p = 0; p < count; p++) {
    if (!points.subarray(p * d, (p + 1) * d).every(Number.isFinite))
      throw new ScenarioError('curve', `point ${p} is not finite`, 'Give concentrations.');
    const next = p + 1 < count ? p + 1 : closed ? 0 : p - 1;
    if (distance(points, p, next, d) === 0)
      throw new ScenarioError('curve', `points ${p} and ${next} are the same`, 'Leave one of them out.');
  }
  return curve;
}

/** Distance between two points of a list, shape [points, d]. */
export function distance(points: Float64Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (points[a * d + k]! - points[b * d + k]!) ** 2;
  return Math.sqrt(sum);
}

function withoutRepeats(points: Float64Array, d: number): Float64Array {
  const kept: number[] = [];
  for (let p = 0; p * d < points.length; p++)
    if (p === 0 || distance(points, p - 1, p, d) > 0) kept.push(...points.subarray(p * d, (p + 1) * d));
  return Float64Array.from(kept);
}

function resampled(curve: Curve, spacing: number): Float64Array {
  const { dimensions: d, points, closed } = curve;
  const corners = curveLength(curve);
  const pieces = closed ? corners : corners - 1;
  const lengths = Array.from({ length: pieces }, (_, p) => distance(points, p, (p + 1) % corners, d));
  const whole = lengths.reduce((a, b) => a + b, 0);
  const steps = Math.max(3, Math.round(whole / spacing));
  const out = new Float64Array((closed ? steps : steps + 1) * d);
  let [piece, before] = [0, 0];
  for (let i = 0; i * d < out.length; i++) {
    const along = (whole * i) / steps;
    while (piece < pieces - 1 && before + lengths[piece]! <= along) before += lengths[piece++]!;
    const share = Math.min(1, (along - before) / lengths[piece]!);
    const next = (piece + 1) % corners;
    for (let k = 0; k < d; k++)
      out[i * d + k] = points[piece * d + k]! * (1 - share) + points[next * d + k]! * share;
  }
  return out;
}

/** Ends of an open curve stay where they are. */
function smoothed(curve: Curve): Float64Array {
  const { dimensions: d, points, closed } = curve;
  const count = curveLength(curve);
  return points.map((value, i) => {
    const [p, k] = [Math.floor(i / d), i % d];
    if (!closed && (p === 0 || p === count - 1)) return value;
    const [before, after] = [(p + count - 1) % count, (p + 1) % count];
    return (points[before * d + k]! + 2 * value + points[after * d + k]!) / 4;
  });
}
