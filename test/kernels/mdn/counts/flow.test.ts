import { describe, expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';
import { FewEvents } from '../../../../src/kernels/mdn/counts/few-events.ts';
import { Flow, substeps } from '../../../../src/kernels/mdn/counts/flow.ts';

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

test('decay is that of Euler substeps, close to the exact one', () => {
  const [events] = eventsOf(crn('A -> 0 @ k'), [1000], [1], 0.5);
  expect(events).toBeCloseTo(1000 * (1 - (1 - 0.5 / substeps) ** substeps), 9);
  const exact = 1000 * (1 - Math.exp(-0.5));
  expect(Math.abs(events! - exact)).toBeLessThan(0.03 * exact);
  // Control: one step of the same size is not.
  expect(Math.abs(500 - exact)).toBeGreaterThan(0.03 * exact);
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
