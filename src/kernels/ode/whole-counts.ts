/**
 * Whole counts whose mean is a given state: a draw between the whole states around it.
 *
 * States that a network can reach are n + B·z with whole z, B the Hermite basis of the changes of its reactions;
 * the mean is such a state with z in between. A walk makes z whole, coordinate by coordinate: it goes forth or back
 * along a line that keeps every bound it lies on, as far as the next bound or the next whole coordinate, with the
 * chances that keep the mean. The bounds are: each count stays next to its mean, or, where that cannot be had,
 * at least 0. (Srinivasan 2001, doi 10.1109/SFCS.2001.959935; Gandhi et al. 2006, doi 10.1145/1147954.1147956,
 * for sums; here for any conservation law.)
 *
 * So conservation laws and parities hold exactly, nothing falls below 0, the mean is kept, and chance adds no more
 * to a count than that it is rounded, up or down.
 */
import { eliminate } from '../../crn/eliminate.ts';
import type { Network } from '../../crn/network.ts';
import type { Stream } from '../../numerics/streams.ts';
import { movesOf } from '../learned/lattice/moves.ts';

export class WholeCounts {
  /** The counts drawn, shape [species]. */
  readonly counts: Float64Array;
  /** So near to a whole number counts as whole. */
  readonly #hair: number;
  readonly #rank: number;
  readonly #species: number;
  readonly #basis: Float64Array;
  readonly #pivots: readonly number[];
  /** By coordinate: the least it may be, for no count is below 0. */
  readonly #least: Float64Array;
  /** Species that more than one coordinate moves, or one by other than 1: their bounds must be watched. */
  readonly #watched: readonly number[];
  readonly #z: Float64Array;
  /** Means of the watched species, and between what they must stay. */
  readonly #x: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #way: Float64Array;
  readonly #system: Float64Array;

  /** @param hair  errors of the means to come; nothing smaller is told from a whole number */
  constructor(network: Network, hair: number) {
    const species = network.species.length;
    const { independent, dependent } = eliminate(network.laws, species);
    const order = [...independent, ...dependent.map((d) => d.species)];
    const { rank, basis, solve } = movesOf(network, { kind: 'echelon', order });
    this.counts = new Float64Array(species);
    this.#hair = hair;
    this.#rank = rank;
    this.#species = species;
    this.#basis = Float64Array.from(basis);
    this.#pivots = solve.pivots;
    this.#watched = network.species
      .map((_, s) => s)
      .filter((s) => {
        const row = basis.slice(s * rank, (s + 1) * rank).filter((v) => v !== 0);
        return row.length > 1 || (row.length === 1 && row[0] !== 1);
      });
    const watched = this.#watched.length;
    this.#z = new Float64Array(rank);
    this.#least = new Float64Array(rank);
    this.#x = new Float64Array(watched);
    this.#low = new Float64Array(watched);
    this.#high = new Float64Array(watched);
    this.#way = new Float64Array(rank);
    this.#system = new Float64Array(watched * rank);
  }

  /**
   * Draws whole counts into {@link counts}.
   *
   * @param before  whole counts that the mean was reached from, the row at `at`
   * @param mean    shape [species], ≥ 0
   * @returns       false where none were found: few molecules, whose mean is not that of a law on whole counts
   */
  draw(before: ArrayLike<number>, at: number, mean: Float64Array, stream: Stream): boolean {
    this.#locate(before, at, mean);
    if (!this.#walk(before, at, stream, false) && !this.#walk(before, at, stream, true)) return false;
    for (let s = 0; s < this.#species; s++) {
      let n = before[at + s]!;
      for (let k = 0; k < this.#rank; k++) n += this.#basis[s * this.#rank + k]! * Math.round(this.#z[k]!);
      if (n < 0) return false;
      this.counts[s] = n;
    }
    return true;
  }

  /** The coordinates of the mean, from the species that are free. */
  #locate(before: ArrayLike<number>, at: number, mean: Float64Array): void {
    const [rank, basis, z] = [this.#rank, this.#basis, this.#z];
    for (let k = 0; k < rank; k++) {
      const s = this.#pivots[k]!;
      let change = Math.max(0, mean[s]!) - before[at + s]!;
      for (let j = 0; j < k; j++) change -= basis[s * rank + j]! * z[j]!;
      z[k] = change / basis[s * rank + k]!;
      if (this.#isWhole(z[k]!)) z[k] = Math.round(z[k]!);
      this.#least[k] = -before[at + s]! / basis[s * rank + k]!;
    }
  }

  /** @returns whether all coordinates have become whole */
  #walk(before: ArrayLike<number>, at: number, stream: Stream, wide: boolean): boolean {
    const [rank, z] = [this.#rank, this.#z];
    this.#setBounds(before, at, wide);
    // Narrow, every turn makes a coordinate whole, or a bound tight.
    const turns = (wide ? 3 : 1) * (rank + this.#watched.length);
    for (let turn = 0; turn <= turns; turn++) {
      if (this.#areWhole()) return true;
      if (!this.#findWay(wide)) return false;
      const [forth, back] = [this.#reach(1), this.#reach(-1)];
      const step = stream.uniform() * (forth + back) < back ? forth : -back;
      for (let k = 0; k < rank; k++) {
        z[k]! += step * this.#way[k]!;
        if (this.#isWhole(z[k]!)) z[k] = Math.round(z[k]!);
      }
      this.#follow(before, at);
    }
    return this.#areWhole();
  }

  #setBounds(before: ArrayLike<number>, at: number, wide: boolean): void {
    this.#follow(before, at);
    for (let w = 0; w < this.#watched.length; w++) {
      const x = this.#x[w]!;
      const near = this.#isWhole(x) ? Math.round(x) : undefined;
      this.#low[w] = wide ? 0 : Math.max(0, near ?? Math.floor(x));
      this.#high[w] = wide ? Number.POSITIVE_INFINITY : (near ?? Math.ceil(x));
    }
  }

  /** The watched species, where the coordinates are now. */
  #follow(before: ArrayLike<number>, at: number): void {
    const rank = this.#rank;
    for (let w = 0; w < this.#watched.length; w++) {
      const s = this.#watched[w]!;
      let x = before[at + s]!;
      for (let k = 0; k < rank; k++) x += this.#basis[s * rank + k]! * this.#z[k]!;
      this.#x[w] = x;
    }
  }

  /**
   * A direction of the coordinates that are not whole, and where that is not enough and it may be wide, of others,
   * along which no watched species leaves a bound that it lies on: the first of the null space of those species'
   * rows. @returns false where there is none
   */
  #findWay(wide: boolean): boolean {
    const [rank, z, way, m] = [this.#rank, this.#z, this.#way, this.#system];
    let rows = 0;
    for (let w = 0; w < this.#watched.length; w++) {
      const tight = this.#x[w]! - this.#low[w]! < this.#hair || this.#high[w]! - this.#x[w]! < this.#hair;
      if (!tight) continue;
      const from = this.#watched[w]! * rank;
      for (let k = 0; k < rank; k++) m[rows * rank + k] = this.#basis[from + k]!;
      rows++;
    }
    way.fill(0);
    const pivots: number[] = [];
    for (const pass of wide ? [false, true] : [false])
      for (let k = 0; k < rank; k++) {
        if (this.#isWhole(z[k]!) !== pass || (pass && z[k]! - this.#least[k]! < this.#hair)) continue;
        if (this.#eliminate(pivots.length, rows, k)) {
          pivots.push(k);
          continue;
        }
        // Free: it moves by 1, and those before make up for it.
        way[k] = 1;
        pivots.forEach((p, row) => {
          way[p] = -m[row * rank + k]!;
        });
        return true;
      }
    return false;
  }

  /** Makes column k of the system a unit vector in row `row`. @returns false where it is 0 from there on */
  #eliminate(row: number, rows: number, k: number): boolean {
    const [rank, m] = [this.#rank, this.#system];
    let best = row;
    for (let r = row; r < rows; r++) if (Math.abs(m[r * rank + k]!) > Math.abs(m[best * rank + k]!)) best = r;
    if (best >= rows || Math.abs(m[best * rank + k]!) < this.#hair) return false;
    for (let c = 0; c < rank; c++) {
      const kept = m[best * rank + c]!;
      m[best * rank + c] = m[row * rank + c]!;
      m[row * rank + c] = kept;
    }
    const pivot = m[row * rank + k]!;
    for (let c = 0; c < rank; c++) m[row * rank + c]! /= pivot;
    for (let r = 0; r < rows; r++) {
      const factor = m[r * rank + k]!;
      if (r !== row && factor !== 0)
        for (let c = 0; c < rank; c++) m[r * rank + c]! -= factor * m[row * rank + c]!;
    }
    return true;
  }

  /** How far it may go along the way, forth (1) or back (−1). */
  #reach(sign: 1 | -1): number {
    const rank = this.#rank;
    let reach = Number.POSITIVE_INFINITY;
    for (let k = 0; k < rank; k++) {
      const [z, speed] = [this.#z[k]!, sign * this.#way[k]!];
      // One that is whole already may go on to the next.
      if (speed > this.#hair) reach = Math.min(reach, (Math.floor(z) + 1 - z) / speed);
      if (speed < -this.#hair)
        reach = Math.min(reach, (Math.max(this.#least[k]!, Math.ceil(z) - 1) - z) / speed);
    }
    for (let w = 0; w < this.#watched.length; w++) {
      const from = this.#watched[w]! * rank;
      let speed = 0;
      for (let k = 0; k < rank; k++) speed += sign * this.#basis[from + k]! * this.#way[k]!;
      if (speed > this.#hair) reach = Math.min(reach, (this.#high[w]! - this.#x[w]!) / speed);
      if (speed < -this.#hair) reach = Math.min(reach, (this.#low[w]! - this.#x[w]!) / speed);
    }
    return Math.max(0, reach);
  }

  #areWhole(): boolean {
    for (let k = 0; k < this.#rank; k++) if (!this.#isWhole(this.#z[k]!)) return false;
    return true;
  }

  #isWhole(v: number): boolean {
    return Math.abs(v - Math.round(v)) < this.#hair;
  }
}
