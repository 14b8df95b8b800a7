/**
 * The first stretch of time, in which few states hold nearly all of the mass: they are listed and their
 * law goes forward exactly, by uniformisation (Jensen, Skand. Aktuarietidskr. 36 (1953)) on a list
 * that grows and is cut as it goes.
 */
import { type Job, noRate } from '../../job.ts';
import { StateTable } from '../../state-table.ts';

export interface Listed {
  readonly time: number;
  readonly table: StateTable;
  /** Shape [states]; sums to 1. */
  readonly probability: Float64Array;
}

/** Jumps that a stretch may hold, of the fastest state. */
const stretch = 2;
/** Of all the time. */
const shortest = 1e-6;
/** Mass of a state that is not followed further. */
const least = 1e-10;
/** Spare in the rate of uniformisation, for states that are not yet listed. */
const spare = 1.5;

/**
 * The law at `until`, or before: at the last time that so few states hold it.
 *
 * @param holds  is this, shape [species], a state of the box? Jumps out of it do not happen
 * @throws SolverError for a propensity that is no rate
 */
export function exactStart(
  job: Job,
  holds: (state: ArrayLike<number>) => boolean,
  until: number,
  mostStates: number,
): Listed {
  const width = job.network.species.length;
  const { states, probability } = job.start;
  let table = new StateTable(width);
  const first: number[] = [];
  probability.forEach((p, s) => {
    if (p > 0) first[table.add(states, s * width)] = p;
  });
  let p: Float64Array = Float64Array.from(first);
  let time = job.start.time;
  let longest = until - time;
  while (time < until) {
    let jumps = new Jumping(job, holds, table, time);
    const duration = Math.min(until - time, longest, stretch / Math.max(1e-300, jumps.fastest(p.length)));
    // Rates that move are those of the middle of the stretch.
    if (job.timed.includes(true)) jumps = new Jumping(job, holds, table, time + duration / 2);
    const after = jumps.advance(p, duration);
    const kept = cut(table, after);
    if (kept.probability.length > mostStates) {
      // The very first stretch is made shorter, as far as it makes sense.
      if (time > job.start.time || p.length > mostStates || duration < shortest * (until - time)) break;
      longest = duration / 2;
      continue;
    }
    longest = until - time;
    time = duration === until - time ? until : time + duration;
    ({ table, probability: p } = kept);
  }
  return { time, table, probability: p };
}

/** Without the states that hold next to nothing. */
function cut(table: StateTable, p: Float64Array): { table: StateTable; probability: Float64Array } {
  const { width } = table;
  const kept = new StateTable(width);
  const held: number[] = [];
  p.forEach((v, s) => {
    if (v >= least) held[kept.add(table.rows, s * width)] = v;
  });
  const all = held.reduce((sum, v) => sum + v, 0);
  return { table: kept, probability: Float64Array.from(held, (v) => v / all) };
}

/** Jumps among the states of a table, which grows by those they lead to. */
class Jumping {
  readonly #job: Job;
  readonly #holds: (state: ArrayLike<number>) => boolean;
  readonly #table: StateTable;
  readonly #time: number;
  readonly #rates: Float64Array;
  /** Jumps out of each state that was asked for: where to, and how fast. */
  readonly #known: { to: Int32Array; rate: Float64Array; all: number }[] = [];

  constructor(job: Job, holds: (state: ArrayLike<number>) => boolean, table: StateTable, time: number) {
    this.#job = job;
    this.#holds = holds;
    this.#table = table;
    this.#time = time;
    this.#rates = job.ratesAt(time).slice();
  }

  /** Greatest propensity of all jumps together out of the first `states` states. */
  fastest(states: number): number {
    let most = 0;
    for (let s = 0; s < states; s++) most = Math.max(most, this.#from(s).all);
    return most;
  }

  /** e^{A·t}·p; longer than p where states have been added. */
  advance(p: Float64Array, duration: number): Float64Array {
    for (let rate = spare * this.fastest(p.length); ; rate *= 2) {
      const after = this.#uniformised(p, duration, rate);
      if (after) return after;
    }
  }

  /** undefined where a state is left faster than `rate`. */
  #uniformised(p: Float64Array, duration: number, rate: number): Float64Array | undefined {
    const mean = rate * duration;
    let term = p;
    let weight = Math.exp(-mean);
    let left = 1 - weight;
    let sum = p.map((v) => weight * v);
    for (let k = 1; left > least && k < 1000; k++) {
      const next: number[] = [];
      for (let s = 0; s < term.length; s++) {
        const held = term[s]!;
        if (held < least * 1e-2) continue;
        const { to, rate: a, all } = this.#from(s);
        if (all > rate) return undefined;
        next[s] = (next[s] ?? 0) + held * (1 - all / rate);
        for (let j = 0; j < to.length; j++) next[to[j]!] = (next[to[j]!] ?? 0) + (held * a[j]!) / rate;
      }
      term = Float64Array.from({ length: next.length }, (_, s) => next[s] ?? 0);
      weight *= mean / k;
      left -= weight;
      if (sum.length < term.length) {
        const longer = new Float64Array(term.length);
        longer.set(sum);
        sum = longer;
      }
      for (let s = 0; s < term.length; s++) sum[s]! += weight * term[s]!;
    }
    return sum;
  }

  #from(s: number) {
    const known = this.#known[s];
    if (known) return known;
    const { width } = this.#table;
    const from = this.#table.rows.slice(s * width, (s + 1) * width);
    const to: number[] = [];
    const rate: number[] = [];
    let all = 0;
    this.#job.network.reactions.forEach(({ change }, r) => {
      if (change.length === 0) return;
      const after = from.slice();
      for (const { species, count } of change) after[species]! += count;
      if (!this.#holds(after)) return;
      const a = this.#job.propensities[r]!(from, 0, this.#rates, 0, this.#time);
      if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(this.#job, r, from, 0, a);
      if (a === 0) return;
      to.push(this.#table.add(after, 0));
      rate.push(a);
      all += a;
    });
    const found = { to: Int32Array.from(to), rate: Float64Array.from(rate), all };
    this.#known[s] = found;
    return found;
  }
}
