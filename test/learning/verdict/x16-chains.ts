/**
 * Exact chains of network (16) with any rates, far faster than event by event: the genes switch as a
 * telegraph, and between switches the protein is a linear birth–death process, binomial plus Poisson.
 */
import type { DrawChains } from '../../../src/learning/verdict/sets/chains.ts';
import { binomial, poisson } from '../../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

export const x16Rates = { a11: 100, a12: 2, a21: 500, b1: 2, switching: 0.01 };

/** Chains with rows G1, G2, P1 and steps of `dt`; the job's rates are not read. */
export function x16Chains(dt: number, rates = x16Rates): DrawChains {
  return async ({ starts, trajectories, lags, seed, firstAgent = 0, firstStep = 0 }) => {
    const n = (starts.length / 3) * trajectories;
    const out = lags.map(() => new Int32Array(3 * n));
    const stream = new Stream();
    for (let r = 0; r < n; r++) {
      const at = 3 * Math.floor(r / trajectories);
      let [g1, p] = [starts[at]!, starts[at + 2]!];
      const genes = g1 + starts[at + 1]!;
      stream.open(seed, firstStep, firstAgent + r, Purpose.react);
      let step = 0;
      lags.forEach((lag, k) => {
        for (; step < lag; step++) {
          for (let left = dt; left > 0; ) {
            const wait = stream.exponential() / (genes * rates.switching);
            const time = Math.min(left, wait);
            const death = rates.b1 + rates.a12 * g1;
            const kept = Math.exp(-death * time);
            const birth = rates.a11 * g1 + rates.a21 * (genes - g1);
            p = binomial(stream, p, kept) + poisson(stream, (birth / death) * (1 - kept));
            left -= wait;
            if (left > 0) g1 += stream.uniform() * genes < g1 ? -1 : 1;
          }
        }
        out[k]!.set([g1, genes - g1, p], 3 * r);
      });
    }
    return out;
  };
}
