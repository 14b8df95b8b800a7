/** A Markov chain in gather form, for the questions that time does not enter. */

export interface Chain {
  /** States. */
  readonly n: number;
  /** Jumps into state i are `start[i]` … `start[i + 1]`, shape [n + 1]. */
  readonly start: Int32Array;
  /** Where each comes from, shape [jumps]. */
  readonly source: Int32Array;
  /** Its rate, shape [jumps]. */
  readonly value: Float64Array;
}

/** Rate of leaving each state, shape [n]: what all jumps out of it sum to. */
export function leaving({ n, source, value }: Chain): Float64Array {
  const rates = new Float64Array(n);
  for (let e = 0; e < source.length; e++) rates[source[e]!]! += value[e]!;
  return rates;
}

/**
 * The chain on some of its states; jumps from and to others are left out.
 *
 * @param kept  numbers of the states, in the order they shall have
 */
export function restricted(chain: Chain, kept: Int32Array): Chain {
  const { start, source, value } = chain;
  const number = new Int32Array(chain.n).fill(-1);
  kept.forEach((i, k) => {
    number[i] = k;
  });
  const starts = new Int32Array(kept.length + 1);
  const sources: number[] = [];
  const values: number[] = [];
  kept.forEach((i, k) => {
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const from = number[source[e]!]!;
      if (from < 0) continue;
      sources.push(from);
      values.push(value[e]!);
    }
    starts[k + 1] = sources.length;
  });
  return {
    n: kept.length,
    start: starts,
    source: Int32Array.from(sources),
    value: Float64Array.from(values),
  };
}
