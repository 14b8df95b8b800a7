import { expect, test } from 'vitest';
import { openSsa } from '../../../src/kernels/ssa.ts';
import type { Starts } from '../../../src/learning/data/starts.ts';
import { drawTransitions, type TransitionOptions } from '../../../src/learning/data/transitions.ts';
import { band } from '../../support/gap.ts';
import { bees } from '../../support/networks.ts';

const { network, rates } = bees;
const from = [9, 1, 0, 2];
const many = (rows: number): Starts => ({
  rows,
  counts: Int32Array.from({ length: 4 * rows }, (_, i) => from[i % 4]!),
  rates: Float64Array.from({ length: rows * rates.length }, (_, i) => rates[i % rates.length]!),
});
const options = async (over: Partial<TransitionOptions> = {}): Promise<TransitionOptions> => ({
  network,
  ssa: await openSsa({ network }),
  dt: 0.5,
  seed: 1,
  each: 16,
  events: 'many',
  set: 0,
  ...over,
});

/** Share of transitions that end in each number of dead bees. */
function deaths(data: ReturnType<typeof drawTransitions>): Float64Array {
  const shares = new Float64Array(4);
  const total = data.weight.reduce((a, b) => a + b, 0);
  for (let r = 0; r < data.rows; r++) shares[Math.min(data.after[4 * r + 2]!, 3)]! += data.weight[r]! / total;
  return shares;
}

test('transitions of many events follow the exact law, given two events or more', async () => {
  const learned = deaths(drawTransitions(many(3000), await options()));
  // The same by counting: exact steps one row at a time, kept where two events or more fired.
  const ssa = await openSsa({ network });
  const kept = new Float64Array(4);
  let n = 0;
  const all = Float64Array.from(rates);
  for (let i = 0; n < 20_000; i++) {
    const counts = Int32Array.from(from);
    const events = ssa.tally.events;
    ssa.step(counts, all, 0, 0.5, { seed: 9, step: 0, firstAgent: i });
    if (ssa.tally.events - events < 2) continue;
    kept[Math.min(counts[2]!, 3)]!++;
    n++;
  }
  const limit = 2 * band(20_000, 1e-9);
  for (const k of [0, 1, 2]) expect(Math.abs(learned[k]! - kept[k]! / n)).toBeLessThan(limit);
  // Control: unconditional transitions are another law.
  const any = deaths(drawTransitions(many(3000), await options({ events: 'any' })));
  expect(Math.abs(any[0]! - kept[0]! / n)).toBeGreaterThan(limit);
});

test('each start weighs 1, and equal outcomes are one pair', async () => {
  const data = drawTransitions(many(50), await options());
  const weights = new Float64Array(50);
  const seen = new Set<string>();
  for (let r = 0; r < data.rows; r++) {
    weights[data.start[r]!]! += data.weight[r]!;
    const key = `${data.start[r]}:${data.after.subarray(4 * r, 4 * r + 4)}`;
    expect(seen.has(key)).toBe(false);
    seen.add(key);
  }
  for (const w of weights) expect(w).toBeCloseTo(1, 5);
});

test('a start draws the same alone and among others; sets differ; starts without two events give none', async () => {
  const whole = drawTransitions(many(20), await options());
  const first = drawTransitions(many(5), await options());
  expect(whole.after.subarray(0, 4 * first.rows)).toEqual(first.after);
  expect(drawTransitions(many(20), await options({ set: 1 })).after).not.toEqual(whole.after);
  const still: Starts = { rows: 2, counts: Int32Array.from([5, 0, 1, 0, 0, 0, 0, 1]), rates: many(2).rates };
  expect(drawTransitions(still, await options()).rows).toBe(0);
});
