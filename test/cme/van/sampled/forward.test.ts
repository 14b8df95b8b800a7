import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { type Forward, openAdvance, staysInside } from '../../../../src/cme/van/sampled/forward.ts';
import { Paths } from '../../../../src/cme/van/sampled/paths.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { Purpose } from '../../../../src/numerics/streams.ts';

const pond = crn('0 -> X @ 10\nX -> 0 @ 1');
const jobOf = (limit: number) =>
  openJob('van', { network: pond, rates: {}, start: { X: 5 }, limits: { X: limit } } as never, 1);
const streams = { seed: 3, step: 2, purpose: Purpose.transitions };
const span = [0, 1] as const;
const starts = new Int32Array(1200).fill(5);

/** Row r ends at r % 20. */
const counted: Forward = {
  name: 'counted',
  advance: async (states) => states.map((_, row) => row % 20),
};
const byPaths = (limit: number): Int32Array => {
  const states = starts.slice();
  new Paths(jobOf(limit)).advance(states, span, streams);
  return states;
};

test('without another way, all go by paths', async () => {
  const states = starts.slice();
  await openAdvance(jobOf(60), undefined)(states, span, streams);
  expect(states).toEqual(byPaths(60));
});

test('what another way finds inside the limits is taken, what ends beyond goes by paths', async () => {
  const states = starts.slice();
  await openAdvance(jobOf(12), counted)(states, span, streams);
  expect(states).toEqual(byPaths(12).map((n, row) => (row % 20 <= 12 ? row % 20 : n)));
});

test('rows know their number', async () => {
  const [whole, part] = [starts.slice(), starts.slice(40)];
  await openAdvance(jobOf(12), counted)(whole, span, streams);
  await openAdvance(jobOf(12), counted)(part, span, { ...streams, first: 40 });
  expect(part).toEqual(whole.slice(40));
});

describe('a pilot', () => {
  test('stays inside where the limits are far', () => {
    expect(staysInside(jobOf(60), starts, span, streams)).toBe(true);
  });

  test('goes beyond where they are near, even if it comes back', () => {
    expect(staysInside(jobOf(7), starts, span, streams)).toBe(false);
    // Ends at nothing, by way of one.
    const flash = openJob(
      'van',
      { network: crn('A -> X @ 30\nX -> 0 @ 30'), rates: {}, start: { A: 1 }, limits: { X: 0 } } as never,
      1,
    );
    expect(staysInside(flash, Int32Array.of(1, 0, 1, 0), span, streams)).toBe(false);
  });

  test('is not stopped by what a conservation law bounds', () => {
    const pair = openJob(
      'van',
      { network: crn('A <-> B @ 5, 5'), rates: {}, start: { A: 3 }, limits: {} } as never,
      1,
    );
    expect(Array.from(pair.limits)).toEqual([3, 3]);
    expect(staysInside(pair, Int32Array.of(3, 0, 3, 0), span, streams)).toBe(true);
  });

  test('of what grows without end ends', () => {
    const growth = openJob(
      'van',
      { network: crn('X -> 2 X @ 40'), rates: {}, start: { X: 5 }, limits: { X: 50 } } as never,
      1,
    );
    expect(staysInside(growth, starts.slice(0, 5), span, streams)).toBe(false);
  });
});
