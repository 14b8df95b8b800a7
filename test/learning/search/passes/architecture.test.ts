import { describe, expect, test } from 'vitest';
import {
  architectureGradient,
  architecturePenalty,
  beginArchitecture,
  entropyOf,
  moveArchitecture,
  probabilitiesOf,
} from '../../../../src/learning/search/passes/architecture.ts';

const n = 3;
const alphas = Float64Array.of(0.3, -0.2, 0.9, 1.5, 0, -1);
const byGate = [
  [0.7, -0.4, 1.1],
  [-2, 0.5, 0.1],
];
const terms = {
  microseconds: [
    [1, 0, 4],
    [2, 0, 3],
  ],
  latency: 0.05,
};
const p = probabilitiesOf(alphas, n);
const all = p.map((own) => own.map((share, operation) => ({ operation, share })));

/** Central differences of a function of α. */
function slope(f: (alphas: Float64Array) => number): Float64Array {
  const at = alphas.slice();
  return at.map((alpha, i) => {
    at[i] = alpha + 1e-6;
    const above = f(at);
    at[i] = alpha - 1e-6;
    const below = f(at);
    at[i] = alpha;
    return (above - below) / 2e-6;
  });
}

/** A loss that is linear in the probabilities, as the gates' gradient takes it to be. */
const expected = (a: Float64Array): number => {
  const q = probabilitiesOf(a, n);
  const loss = q.reduce((sum, own, e) => sum + own.reduce((s, x, k) => s + x * byGate[e]![k]!, 0), 0);
  return loss + architecturePenalty(q, terms);
};

test('over all operations it is the gradient of the expected loss and the penalty', () => {
  const got = architectureGradient(p, all, byGate, terms);
  slope(expected).forEach((want, i) => {
    expect(got[i]).toBeCloseTo(want, 8);
  });
  // Control: without the price of latency it is another.
  const free = architectureGradient(p, all, byGate, { ...terms, latency: 0 });
  expect(Math.max(...free.map((x, i) => Math.abs(x - got[i]!)))).toBeGreaterThan(1e-3);
});

describe('two of an edge', () => {
  const touched = p.map((own, e) =>
    [e, 2].map((operation) => ({ operation, share: own[operation]! / (own[e]! + own[2]!) })),
  );
  const none = { microseconds: terms.microseconds.map(() => [0, 0, 0]), latency: 0 };

  test('get the gradient of the softmax over themselves, the third none', () => {
    const got = architectureGradient(p, touched, byGate, none);
    const want = slope((a) => {
      let loss = 0;
      touched.forEach((choice, e) => {
        const terms = choice.map(({ operation }) => Math.exp(a[e * n + operation]!));
        const sum = terms.reduce((x, y) => x + y, 0);
        choice.forEach(({ operation }, k) => {
          loss += (terms[k]! / sum) * byGate[e]![operation]!;
        });
      });
      // Their share of the penalty is that of all.
      return loss + architecturePenalty(probabilitiesOf(a, n), none);
    });
    for (const [e, choice] of touched.entries())
      for (const { operation } of choice)
        expect(got[e * n + operation]).toBeCloseTo(want[e * n + operation]!, 8);
    expect(got[1]).toBe(0);
    expect(got[n]).toBe(0);
  });

  test('move against each other, and leave the third its probability', () => {
    const state = { ...beginArchitecture(2 * n), alphas };
    const gradient = architectureGradient(p, touched, byGate, none);
    const next = moveArchitecture(state, touched, gradient, 0.1);
    const after = probabilitiesOf(next.alphas, n);
    expect(after[0]![1]).toBeCloseTo(p[0]![1]!, 12);
    expect(after[1]![0]).toBeCloseTo(p[1]![0]!, 12);
    expect(next.alphas[1]).toBe(alphas[1]);
    expect(next.moves).toEqual(Float64Array.of(1, 0, 1, 0, 1, 1));
    // Down the gradient: operation 0 of edge 0 is better than 2, operation 2 of edge 1 better than 1.
    expect(after[0]![0]! - p[0]![0]!).toBeGreaterThan(0.005);
    expect(after[1]![2]! - p[1]![2]!).toBeGreaterThan(0.005);
    expect(state.alphas).toEqual(alphas);
  });
});

test('a reward for a decided edge makes the likely likelier', () => {
  const flat = p.map((own) => own.map(() => 0));
  const free = { ...terms, latency: 0 };
  const got = architectureGradient(p, all, flat, free);
  p.forEach((own, e) => {
    expect(got[e * n + own.indexOf(Math.max(...own))]).toBeLessThan(0);
    expect(got[e * n + own.indexOf(Math.min(...own))]).toBeGreaterThan(0);
  });
});

test('entropy is that of a fair choice at the beginning, and 0 for a certain one', () => {
  expect(entropyOf(probabilitiesOf(beginArchitecture(6).alphas, n))).toBeCloseTo(Math.log(3), 12);
  expect(entropyOf([[0, 1, 0]])).toBe(0);
});
