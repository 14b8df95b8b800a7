/**
 * What leaves some states under the master equation and what arrives there, from p there and where
 * their jumps come from: (A·p)(n)/p(n) = arriving − left. Jumps out of the box do not happen.
 */
import { type Job, noRate } from '../../job.ts';
import type { LogLaw } from '../log-law.ts';

/** Where the jumps into some states come from, whatever p is. */
export interface Inflows {
  /** The states themselves, then those that jumps come from; shape [all, species]. */
  readonly asked: Int32Array;
  /** Propensity of each of these jumps. */
  readonly rate: Float64Array;
  /** Which of the states it leads to. */
  readonly into: Int32Array;
  /** Propensity of all that leaves a state, shape [states]. */
  readonly left: Float64Array;
  /** Propensity of what the box does not let happen, shape [states]. */
  readonly blocked: Float64Array;
}

/**
 * @param states  shape [states, species], inside the box
 * @param holds   is this, shape [species], a state of the box?
 * @throws SolverError for a propensity that is no rate
 */
export function inflows(
  job: Job,
  states: Int32Array,
  holds: (state: ArrayLike<number>) => boolean,
  time: number,
): Inflows {
  const { reactions, species } = job.network;
  const width = species.length;
  const rows = states.length / width;
  const rates = job.ratesAt(time);
  const propensity = (counts: Int32Array, at: number, r: number): number => {
    const a = job.propensities[r]!(counts, at, rates, 0, time);
    if (!(a >= 0 && a < Number.POSITIVE_INFINITY)) noRate(job, r, counts, at, a);
    return a;
  };
  const asked = new Int32Array(states.length * (1 + reactions.length));
  asked.set(states);
  const rate: number[] = [];
  const into: number[] = [];
  const left = new Float64Array(rows);
  const blocked = new Float64Array(rows);
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
      const out = jump(1) ? left : blocked;
      out[b]! += propensity(states, from, r);
      if (!jump(-1)) return;
      const a = propensity(other, 0, r);
      if (a === 0) return;
      asked.set(other, (rows + rate.length) * width);
      rate.push(a);
      into.push(b);
    });
  return {
    asked: asked.slice(0, (rows + rate.length) * width),
    rate: Float64Array.from(rate),
    into: Int32Array.from(into),
    left,
    blocked,
  };
}

export interface LocalFlow {
  /** ln p of the states. */
  readonly log: Float64Array;
  /** Σ a(m)·p(m)/p(n) over the states m that jumps into n come from, per unit of time. */
  readonly arriving: Float64Array;
}

/** What p has at the states, and what of it arrives there. */
export function localFlow({ asked, rate, into, left }: Inflows, logLaw: LogLaw): LocalFlow {
  const log = logLaw(asked);
  const rows = left.length;
  const arriving = new Float64Array(rows);
  into.forEach((b, k) => {
    arriving[b]! += rate[k]! * Math.exp(Math.min(steepest, log[rows + k]! - log[b]!));
  });
  return { log: log.subarray(0, rows), arriving };
}

/** ln of the greatest ratio of two neighbours that is told from others: no overflow beyond. */
const steepest = 300;
