/** Modes of a law of counts: where trajectories stay, and where one basin ends and the next begins. */

/** A basin of a law: counts from `low` to `high`, both included, around its mode. */
export interface Basin {
  readonly low: number;
  readonly high: number;
  readonly mode: number;
  /** Share of the values that lie in it. */
  readonly mass: number;
}

/** Half width of the smoothing kernel, in units of √count, where Poisson noise is ½ everywhere. */
const bandwidth = 0.6;
/** Grid points per unit of √count. */
const fine = 8;
/** Between two modes the law must fall to this share of the lower one. */
const valley = 0.6;
/** Mass a basin needs. */
const leastMass = 0.02;

/**
 * The basins of a sample, from low to high; one where the law has a single mode.
 *
 * The sample is smoothed on the scale of √count by a Gaussian kernel; peaks that are not
 * separated by a deep enough valley, and basins of little mass, are merged into their neighbours.
 */
export function basinsOf(sample: Int32Array): Basin[] {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < sample.length; i++) {
    most = Math.max(most, sample[i]!);
    least = Math.min(least, sample[i]!);
  }
  const first = Math.sqrt(Math.max(0, least)) - 3 * bandwidth;
  const points = Math.ceil((Math.sqrt(most) + 3 * bandwidth - first) * fine) + 1;
  const density = smoothed(sample, first, points);
  const peaks = prominent(density);
  const ends = peaks.slice(1).map((peak, i) => {
    let lowest = peaks[i]!;
    for (let p = peaks[i]!; p <= peak; p++) if (density[p]! < density[lowest]!) lowest = p;
    return lowest;
  });
  const countAt = (point: number): number => Math.max(0, first + point / fine) ** 2;
  const lows = [least, ...ends.map((end) => Math.floor(countAt(end)) + 1)];
  const masses = lows.map((low, i) => {
    const high = lows[i + 1] ?? Number.POSITIVE_INFINITY;
    let inside = 0;
    for (let k = 0; k < sample.length; k++) if (sample[k]! >= low && sample[k]! < high) inside++;
    return inside / sample.length;
  });
  const basins = lows.map((low, i): Basin => {
    return {
      low,
      high: (lows[i + 1] ?? most + 1) - 1,
      mode: Math.round(countAt(peaks[i]!)),
      mass: masses[i]!,
    };
  });
  return mergedSmall(basins);
}

function smoothed(sample: Int32Array, first: number, points: number): Float64Array {
  const raw = new Float64Array(points);
  for (let i = 0; i < sample.length; i++)
    raw[Math.round((Math.sqrt(Math.max(0, sample[i]!)) - first) * fine)]! += 1 / sample.length;
  const reach = Math.ceil(4 * bandwidth * fine);
  const kernel = Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / fine / bandwidth) ** 2));
  const out = new Float64Array(points);
  for (let p = 0; p < points; p++) {
    if (raw[p] === 0) continue;
    for (let k = -reach; k <= reach; k++)
      if (p + k >= 0 && p + k < points) out[p + k]! += raw[p]! * kernel[Math.abs(k)]!;
  }
  return out;
}

/** Places of the peaks that deep valleys separate. */
function prominent(density: Float64Array): number[] {
  const peaks: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (let p = 0; p < density.length; p++) {
    const here = density[p]!;
    lowest = Math.min(lowest, here);
    if (here < (density[p - 1] ?? 0) || here <= (density[p + 1] ?? 0)) continue;
    const last = peaks.at(-1);
    if (last !== undefined && lowest > valley * Math.min(density[last]!, here)) {
      if (here > density[last]!) peaks[peaks.length - 1] = p;
      else continue;
    } else peaks.push(p);
    lowest = here;
  }
  return peaks;
}

/** Basins of little mass go to the neighbour that has less of it to lose by. */
function mergedSmall(basins: readonly Basin[]): Basin[] {
  const out = [...basins];
  while (out.length > 1) {
    const small = out.findIndex((b) => b.mass < leastMass);
    if (small < 0) break;
    const [below, above] = [out[small - 1], out[small + 1]];
    const into = below && (!above || below.mass >= above.mass) ? small - 1 : small + 1;
    const [a, b] = [out[Math.min(small, into)]!, out[Math.max(small, into)]!];
    const mode = out[into]!.mode;
    out.splice(Math.min(small, into), 2, { low: a.low, high: b.high, mode, mass: a.mass + b.mass });
  }
  return out;
}
