import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';
import { FewEvents } from '../../../../src/kernels/learned/heads/integer/few-events.ts';
import { Flow, substeps } from '../../../../src/kernels/learned/inputs/flow.ts';

/** Events of each reaction in a step of `dt`. */
function eventsOf(
  network: Network,
  counts: readonly number[],
  rates: readonly number[],
  dt: number,
): number[] {
  const few = new FewEvents(network);
  const flow = new Flow(network);
  few.propensities(counts, 0, rates, 0);
  flow.run(counts, 0, rates, 0, few.a, dt);
  return [...flow.events];
}

/** The counts that events lead to. */
function after(network: Network, counts: readonly number[], events: readonly number[]): number[] {
  const x = [...counts];
  for (const [k, { change }] of network.reactions.entries())
    for (const { species, count } of change) x[species]! += count * events[k]!;
  return x;
}

test('decay is right to a tenth of a per cent', () => {
  const [events] = eventsOf(crn('A -> 0 @ k'), [1000], [1], 0.5);
  const exact = 1000 * (1 - Math.exp(-0.5));
  expect(Math.abs(events! - exact)).toBeLessThan(1e-3 * exact);
  // Control: as many Euler substeps are not.
  expect(Math.abs(1000 * (1 - (1 - 0.5 / substeps) ** substeps) - exact)).toBeGreaterThan(1e-3 * exact);
});

describe('a steady state stays, in steps of any length', () => {
  const cases: [string, number[], number[]][] = [
    ['0 <-> X @ 100, 1', [100], [0]],
    ['0 -> A @ 10\nA -> B @ 10\nB -> C @ 5\nC -> 0 @ 1', [1, 2, 10], [0, 2, 10]],
    ['G -> G + M @ 8\nM -> 0 @ 2\nM -> M + P @ 5\nP -> 0 @ 1', [1, 4, 20], [1, 4, 60]],
  ];
  test.each(cases)('%s', (text, steady, elsewhere) => {
    const network = crn(text);
    for (const dt of [1, 10, 100, 1000]) {
      const x = after(network, steady, eventsOf(network, steady, [], dt));
      for (const [s, n] of x.entries()) expect(n).toBeCloseTo(steady[s]!, 6);
    }
    // Control: what is no steady state moves.
    const moved = after(network, elsewhere, eventsOf(network, elsewhere, [], 1));
    expect(Math.max(...moved.map((n, s) => Math.abs(n - elsewhere[s]!)))).toBeGreaterThan(1);
  });

  test('where partners turn into each other and back, of some relaxation times', () => {
    const network = crn('A + B <-> C @ 0.1, 1');
    for (const dt of [0.1, 1]) {
      const x = after(network, [20, 30, 60], eventsOf(network, [20, 30, 60], [], dt));
      for (const [s, n] of x.entries()) expect(n).toBeCloseTo([20, 30, 60][s]!, 6);
    }
    // Control: elsewhere it moves.
    expect(after(network, [20, 30, 0], eventsOf(network, [20, 30, 0], [], 1))[2]).toBeGreaterThan(5);
  });

  test('and is where long steps lead: ten times the relaxation time and more', () => {
    for (const from of [0, 50, 1000])
      for (const dt of [10, 20, 100, 1000]) {
        const network = crn('0 <-> X @ 100, 1');
        const [x] = after(network, [from], eventsOf(network, [from], [], dt));
        expect(Math.abs(x! - 100)).toBeLessThan(1);
      }
  });
});

test('counts stay numbers ≥ 0 and totals what they are, however stiff', () => {
  const network = crn(
    'A + B <-> C @ f, b\n2 C -> D @ p\nD -> 2 A + 2 B @ u\nC -> C + M @ m\nM -> 0 @ d\nM + D -> D @ e',
  );
  for (let n = 0; n < 300; n++) {
    // Rates over twelve orders of magnitude, in a fixed order of no pattern.
    const rates = network.rates.map((_, r) => 10 ** (((n * 37 + r * r * 53 + r * 17) % 121) / 10 - 6));
    const start = network.species.map((_, s) => (n * 7 + s * s * 11) % 40);
    const events = eventsOf(network, start, rates, 1);
    const x = after(network, start, events);
    const scale = Math.max(...events);
    for (const count of x) expect(count).toBeGreaterThanOrEqual(-1e-9 * (1 + scale));
    expect(network.laws.length).toBeGreaterThan(0);
    for (const { coefficients } of network.laws) {
      const total = (of: readonly number[]) => coefficients.reduce((sum, c, s) => sum + c * of[s]!, 0);
      expect(Math.abs(total(x) - total(start))).toBeLessThan(1e-9 * (1 + scale));
    }
  }
});

describe('no species gives more than it has', () => {
  const network = crn(
    'A -> B @ {1000 * A}\nA + C -> 0 @ {700 * A * C}\n2 A -> D @ {900 * A * A}\nB -> A @ {3}',
  );
  test.each([[[5, 0, 3, 0]], [[1, 1, 1, 1]], [[100, 2, 40, 0]], [[0, 7, 9, 0]]])('from %j', (counts) => {
    const events = eventsOf(network, counts, [], 2);
    const x = after(network, counts, events);
    for (const n of x) expect(n).toBeGreaterThan(-1e-9);
    for (const e of events) expect(e).toBeGreaterThanOrEqual(0);
    // Control: what the propensities alone promise is far more than there is.
    const few = new FewEvents(network);
    few.propensities(counts, 0, [], 0);
    if (counts[0]! > 0)
      expect(
        Math.min(
          ...after(
            network,
            counts,
            [...few.a].map((a) => 2 * a),
          ),
        ),
      ).toBeLessThan(-1);
  });
});

test('a balance of forth and back stays one, however fast', () => {
  const network = crn('A <-> B @ f, b');
  // A thousand events of each kind in a step; as fast as a substep allows.
  const events = eventsOf(network, [40, 10], [4 * 0.25, 4], 2);
  expect(after(network, [40, 10], events)).toEqual([40, 10]);
  expect(events[0]).toBeCloseTo(80, 9);
});

test('a single copy that is half gone still works; what is no number happens not', () => {
  const network = crn('On -> Off @ k\nOn -> On + M @ m');
  const [, made] = eventsOf(network, [1, 0, 0], [1, 100], 1);
  // 100 (1 − e^−1) = 63; guarded by whole copies it would be 100 / 8.
  expect(made).toBeGreaterThan(60);
  expect(made).toBeLessThan(70);
  const broken = crn('A -> 0 @ {log(A) / (A - 1) + 0 * A}\nB -> 0 @ k');
  for (const e of eventsOf(broken, [2, 5], [1], 1)) expect(Number.isFinite(e)).toBe(true);
});
