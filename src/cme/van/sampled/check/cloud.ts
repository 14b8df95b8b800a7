/**
 * The probability of one state after a stretch of time, by a cloud of paths that go back from it,
 * thinned out where their weights have become unequal: unbiased, however many there are (Del Moral,
 * Feynman-Kac Formulae, Springer 2004, doi 10.1007/978-1-4684-9393-6).
 */
import type { Stream } from '../../../../numerics/streams.ts';
import type { Moment } from '../jumps.ts';
import type { Backward } from './backward.ts';
import { logReference, type Reference } from './reference.ts';

/** A stretch of time in which one reference steers, and rates are those of its middle. */
export interface Stage {
  readonly duration: number;
  readonly middle: Moment;
  readonly reference: Reference;
}

/** Paths that have arrived: the probability is e^scale · mean of weight · p(state) over them. */
export interface Cloud {
  /** Shape [paths, species]. */
  readonly states: Int32Array;
  /** Logarithms, the reference of the first stage divided out: to be multiplied by the law there. */
  readonly weights: Float64Array;
  readonly scale: number;
}

/**
 * @param state   counts of shape [species]
 * @param stages  in the order of time, the state being where the last one ends; none where it stays
 */
export function cloudBack(
  backward: Backward,
  state: Int32Array,
  paths: number,
  stages: readonly Stage[],
  stream: Stream,
): Cloud {
  const width = state.length;
  let states: Int32Array = new Int32Array(paths * width);
  for (let p = 0; p < paths; p++) states.set(state, p * width);
  const weights = new Float64Array(paths);
  let scale = 0;
  for (let k = stages.length - 1; k >= 0; k--) {
    const { duration, middle, reference: h } = stages[k]!;
    const earlier = stages[k - 1]?.reference;
    if (k === stages.length - 1) weights.fill(logReference(h, state, 0, width));
    for (let p = 0; p < paths; p++) {
      weights[p]! += backward.advance(states, p * width, duration, middle, h, stream);
      weights[p]! -= logReference(h, states, p * width, width);
      if (earlier) weights[p]! += logReference(earlier, states, p * width, width);
    }
    if (earlier && effective(weights) < paths / 2) {
      const mean = logMean(weights);
      states = chosen(states, weights, width, stream.uniform());
      weights.fill(0);
      scale += mean;
    }
  }
  return { states, weights, scale };
}

/** ln of the mean of numbers given as logarithms; −∞ where all are. */
export function logMean(logs: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > top) top = log;
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - top);
  return top + Math.log(sum / logs.length);
}

/** Number of equal weights that would vary as little: (Σw)²/Σw². */
function effective(logs: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > top) top = log;
  let [sum, squares] = [0, 0];
  for (const log of logs) {
    const w = Math.exp(log - top);
    sum += w;
    squares += w * w;
  }
  return (sum * sum) / squares;
}

/** As many states, each as often as its weight says, at equal distances of the running sum. */
function chosen(states: Int32Array, logs: Float64Array, width: number, offset: number): Int32Array {
  const out = new Int32Array(states.length);
  let top = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > top) top = log;
  let all = 0;
  for (const log of logs) all += Math.exp(log - top);
  let [at, sum] = [0, Math.exp(logs[0]! - top)];
  for (let p = 0; p < logs.length; p++) {
    const wanted = ((p + offset) * all) / logs.length;
    while (sum <= wanted && at < logs.length - 1) sum += Math.exp(logs[++at]! - top);
    out.set(states.subarray(at * width, (at + 1) * width), p * width);
  }
  return out;
}
