/** What a network solver finds: a law that can be drawn from, and says how far it may be off. */
import type { Law } from '../law.ts';
import type { VanState } from './state.ts';

/** How good a law is, as far as it is known without an exact one. */
export interface VanDiagnostics {
  /**
   * How far the network is from what the last step aimed at, in nats: KL(target ‖ network) where the
   * states are listed; KL(network ‖ target), estimated, where they are drawn, and in the last batch of
   * the published algorithm, whose loss it is.
   */
  readonly divergence: number;
  /**
   * Total variation to the exact law of the box, all steps added up: no step can add more than
   * its own. A bound where the states are listed (but for rounding and 1e-7 a step); an estimate
   * where they are drawn, NaN where that is too noisy to tell; else NaN.
   */
  readonly error: number;
  /** Standard error of an estimated `error`, 0 of a bound. */
  readonly errorDeviation: number;
  /** Noise of the estimate makes `error` greater and this one less; both the same for a bound. */
  readonly errorLeast: number;
  /**
   * Effective sample size of draws of the network, each weighted by its probability in what the last
   * step aimed at over that in the network, as a share of their number; NaN where it is not estimated.
   */
  readonly ess: number;
  /**
   * Time that `ess`, `divergence` and what the last step adds to `error` look back, where they are estimated:
   * the whole step, or its last piece. Of a piece they say how far the network is from others, fitted to
   * draws of their own and taken on exactly: what all of them share, and what lasts longer, they do not see.
   */
  readonly checkedOver?: number;
  /**
   * How far the means of the network are from those of its target, in standard errors, the worst
   * species: above 5 or so it has not followed. NaN where states are not drawn.
   */
  readonly drift: number;
  /** Mean propensity of the jumps that the limits stop: what would leave the box per unit of time. */
  readonly blocked: number;
  /** Updates of the weights in the last step. */
  readonly updates: number;
  /**
   * Of the published algorithm in time: the share of draws since the law before where Euler's target is
   * not above 0, so that next to nothing stands for it. Above 0 where the step is too long.
   */
  readonly clipped?: number;
}

export interface VanLaw extends Law {
  readonly diagnostics: VanDiagnostics;
  /** To go on from here, in this process or another. */
  readonly state: VanState;
  /** Draws that means, marginals and the like are taken from; 0 where they are sums over all states. */
  readonly samples: number;
  /** Independent states, shape [n, species]; the same for the same seed. */
  sample(n: number, seed: number): Int32Array;
}
