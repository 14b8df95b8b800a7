/** What is solved: dy/dt = f(t, y). Nothing else lives here. */

export interface OdeSystem {
  /** Variables; the length of y. */
  readonly size: number;
  /** Overwrites `out`, shape [size], with dy/dt. Must not change y. */
  f(t: number, y: Float64Array, out: Float64Array): void;
  /**
   * Overwrites `out`, shape [size, size], row-major, with ∂f_i/∂y_j at i·size + j. Default: by differences,
   * `size` calls of f each. Explicit methods do not ask.
   */
  jacobian?(t: number, y: Float64Array, out: Float64Array): void;
  /** Overwrites `out`, shape [size], with ∂f/∂t. Default: by differences. */
  timeSlope?(t: number, y: Float64Array, out: Float64Array): void;
  /** f does not read t, so that ∂f/∂t is 0. */
  readonly autonomous?: boolean;
  /** Solves with the Jacobian in a way of its own, for one solver at a time; `jacobian` is then not asked. */
  readonly linear?: LinearPart;
}

/** Linear systems with the Jacobian J. */
export interface LinearPart {
  /** Takes over J at (t, y). */
  linearise(t: number, y: Float64Array): void;
  /** Readies solutions of (shift·I − J)·x = b. @returns false where there are none */
  factor(shift: number): boolean;
  /** Overwrites b, shape [size], with the solution for the shift of the last {@link factor}. */
  solve(b: Float64Array): void;
}

/** How much work was done. */
export interface OdeCalls {
  /** Steps taken. */
  steps: number;
  /** Steps tried and taken back. */
  rejected: number;
  /** Calls of f, those of differences among them. */
  f: number;
  jacobians: number;
  factorisations: number;
}
