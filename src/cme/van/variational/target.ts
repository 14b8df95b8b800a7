/**
 * What a law becomes over Δt, at single states, from its own values there and around them.
 *
 * `euler` is (I + Δt·A)·p: below 0 where Δt is too long. `implicit` leaves every state at its own rate
 * exactly and lets the rest arrive along a line in time (exponential time differencing, Cox & Matthews,
 * J. Comput. Phys. 176 (2002), doi 10.1006/jcph.2002.6995), whose end is that of the law looked for:
 *
 *   p'(n) = e^{−x}·p(n) + Δt·[(φ₁ − φ₂)(x)·In(n) + φ₂(x)·In'(n)],   x = Δt·left(n)
 *
 * of second order, above 0 for any Δt, and what stays the same stays the same exactly. As a fixed point
 * it contracts: an error in p' comes back as less than itself.
 */

/** ((I + Δt·A)·p)(n)/p(n). */
export function eulerRatio(duration: number, left: number, arriving: number): number {
  return 1 + duration * (arriving - left);
}

/**
 * Of a law that is to be stationary: what arrives at a state while half of it leaves, ½·(1 + In(n)/left(n)).
 * It is 1 everywhere for the stationary law alone; above 0, and fast states take no longer than slow ones.
 */
export function lazyRatio(left: number, arriving: number): number {
  // What is never left can only gain.
  return left > 0 ? (1 + arriving / left) / 2 : 1 + Math.min(1, arriving);
}

export interface ImplicitRatios {
  /** p'(n)/p(n). */
  readonly ratio: number;
  /** Of first order, from p alone. */
  readonly first: number;
  /** Of an error in p' that is the same all around, what is seen as one: φ₁. */
  readonly seen: number;
}

/**
 * @param arriving  In(n)/p(n)
 * @param after     In'(n)/p(n)
 */
export function implicitRatio(
  duration: number,
  left: number,
  arriving: number,
  after: number,
): ImplicitRatios {
  const x = duration * left;
  const fade = Math.exp(-x);
  // Series where the difference of nearly equal numbers would lose digits.
  const phi1 = x < 1e-5 ? 1 - x / 2 : -Math.expm1(-x) / x;
  const phi2 = x < 1e-3 ? 0.5 - x / 6 : (Math.expm1(-x) + x) / (x * x);
  const first = fade + duration * phi1 * arriving;
  return { first, seen: phi1, ratio: fade + duration * ((phi1 - phi2) * arriving + phi2 * after) };
}

/** ln p'(n)/p(n) to first order, right for a slow change however fast a state is left. */
export function predictedLog(duration: number, left: number, arriving: number): number {
  const change = duration * (arriving - left);
  return change > 0 ? Math.log1p(change) : change;
}
