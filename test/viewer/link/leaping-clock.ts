/** Real time that can be made to leap: what was due meanwhile is called at once, as when a machine wakes up. */
import { type Clock, realClock } from '../../../src/serve/clock.ts';

export interface LeapingClock extends Clock {
  leap(ms: number): void;
}

export function leapingClock(): LeapingClock {
  let ahead = 0;
  const waiting = new Set<{ readonly at: number; readonly call: () => void }>();
  const now = (): number => realClock.now() + ahead;
  return {
    now,
    spent: () => realClock.spent(),
    worked: () => realClock.worked(),
    after(ms, call) {
      const one = {
        at: now() + ms,
        call() {
          takeBack();
          call();
        },
      };
      const stop = realClock.after(ms, one.call);
      const takeBack = (): void => {
        stop();
        waiting.delete(one);
      };
      waiting.add(one);
      return takeBack;
    },
    leap(ms) {
      ahead += ms;
      const due = [...waiting].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
      for (const { call } of due) call();
    },
  };
}
