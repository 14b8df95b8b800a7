/** What can be asked of a law, whoever found it: fsp, van. Nothing else lives here. */

/** Two species together: P(first = i, second = j) at `values[i · shape[1] + j]`. */
export interface Joint {
  readonly shape: readonly [number, number];
  /** Shape `shape`, row-major. */
  readonly values: Float64Array;
}

/**
 * A distribution over the states of a network at one time.
 *
 * A law may know a share of the mass only: what it lacks is `lost`, and no answer is
 * scaled up for it. Species are named as in the network; states are counts in its order.
 */
export interface Law {
  /** In the unit of the rate constants. */
  readonly time: number;
  readonly species: readonly string[];
  /** Mass that this law does not hold, in [0, 1]. */
  readonly lost: number;

  /** P(species = n) at [n], from 0 to the greatest count that has any mass. */
  marginal(species: string): Float64Array;
  joint(first: string, second: string): Joint;
  /** Shape [species]. */
  mean(): Float64Array;
  /** Around the mean, shape [species, species]. */
  covariance(): Float64Array;
  /** −Σ p ln p, in nats. */
  entropy(): number;
  /** ln P(state) of counts of shape [species]; −∞ where there is no mass. */
  logProbability(state: ArrayLike<number>): number;
}
