/** A clock that stands still until it is turned. */
import type { Clock } from '../../src/serve/clock.ts';

export interface TurnedClock extends Clock {
  /** So much processor time is taken by a thread beside the server's, in no time. */
  spend(ms: number): void;
  /** The server's thread works so long. */
  work(ms: number): void;
  /** Calls what is due in the next `ms` milliseconds, in order. */
  turn(ms: number): void;
  /** Calls that wait. */
  readonly waiting: number;
}

export function turnedClock(): TurnedClock {
  let now = 0;
  let spent = 0;
  let worked = 0;
  const calls = new Set<{ at: number; call: () => void }>();
  return {
    now: () => now,
    spent: () => spent,
    worked: () => worked,
    spend(ms) {
      spent += ms;
    },
    work(ms) {
      now += ms;
      spent += ms;
      worked += ms;
    },
    after(ms, call) {
      const one = { at: now + ms, call };
      calls.add(one);
      return () => calls.delete(one);
    },
    turn(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...calls].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        calls.delete(next);
        now = Math.max(now, next.at);
        next.call();
      }
      now = end;
    },
    get waiting() {
      return calls.size;
    },
  };
}
