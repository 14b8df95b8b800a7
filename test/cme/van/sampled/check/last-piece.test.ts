import { expect, test } from 'vitest';
import { openJob } from '../../../../../src/cme/job.ts';
import { pieceRatios } from '../../../../../src/cme/van/sampled/check/last-piece.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';

const task = {
  network: crn('0 -> X @ 3\nX -> 0 @ 1\n0 -> Y @ 2\nY -> 0 @ 1'),
  rates: {},
  start: {},
  limits: { X: 30, Y: 30 },
};

/** ln of Poisson laws of means 3 and 2, without their constant: the law that stays as it is. */
const still = (states: Int32Array) =>
  Float64Array.from({ length: states.length / 2 }, (_, row) => {
    let log = states[2 * row]! * Math.log(3) + states[2 * row + 1]! * Math.log(2);
    for (let at = 2 * row; at < 2 * row + 2; at++) for (let n = 2; n <= states[at]!; n++) log -= Math.log(n);
    return log;
  });

test('each half is led by its own end, at every state; nothing else is left where the law obeys the equation', async () => {
  const job = openJob('van', task as never, 1);
  const times = (factor: number) => (states: Int32Array) =>
    still(states).map((log) => log + Math.log(factor));
  const states = Int32Array.of(3, 2, 0, 0, 30, 1, 7, 9);
  const [first, second] = await pieceRatios(
    { job, after: still, until: 1, over: 0.4, ends: [times(2), times(0.5)] },
    states,
    new Stream().open(1, 0, 0, Purpose.check),
  );
  expect(first).toHaveLength(4);
  for (const w of first) expect(w).toBeCloseTo(2, 9);
  for (const w of second) expect(w).toBeCloseTo(0.5, 9);
});
