/** A master equation by brute force: every state of a box, every reaction, a dense matrix. */
import { propensities } from '../../src/crn/evaluate.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Matrix } from './expm.ts';

export interface Box {
  readonly network: Network;
  /** Shape [rates]. */
  readonly rates: readonly number[];
  /** Greatest count of each species. */
  readonly limits: readonly number[];
  /** Do jumps out of the box not happen, or do they lose mass? */
  readonly reflecting: boolean;
}

/** All states of the box, the last species running fastest. */
export function boxStates(limits: readonly number[]): number[][] {
  return limits.reduce<number[][]>(
    (states, limit) => states.flatMap((state) => Array.from({ length: limit + 1 }, (_, n) => [...state, n])),
    [[]],
  );
}

/** Entry (from, to) is the rate of that jump; the diagonal is what leaves. */
export function denseGenerator({ network, rates, limits, reflecting }: Box, time = 0): Matrix {
  const states = boxStates(limits);
  const n = states.length;
  const values = new Float64Array(n * n);
  const numbers = new Map(states.map((state, i) => [state.join(), i]));
  states.forEach((state, i) => {
    propensities(network, state, rates, time).forEach((a, r) => {
      const after = state.slice();
      for (const { species, count } of network.reactions[r]!.change) after[species]! += count;
      const to = numbers.get(after.join());
      if (a === 0 || (to === undefined && reflecting)) return;
      if (to !== undefined) values[i * n + to]! += a;
      values[i * n + i]! -= a;
    });
  });
  return { n, values };
}
