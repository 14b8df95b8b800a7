import { expect, test } from 'vitest';
import { PaceMeter } from '../../../src/serve/sources/pace.ts';
import { turnedClock } from '../turned-clock.ts';

function meter() {
  const clock = turnedClock();
  const pace = new PaceMeter(clock);
  return {
    pace,
    /** A frame so many milliseconds after the one before. */
    after(ms: number, step: number): number | undefined {
      clock.turn(ms);
      return pace.take(step);
    },
  };
}

test('the first frame tells nothing, the second the mean over the steps between', () => {
  const { after } = meter();
  expect(after(0, 40)).toBeUndefined();
  expect(after(200, 50)).toBeCloseTo(0.02);
});

test('frames that come in bursts have the pace of the steps, not of the bursts', () => {
  const { after } = meter();
  after(0, 0);
  // Five frames of two steps at once, every 100 ms: 10 ms a step.
  const told: number[] = [];
  for (let step = 2; step <= 400; step += 2) told.push(after(step % 10 === 0 ? 100 : 0, step)!);
  // Less than a burst in the half second that is looked back on.
  for (const pace of told.slice(50)) expect(Math.abs(pace / 0.01 - 1)).toBeLessThan(0.25);
  // Control: from frame to frame it would be nothing, or five times as much.
});

test('slow frames count from the one before; a pause counts for nothing', () => {
  const { after, pace } = meter();
  after(0, 0);
  after(2000, 1);
  expect(after(4000, 2)).toBeCloseTo(4);
  pace.rest();
  expect(after(60_000, 3)).toBeUndefined();
  expect(after(1000, 4)).toBeCloseTo(1);
});
