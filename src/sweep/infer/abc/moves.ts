/**
 * How the points of one generation become proposals of the next: one is taken by its weight and moved by a Gaussian
 * with twice the points' covariance (Beaumont et al., Biometrika 96 (2009), doi 10.1093/biomet/asp052; Filippi et al.,
 * Stat. Appl. Genet. Mol. Biol. 12 (2013), doi 10.1515/sagmb-2012-0069). All in shares of the prior's ranges, where
 * the prior is 1 inside the unit cube and 0 outside.
 */
import type { Stream } from '../../../numerics/streams.ts';
import { factorise, weightedCovariance } from '../covariance.ts';

export class Moves {
  readonly #d: number;
  readonly #points: Float64Array;
  readonly #weights: Float64Array;
  /** Sums of the weights up to each point. */
  readonly #upTo: Float64Array;
  /** Of twice the covariance, lower triangle, shape [d, d]. */
  readonly #factor: Float64Array;
  /** The points where the Gaussian is round, shape [points, d]. */
  readonly #round: Float64Array;
  readonly #noise: Float64Array;

  /**
   * @param points   shape [points, d]
   * @param weights  shape [points], sum 1
   * @param how      `full`: the whole covariance; `each`: without what parameters have in common
   */
  constructor(points: Float64Array, weights: Float64Array, how: 'full' | 'each') {
    const d = points.length / weights.length;
    this.#d = d;
    this.#points = points;
    this.#weights = weights;
    let sum = 0;
    this.#upTo = weights.map((w) => (sum += w));
    const covariance = weightedCovariance(points, weights).map((c) => 2 * c);
    if (how === 'each') for (let i = 0; i < d * d; i++) if (i % (d + 1) !== 0) covariance[i] = 0;
    this.#factor = factorise(covariance, d);
    this.#round = new Float64Array(points.length);
    for (let i = 0; i < weights.length; i++) this.#toRound(points, i * d, this.#round, i * d);
    this.#noise = new Float64Array(d);
  }

  /**
   * Draws a proposal into `out`, shape [d]. One outside the prior is drawn anew, with another point to come from: so
   * proposals have the density of {@link weightOf} but for a factor that all share.
   */
  propose(stream: Stream, out: Float64Array): void {
    const d = this.#d;
    do {
      const from = this.#pick(stream.uniform()) * d;
      for (let k = 0; k < d; k++) this.#noise[k] = stream.normal();
      for (let k = 0; k < d; k++) {
        let moved = this.#points[from + k]!;
        for (let j = 0; j <= k; j++) moved += this.#factor[k * d + j]! * this.#noise[j]!;
        out[k] = moved;
      }
    } while (out.some((u) => !(u >= 0 && u < 1)));
  }

  /** Prior over proposal density, but for a factor that all points share. */
  weightOf(point: Float64Array): number {
    const d = this.#d;
    const at = this.#noise;
    this.#toRound(point, 0, at, 0);
    let density = 0;
    for (let i = 0; i < this.#weights.length; i++) {
      let square = 0;
      for (let k = 0; k < d; k++) square += (at[k]! - this.#round[i * d + k]!) ** 2;
      density += this.#weights[i]! * Math.exp(-0.5 * square);
    }
    return 1 / density;
  }

  #pick(u: number): number {
    const sums = this.#upTo;
    const wanted = u * sums.at(-1)!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Solves factor · out = point. */
  #toRound(point: Float64Array, from: number, out: Float64Array, to: number): void {
    const d = this.#d;
    for (let k = 0; k < d; k++) {
      let rest = point[from + k]!;
      for (let j = 0; j < k; j++) rest -= this.#factor[k * d + j]! * out[to + j]!;
      out[to + k] = rest / this.#factor[k * d + k]!;
    }
  }
}
