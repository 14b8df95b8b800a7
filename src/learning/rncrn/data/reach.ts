/**
 * How far from a curve every point still has one nearest point on it. Arrows further out
 * contradict each other. Source: Federer, Trans. Amer. Math. Soc. 1959, doi 10.2307/1993504,
 * theorem 4.18: reach = inf |q − p|² / (2·distance of q from the tangent at p).
 */
import { type Curve, curveLength, distance } from './curve.ts';

/** Sees tight bends and branches that come close alike. Quadratic in the number of points. */
export function curveReach(curve: Curve): number {
  const { dimensions: d, points } = curve;
  const count = curveLength(curve);
  const tangent = new Float64Array(d);
  let reach = Number.POSITIVE_INFINITY;
  for (let p = 0; p < count; p++) {
    const norm = tangentAt(curve, p, tangent);
    for (let q = 0; q < count; q++) {
      if (q === p) continue;
      let [far, along] = [0, 0];
      for (let k = 0; k < d; k++) {
        const step = points[q * d + k]! - points[p * d + k]!;
        far += step * step;
        along += step * tangent[k]!;
      }
      const off = far - (along * along) / norm;
      // Straight on: only rounding is off the tangent.
      if (off > 1e-12 * far) reach = Math.min(reach, far / (2 * Math.sqrt(off)));
    }
  }
  return reach;
}

/** Of the parabola through a point and its neighbours, however far apart they are. @returns its square */
function tangentAt(curve: Curve, p: number, out: Float64Array): number {
  const { dimensions: d, points, closed } = curve;
  const count = curveLength(curve);
  const before = p > 0 ? p - 1 : closed ? count - 1 : p;
  const after = p < count - 1 ? p + 1 : closed ? 0 : p;
  const [back, ahead] = [distance(points, before, p, d), distance(points, p, after, d)];
  // At an open end one of the two is the point itself, and the other decides alone.
  const weightBack = back > 0 ? (ahead || 1) / back : 0;
  const weightAhead = ahead > 0 ? (back || 1) / ahead : 0;
  let norm = 0;
  for (let k = 0; k < d; k++) {
    const here = points[p * d + k]!;
    out[k] = weightBack * (here - points[before * d + k]!) + weightAhead * (points[after * d + k]! - here);
    norm += out[k]! ** 2;
  }
  return norm;
}

/** The smallest distance between points of two curves. */
export function curveGap(a: Curve, b: Curve): number {
  const d = a.dimensions;
  let gap = Number.POSITIVE_INFINITY;
  for (let p = 0; p < a.points.length; p += d)
    for (let q = 0; q < b.points.length; q += d) {
      let far = 0;
      for (let k = 0; k < d; k++) far += (a.points[p + k]! - b.points[q + k]!) ** 2;
      gap = Math.min(gap, far);
    }
  return Math.sqrt(gap);
}
