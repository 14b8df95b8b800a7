/** What a verdict calls a pass: one number for each kind of deviation. */

/**
 * Each limit is what a kernel may be off by, or what chance alone may do, whichever is more: see
 * `readings.ts`.
 */
export interface Limits {
  /** Distance of histograms of one species, over its noise floor. */
  readonly distanceOverFloor: number;
  /** The same for joint histograms: of two species, or of one species at two times. */
  readonly pairOverFloor: number;
  /** Shift of the mean, in exact standard deviations. */
  readonly mean: number;
  /** |ln(sd learned / sd exact)|: 0.1 is ten per cent. */
  readonly sd: number;
  /** Change of the skewness, over 1 + |exact skewness|. */
  readonly skewness: number;
  /** As `mean`, of one species where another one has a given value. */
  readonly conditionalMean: number;
  /** There, |ln(spread learned / spread exact)|; spread is the mean absolute deviation. */
  readonly conditionalSpread: number;
  /** Mass beyond the exact 0.1 % and 99.9 % quantiles: so many times the exact mass, or so many times less. */
  readonly tailFactor: number;
  /** Nats per step that the learned law needs more than the exact one. */
  readonly excess: number;
  /** Nats by which exact steps surprise the learned law more, or less, than its own. */
  readonly surprise: number;
  /** Gap of the cumulative laws of dwell times; and, as a share, of how many enter a basin. */
  readonly dwell: number;
  /** Chance that an exact kernel fails the whole verdict. */
  readonly chance: number;
}

export const defaultLimits: Limits = Object.freeze({
  distanceOverFloor: 1.3,
  pairOverFloor: 1.5,
  mean: 0.1,
  sd: 0.1,
  skewness: 0.5,
  conditionalMean: 0.2,
  conditionalSpread: 0.2,
  tailFactor: 2,
  excess: 0.05,
  surprise: 0.1,
  dwell: 0.1,
  chance: 1e-3,
});
