/** A design of experiments: which points of the unit cube are looked at, in which order. */

export interface Design {
  /** How many points. */
  readonly rows: number;
  /** Coordinates of a point. */
  readonly dimensions: number;
  /**
   * Writes point `index` into the first `dimensions` entries of `out`: the same one whatever was asked
   * before, so that a design needs no memory for its points.
   *
   * @param index  whole number in [0, rows); not checked
   * @param out    receives coordinates in [0, 1]; only Morris trajectories reach 1
   */
  point(index: number, out: Float64Array): void;
}

/** Which agent's stream a design draws from: designs of one seed share no bits. */
export const DesignStream = {
  /** Digital shift of a Sobol' sequence. */
  shift: 0,
  /** Keys of the permutations of a Latin hypercube. */
  keys: 1,
  /** Where in its stratum a point of a Latin hypercube lies. */
  within: 2,
  /** Morris trajectories. */
  trajectory: 3,
} as const;
