/**
 * What the published algorithm may lower, and how: every loss as a number f for each draw of the network
 * p, so that the gradient of the loss is E_p[f·∇ln p], its score-function estimate (Williams, Machine
 * Learning 8 (1992), doi 10.1007/BF00992696). The mean of the batch is taken off f, as ∇ln p has the
 * mean 0: at the target f is the same everywhere, and nothing is left of the noise.
 *
 *     kl             KL(p ‖ q)                f = ln p − ln q
 *     l2             ½ Σ (p − q)²             f = p − q
 *     hellinger      1 − Σ √(p·q)             f = −½ √(q/p)
 *     steady-state   KL(p ‖ q), q of p itself, held fixed while it is lowered: nothing but what is
 *                    stationary has it at 0
 *
 * `kl` sees every draw alike and is what was used for all that is published. `l2` sees little but the
 * most likely states, the less the more species there are. `hellinger` is bounded: a draw that cannot
 * be counts no more than any other.
 *
 * To sum over the counts of the last species instead of drawing one takes a factor of 1.2 to 7 off the
 * variance for two to four species, for no more work; there all states can be listed, and nothing need be
 * drawn. For fifteen it takes a tenth off, for eight times the work: it is left out.
 */

export const parityLosses = ['kl', 'l2', 'hellinger', 'steady-state'] as const;
export type ParityLoss = (typeof parityLosses)[number];

/**
 * f of each draw, less its mean.
 *
 * @param own     ln p of the draws, shape [draws]
 * @param target  ln q of them
 * @param unit    of `l2` alone: ln of the probability that f is measured in, so that it is no tiny number
 */
export function lossWeights(
  loss: ParityLoss,
  own: Float64Array,
  target: Float64Array,
  unit: number,
): Float64Array {
  const f = own.map((p, b) => {
    const q = target[b]!;
    if (loss === 'hellinger') return -0.5 * Math.exp(Math.min(steepest, (q - p) / 2));
    return loss === 'l2' ? Math.exp(p - unit) - Math.exp(q - unit) : p - q;
  });
  const mean = f.reduce((sum, v) => sum + v / f.length, 0);
  return f.map((v) => v - mean);
}

/** No √(q/p) is told from e to this: nothing overflows. */
const steepest = 30;
