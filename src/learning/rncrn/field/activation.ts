/**
 * The chemical perceptron at rest: what 0 = gamma + s·y − tau·y² leaves as y ≥ 0,
 * a smooth rectifier, s/tau for s ≫ 0 and gamma/|s| for s ≪ 0. Relaxation rate r/mu.
 * Source: Anderson, Joshi, Deshpande, J. R. Soc. Interface 2021, doi 10.1098/rsif.2021.0031.
 */

/** r = √(s² + 4·gamma·tau), in the unit of s. */
export function activationRoot(s: number, gamma: number, tau: number): number {
  return Math.sqrt(s * s + 4 * gamma * tau);
}

/**
 * σ(s), free of cancellation for s < 0.
 *
 * @param root  {@link activationRoot} of the same arguments
 */
export function activationLevel(s: number, gamma: number, tau: number, root: number): number {
  return s >= 0 ? (s + root) / (2 * tau) : (2 * gamma) / (root - s);
}

/** σ(s;γ,τ) = [s + √(s² + 4γτ)] / 2τ. */
export function activation(s: number, gamma: number, tau: number): number {
  return activationLevel(s, gamma, tau, activationRoot(s, gamma, tau));
}

/** Derivatives of σ from its value and root; none of them subtracts. */
export const activationSlope = {
  /** ∂σ/∂s = σ/r */
  s: (level: number, root: number): number => level / root,
  /** ∂²σ/∂s² = 2γ/r³ */
  ss: (gamma: number, root: number): number => (2 * gamma) / (root * root * root),
  /** ∂σ/∂γ = 1/r */
  gamma: (root: number): number => 1 / root,
  /** ∂σ/∂τ = −σ²/r */
  tau: (level: number, root: number): number => (-level * level) / root,
} as const;
