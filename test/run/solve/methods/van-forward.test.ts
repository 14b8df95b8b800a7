import { describe, expect, test } from 'vitest';
import type { PathStreams } from '../../../../src/cme/van/sampled/paths.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { Purpose } from '../../../../src/numerics/streams.ts';
import { simulateEnsemble } from '../../../../src/run/replicates/ensemble.ts';
import { vanForward } from '../../../../src/run/solve/methods/van-forward.ts';
import { band, gap } from '../../../support/gap.ts';
import { birthDeathLaw } from '../../../support/laws.ts';

const rows = 20_000;
const chance = 1e-9;
const network = crn('0 -> X @ birth\nX -> 0 @ 1');
const starts = new Int32Array(rows).fill(5);
const streams = { seed: 7, step: 0, purpose: Purpose.transitions };

interface Asked extends Partial<PathStreams> {
  readonly birth?: number;
  readonly threads?: number;
  readonly span?: readonly [number, number];
}

async function ends(states: Int32Array, { birth = 10, threads = 1, span = [0, 1], ...named }: Asked = {}) {
  const forward = vanForward({ network, rates: { birth } }, threads, () => {});
  try {
    return await forward.advance(states, span, { ...streams, ...named });
  } finally {
    await forward.close();
  }
}

describe('birth and death', () => {
  const law = birthDeathLaw({ from: 5, birth: 10, death: 1, time: 1 });

  test('follows the exact law, wherever in time', async () => {
    expect(gap(await ends(starts), law)).toBeLessThan(band(rows, chance));
    expect(gap(await ends(starts, { span: [3, 4] }), law)).toBeLessThan(band(rows, chance));
    expect(starts.every((n) => n === 5)).toBe(true);
  });

  test('control: births 10 % too fast are caught', async () => {
    expect(gap(await ends(starts, { birth: 11 }), law)).toBeGreaterThan(band(rows, chance));
  });
});

test('bits depend on neither threads nor batches', async () => {
  const own = starts.subarray(0, 3000);
  const whole = await ends(own);
  expect(await ends(own, { threads: 2 })).toEqual(whole);
  expect(await ends(own.subarray(1000), { first: 1000 })).toEqual(whole.slice(1000));
});

test('another seed, step or purpose is another draw', async () => {
  const own = starts.subarray(0, 1000);
  const others: Asked[] = [{}, { seed: 8 }, { step: 1 }, { purpose: Purpose.check }];
  const all = await Promise.all(others.map((named) => ends(own, named)));
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1)) expect(a).not.toEqual(b);
  });
});

test('shares nothing with trajectories of the same seed that it may be compared with', async () => {
  const { counts } = await simulateEnsemble({
    ...{ network, rates: { birth: 10 }, start: { X: 5 }, trajectories: 1000, until: 1, every: 1 },
    ...{ seed: streams.seed, timeUnit: 'h', threads: 1, keep: true },
  });
  const own = await ends(starts.subarray(0, 1000));
  const same = own.filter((n, row) => n === counts[1]![row]).length;
  // Of two independent draws some 10 % are equal; of 1000, more than 250 once in 10⁹ at most.
  expect(same).toBeLessThan(250);
});

test('is ended by who watches', async () => {
  const stop = new Error('enough');
  const forward = vanForward({ network, rates: { birth: 10 } }, 1, () => {
    throw stop;
  });
  await expect(forward.advance(starts, [0, 1], streams)).rejects.toBe(stop);
  await forward.close();
});
