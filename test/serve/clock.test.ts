import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { realClock } from '../../src/serve/clock.ts';

/** Milliseconds that a thread is told to have worked, for so many turns of a loop. */
function workOf(turns: number): number {
  const began = realClock.worked();
  let sum = 1;
  for (let i = 0; i < turns; i++) sum = Math.imul(sum, 48_271) ^ i;
  // Used, so that the loop is not left out.
  return realClock.worked() - began + (sum === 0.5 ? 1 : 0);
}

test.skipIf(!existsSync('/proc/thread-self/schedstat'))(
  'only Linux tells: a thread that works is told so',
  () => {
    workOf(1e6);
    expect(workOf(4e7)).toBeGreaterThan(0);
    expect(realClock.spent()).toBeGreaterThanOrEqual(realClock.worked());
  },
);
