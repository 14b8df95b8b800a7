/** What is fitted: plain data, which crosses threads. */
import type { LossKind, Targets } from '../field/loss.ts';

export interface Lag {
  readonly mu: number;
  /** How X moves at every point, shape [rows, N]: smooth, such as a model that was fitted before. */
  readonly flow: Float64Array;
}

export interface FitProblem {
  readonly data: Targets;
  /** N; 0 fits a classifier, whose answer is its last layer. */
  readonly executive: number;
  /** L */
  readonly parameters: number;
  /** Perceptrons of each layer, the lowest first. */
  readonly layers: readonly number[];
  readonly loss: LossKind;
  /** Cost of (beta / largest |f|)², so that production does not do what the field could. */
  readonly betaPenalty: number;
  /** First beta of a start. */
  readonly firstBeta: number;
  /** Perceptrons that lag, in a single layer; without, they are fitted in the limit mu → 0. */
  readonly lag?: Lag;
}

/** Largest |f| of the data. */
export function largestTarget({ target }: Targets): number {
  return target.reduce((max, f) => Math.max(max, Math.abs(f)), 0);
}
