/**
 * Exact steps of the network x16 (`networks.ts`) without its fifty thousand events: genes switch
 * as they do, and given when, the protein is a linear birth and death process,
 *
 *   P(t + h) = Binomial(P(t), e^−δh) + Poisson(β/δ · (1 − e^−δh)),
 *
 * β = a11·G1 + a21·G2 and δ = b1 + a12·G1.
 */
import { binomial, poisson } from '../../src/numerics/samplers.ts';
import type { Stream } from '../../src/numerics/streams.ts';

export const x16Rates = { a11: 100, a12: 2, a21: 500, b1: 2, switching: 0.01 };

/** Genes in the first state and in the second, proteins. */
export type X16State = [g1: number, g2: number, p: number];

/** Calls `stretch` with the genes in their first state and for how long, one stretch after the other. */
function switchGenes(state: X16State, dt: number, stream: Stream, stretch: (h: number) => void): void {
  const { switching } = x16Rates;
  for (let left = dt; left > 0; ) {
    const total = switching * (state[0] + state[1]);
    const wait = total > 0 ? -Math.log1p(-stream.uniform()) / total : Number.POSITIVE_INFINITY;
    const h = Math.min(wait, left);
    stretch(h);
    left -= h;
    if (left <= 0) return;
    const away = stream.uniform() * (state[0] + state[1]) < state[0];
    state[0] += away ? -1 : 1;
    state[1] += away ? 1 : -1;
  }
}

const birth = ([g1, g2]: X16State): number => x16Rates.a11 * g1 + x16Rates.a21 * g2;
const death = ([g1]: X16State): number => x16Rates.b1 + x16Rates.a12 * g1;

/** One step, in place. */
export function stepX16(state: X16State, dt: number, stream: Stream): void {
  switchGenes(state, dt, stream, (h) => {
    const kept = Math.exp(-death(state) * h);
    state[2] = binomial(stream, state[2], kept) + poisson(stream, (birth(state) / death(state)) * (1 - kept));
  });
}

/**
 * The mean of the proteins after a step, given when the genes switch: they are Poisson with this
 * mean where none is left of those before it (e^−40 of them after 20 units). Moves the genes.
 */
export function meanAfter(state: X16State, dt: number, stream: Stream): number {
  let mean = 0;
  switchGenes(state, dt, stream, (h) => {
    const level = birth(state) / death(state);
    mean = level + (mean - level) * Math.exp(-death(state) * h);
  });
  return mean;
}
