/** Which states can be reached, ring by ring. */
import { type Job, noRate } from '../job.ts';
import type { StateTable } from '../state-table.ts';

/** One jump of a reaction, as flat arrays. */
export class Jumps {
  readonly job: Job;
  /** Shape [reactions, species]. */
  readonly change: Int32Array;
  /** Shape [reactions]: does it change anything? */
  readonly moves: readonly boolean[];
  /** The state that {@link Jumps.jump} wrote last, shape [species]. */
  readonly after: Int32Array;
  readonly #state: Int32Array;
  /** Rate constants at each of the task's probes, shape [probes][rates]. */
  readonly #rates: readonly Float64Array[];

  constructor(job: Job) {
    const { reactions, species } = job.network;
    this.job = job;
    this.change = new Int32Array(reactions.length * species.length);
    reactions.forEach(({ change }, r) => {
      for (const { species: s, count } of change) this.change[r * species.length + s] = count;
    });
    this.moves = reactions.map(({ change }) => change.length > 0);
    this.after = new Int32Array(species.length);
    this.#state = new Int32Array(species.length);
    this.#rates = job.probes.map((time) => job.ratesAt(time).slice());
  }

  /** Is the state in `rows` from `at` on one that nothing leaves? */
  stays(rows: Int32Array, at: number): boolean {
    const { absorbing } = this.job;
    if (!absorbing) return false;
    for (let s = 0; s < this.#state.length; s++) this.#state[s] = rows[at + s]!;
    return absorbing(this.#state);
  }

  /** Writes the state after reaction r to `after`; false if that is beyond the limits. */
  jump(rows: Int32Array, at: number, r: number): boolean {
    const { after, change } = this;
    const { limits } = this.job;
    const width = after.length;
    let inside = true;
    for (let s = 0; s < width; s++) {
      const count = rows[at + s]! + change[r * width + s]!;
      after[s] = count;
      if (count > limits[s]!) inside = false;
    }
    return inside;
  }

  /** The propensity of reaction r; a number of 0 or more, or it throws. */
  propensity(rows: Int32Array, at: number, r: number, rates: Float64Array, time: number): number {
    const a = this.job.propensities[r]!(rows, at, rates, 0, time);
    if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(this.job, r, rows, at, a);
    return a;
  }

  /** Does the reaction change this state at some time that matters? */
  happens(rows: Int32Array, at: number, r: number): boolean {
    if (!this.moves[r]) return false;
    const { probes, timed } = this.job;
    const looks = timed[r] ? probes.length : 1;
    for (let k = 0; k < looks; k++)
      if (this.propensity(rows, at, r, this.#rates[k]!, probes[k]!) > 0) return true;
    return false;
  }
}

/**
 * Puts into `table` all states that `rings` reactions or fewer lead to from `seeds`, over
 * states within the limits.
 *
 * @param seeds  numbers of states in the table
 * @returns false, and stops, when the table would hold more states than the task allows
 */
export function explore(jumps: Jumps, table: StateTable, seeds: Int32Array, rings: number): boolean {
  const { maxStates } = jumps.job;
  const reactions = jumps.moves.length;
  const { width } = table;
  let seen = new Uint8Array(2 * table.size + 1024);
  for (const seed of seeds) seen[seed] = 1;
  let frontier: Int32Array | number[] = seeds;
  for (let ring = 0; ring < rings && frontier.length > 0; ring++) {
    const next: number[] = [];
    for (const i of frontier) {
      if (jumps.stays(table.rows, i * width)) continue;
      for (let r = 0; r < reactions; r++) {
        if (!jumps.happens(table.rows, i * width, r) || !jumps.jump(table.rows, i * width, r)) continue;
        const to = table.add(jumps.after, 0);
        if (to >= maxStates) return false;
        if (to >= seen.length) {
          const longer = new Uint8Array(2 * seen.length);
          longer.set(seen);
          seen = longer;
        }
        if (seen[to] === 1) continue;
        seen[to] = 1;
        next.push(to);
      }
    }
    frontier = next;
  }
  return true;
}
