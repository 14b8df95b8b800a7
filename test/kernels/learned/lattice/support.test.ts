import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { propensities } from '../../../../src/crn/evaluate.ts';
import type { Network } from '../../../../src/crn/network.ts';
import {
  type BasisChoice,
  Coordinates,
  directionsOf,
  movesOf,
} from '../../../../src/kernels/learned/lattice/moves.ts';
import { Support } from '../../../../src/kernels/learned/lattice/support.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import * as networks from '../../../support/networks.ts';

const models = Object.entries(networks).filter(
  (entry): entry is [string, networks.Model] => typeof entry[1] === 'object' && 'network' in entry[1],
);

/** Both bases, in the order given and the other way round. */
function bases(network: Network): BasisChoice[] {
  const choose = (kind: BasisChoice['kind'], n: number): BasisChoice[] => {
    const order = Array.from({ length: n }, (_, i) => i);
    return [
      { kind, order },
      { kind, order: order.slice().reverse() },
    ];
  };
  return [
    ...choose('echelon', network.species.length),
    ...choose('directions', directionsOf(network)?.length ?? 0),
  ].filter(({ order }) => order.length > 0);
}

/** Fires random enabled reactions, whatever their rates. */
function walk(network: Network, start: readonly number[], events: number, stream: Stream): Int32Array {
  const state = Int32Array.from(start);
  for (let e = 0; e < events; e++) {
    const able = network.reactions.filter((r) => r.reactants.every((t) => state[t.species]! >= t.count));
    if (able.length === 0) break;
    for (const { species, count } of able[stream.integer(able.length)]!.change) state[species]! += count;
  }
  return state;
}

/** Draws a state from the support, uniformly in each interval, at most `reach` from its lower end. */
function draw(
  support: Support,
  moves: ReturnType<typeof movesOf>,
  x: Int32Array,
  reach: number,
  stream: Stream,
) {
  const rank = moves.rank;
  const z = new Float64Array(rank);
  const intervals = support.intervals(x, 0);
  for (let i = 0; i < rank; i++) {
    intervals.of(i, x, 0, z);
    if (!(intervals.low <= intervals.high))
      throw new Error(
        `empty interval of coordinate ${i} at ${x}: ${intervals.low}…${intervals.high} after ${z}`,
      );
    const low = Math.max(intervals.low, -reach);
    const high = Math.min(intervals.high, low + reach);
    z[i] = low + stream.integer(high - low + 1);
  }
  return x.map((n, s) => {
    let sum = n;
    for (let i = 0; i < rank; i++) sum += moves.basis[s * rank + i]! * z[i]!;
    return sum;
  });
}

describe.each(models)('support of %s', (_name, { network }) => {
  const species = network.species.length;
  const stream = new Stream();

  test('holds every state that reactions reach; draws from it are states that keep the laws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: species, maxLength: species }),
        fc.nat(12),
        fc.nat(1e6),
        fc.constantFrom(...bases(network)),
        (start, events, seed, basis) => {
          const moves = movesOf(network, basis);
          const support = new Support(network, moves);
          stream.open(seed, 0, 0, Purpose.analysis);
          const before = Int32Array.from(start);
          const after = walk(network, start, events, stream);
          const move = new Coordinates(moves);
          expect(move.find(before, after, 0)).toBe(true);
          const { z } = move;
          const intervals = support.intervals(before, 0);
          z.forEach((value, i) => {
            intervals.of(i, before, 0, z);
            expect(value).toBeGreaterThanOrEqual(intervals.low);
            expect(value).toBeLessThanOrEqual(intervals.high);
          });
          const drawn = draw(support, moves, before, 9, stream);
          expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
          for (const { coefficients } of network.laws) {
            const total = (x: Int32Array) => coefficients.reduce((sum, c, s) => sum + c * x[s]!, 0);
            expect(total(drawn)).toBe(total(before));
          }
        },
      ),
      { numRuns: species > 10 ? 15 : 60, seed: 3 },
    );
  });
});

describe('support', () => {
  const reachable = (network: Network, start: readonly number[], limit = 9): Set<string> => {
    const seen = new Set([start.join()]);
    for (const todo = [Int32Array.from(start)]; todo.length > 0; ) {
      const x = todo.pop()!;
      for (const r of network.reactions) {
        if (r.reactants.some((t) => x[t.species]! < t.count)) continue;
        const next = x.slice();
        for (const { species, count } of r.change) next[species]! += count;
        if (next.some((n) => n > limit) || seen.has(next.join())) continue;
        seen.add(next.join());
        todo.push(next);
      }
    }
    return seen;
  };
  const supported = (
    network: Network,
    basis: BasisChoice,
    start: readonly number[],
    limit = 9,
  ): Set<string> => {
    const moves = movesOf(network, basis);
    const support = new Support(network, moves);
    const x = Int32Array.from(start);
    const found = new Set<string>();
    const rank = moves.rank;
    const z = new Float64Array(rank);
    const intervals = support.intervals(x, 0);
    const visit = (i: number): void => {
      if (i === rank) {
        const state = x.map((n, s) => z.reduce((sum, v, j) => sum + moves.basis[s * rank + j]! * v, n));
        if (state.every((n) => n <= limit)) found.add(state.join());
        return;
      }
      intervals.of(i, x, 0, z);
      const [low, high] = [Math.max(intervals.low, -40), Math.min(intervals.high, 40)];
      for (let v = low; v <= high; v++) {
        z[i] = v;
        visit(i + 1);
      }
    };
    visit(0);
    return found;
  };

  test.each([
    ['two deaths: only downwards', 'A -> 0 @ a\nB -> 0 @ b', [3, 2]],
    ['binding: complexes and partners move together', 'A + B <-> C @ a, b', [3, 2, 1]],
    ['pairs keep the parity', '0 -> 2 A @ a\n2 A -> 0 @ b', [3]],
    ['strides of two species', '2 A <-> 3 B @ a, b', [5, 1]],
    ['an empty state stays empty', 'A -> 2 A @ a\nA -> 0 @ b', [0]],
    ['what cannot be made stays', 'A + B -> 2 B @ a\nB -> C @ b', [4, 0, 1]],
    ['alarm comes from stings only', 'A -> D + 2 P @ a\nP -> 0 @ b', [2, 0, 1]],
  ])('%s', (_name, text, start) => {
    const network = crn(text as `${string}`) as Network;
    for (const basis of bases(network))
      expect(supported(network, basis, start)).toEqual(reachable(network, start));
  });

  test('a reaction that is short of a molecule is not counted on', () => {
    const network = crn('2 A -> B @ k') as Network;
    expect(propensities(network, [1, 0], [1], 0)[0]).toBe(0);
    for (const basis of bases(network)) expect(supported(network, basis, [1, 0])).toEqual(new Set(['1,0']));
  });

  test('bounds take the room they need, and those of the cone are given up where they need too much', () => {
    const numbers = (text: string): { all: number; most: number } => {
      const network = crn(text as `${string}`) as Network;
      const support = new Support(network, movesOf(network, bases(network)[0]!));
      const start = new Int32Array(network.species.length).fill(20);
      return { all: support.intervals(start, 0).numbers, most: support.numbers };
    };
    // A coordinate is a number, a bound two, a term two: each has a count that stays ≥ 0 and may not rise.
    expect(numbers('A -> 0 @ a\nB -> 0 @ b')).toEqual({ all: 2 * (1 + 2 + 2 + 2), most: 8192 });
    // Each kind turns into the next: by counts alone it takes more than is usual.
    const chain = Array.from({ length: 65 }, (_, i) => `A${i} <-> A${i + 1} @ k, k`).join('\n');
    expect(numbers(chain).all).toBeGreaterThan(8192);
    expect(numbers(chain).most).toBeGreaterThanOrEqual(numbers(chain).all);
    // Little by counts alone, much by what goes one way only; two of a kind take twice as much, or less than half.
    const oneWay = `
      A + P -> 2 T + H + N   @ k
      0 -> K + Q + O + S     @ k
      X + W -> C + E + N     @ k
      S + P -> L             @ k
      2 G -> Y + V           @ k
      O -> K                 @ k
      0 -> H                 @ k
      0 -> U + B + Z         @ k
      S + T -> C + B + P     @ k
      R + E -> Q + B + S     @ k
      Q + G -> J             @ k
      I + L -> M             @ k
      0 -> C + K + R + H     @ k
      L + S -> X             @ k`;
    const other = oneWay.replace(/[A-Z]/g, (name) => `${name}2`);
    expect(numbers(oneWay).all).toBeGreaterThan(4096);
    expect(numbers(oneWay + other).all).toBeLessThan(numbers(oneWay).all / 2);
    expect(numbers(oneWay + other).most).toBe(8192);
  });

  test('strides that no order of bounds can keep are refused in words', () => {
    const network = crn('2 A + 3 B <-> 3 A + 2 C @ a, b\n 5 B + 2 C <-> 3 A @ c, d') as Network;
    const refused = bases(network).flatMap((basis) => {
      try {
        new Support(network, movesOf(network, basis));
        return [];
      } catch (error) {
        expect(String(error)).toContain('move in strides that cannot be bounded one by one');
        return [basis.kind];
      }
    });
    expect(refused.length).toBeGreaterThan(0);
  });
});
