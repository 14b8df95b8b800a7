/**
 * (I + Δt·A)·p at some states, from p there and where their jumps come from: what the published
 * algorithm compares a network with (Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023),
 * doi 10.1038/s42256-023-00632-6). Jumps out of the box do not happen.
 */
import { type Job, noRate } from '../../fsp/job.ts';

/** ln p of states of the box, shape [states, species]. */
export type LogLaw = (states: Int32Array) => Float64Array;

export interface Operated {
  /** ln p of the states themselves. */
  readonly before: Float64Array;
  /** ((I + Δt·A)·p)(n) / p(n), shape [states]; below 0 where Δt is too long. */
  readonly ratio: Float64Array;
}

/**
 * @param states  shape [states, species], inside the box
 * @param holds   is this, shape [species], a state of the box?
 * @throws SolverError for a propensity that is no rate
 */
export function eulerOperator(
  job: Job,
  states: Int32Array,
  holds: (state: ArrayLike<number>) => boolean,
  logLaw: LogLaw,
  time: number,
  duration: number,
): Operated {
  const { reactions, species } = job.network;
  const width = species.length;
  const rows = states.length / width;
  const rates = job.ratesAt(time);
  const rate = (counts: Int32Array, at: number, r: number): number => {
    const a = job.propensities[r]!(counts, at, rates, 0, time);
    if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(job, r, counts, at, a);
    return a;
  };
  // What leads into the states: where from, how fast, and which state it leads to.
  const asked = new Int32Array(states.length * (1 + reactions.length));
  asked.set(states);
  const flows: number[] = [];
  const targets: number[] = [];
  const left = new Float64Array(rows);
  const other = new Int32Array(width);
  for (let b = 0; b < rows; b++)
    reactions.forEach(({ change }, r) => {
      if (change.length === 0) return;
      const from = b * width;
      const jump = (sign: number): boolean => {
        other.set(states.subarray(from, from + width));
        for (const { species: s, count } of change) other[s]! += sign * count;
        return holds(other);
      };
      if (jump(1)) left[b]! += rate(states, from, r);
      if (!jump(-1)) return;
      const a = rate(other, 0, r);
      if (a === 0) return;
      asked.set(other, (rows + flows.length) * width);
      flows.push(a);
      targets.push(b);
    });
  const all = logLaw(asked.subarray(0, (rows + flows.length) * width));
  const before = all.slice(0, rows);
  const ratio = left.map((a) => 1 - duration * a);
  targets.forEach((b, k) => {
    ratio[b]! += duration * flows[k]! * Math.exp(all[rows + k]! - before[b]!);
  });
  return { before, ratio };
}
