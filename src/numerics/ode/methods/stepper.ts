/** One way to take a step of a given length. Nothing else lives here. */

export interface Stepper {
  /**
   * Takes over where the next steps begin.
   *
   * @param continued  (t, y) is where the last attempt has led, to the bit
   * @returns          f(t, y), overwritten by the next call
   */
  begin(t: number, y: Float64Array, continued: boolean): Float64Array;

  /**
   * Tries a step of length h, which is below 0 where time runs backwards.
   *
   * @param next   y at t + h, of order 5; overwritten
   * @param error  an estimate of its error, of order 4; overwritten
   * @returns      false where the step cannot be computed at all
   */
  attempt(h: number, next: Float64Array, error: Float64Array): boolean;

  /**
   * The curve of the last attempt, as three rows c of shape [3, size]: with θ from 0 to 1 and the state
   * running from y to z, y + θ(z − y) + θ(1 − θ)(c₀ + θ(c₁ + θc₂)), of order 4.
   */
  bend(next: Float64Array, out: Float64Array): void;
}

/** Overwrites `out` with the curve of a step at θ. */
export function onCurve(
  theta: number,
  from: Float64Array,
  to: Float64Array,
  bend: Float64Array,
  out: Float64Array,
): void {
  const n = from.length;
  const bulge = theta * (1 - theta);
  for (let i = 0; i < n; i++)
    out[i] =
      from[i]! +
      theta * (to[i]! - from[i]!) +
      bulge * (bend[i]! + theta * (bend[n + i]! + theta * bend[2 * n + i]!));
}
