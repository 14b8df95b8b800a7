/**
 * What a page costs the process that runs what it shows, and what that process must work before the page may have
 * more: so watching stays a small share of a run's own work, however fast its frames come and however busy the
 * machine is.
 */
import type { Clock } from '../clock.ts';

/**
 * Share of the process's processor time that a page may cause on the server's thread. Less than a run may be slowed by,
 * which is 5 %: what is not charged, sockets and garbage, was measured to be as much again (`bench/viewer.ts`).
 */
const share = 0.02;

export class Toll {
  readonly #clock: Clock;
  /** Milliseconds of the server's thread that are not paid for, at `#since`. */
  #debt = 0;
  /** Processor time of the process up to which was paid. */
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.spent();
  }

  /** Does work for the page, and charges it. */
  charge<T>(work: () => T): T {
    const [began, worked] = [this.#clock.now(), this.#clock.worked()];
    try {
      return work();
    } finally {
      this.#pay();
      // Where only the process's time is told, threads beside this one are in it: they cannot make it more than passed.
      this.#debt += Math.min(this.#clock.now() - began, this.#clock.worked() - worked);
    }
  }

  /** Milliseconds of processor time that the process has yet to take before the page may have more. */
  get owed(): number {
    this.#pay();
    return this.#debt / share;
  }

  /** Nothing is owed any more. */
  forgive(): void {
    this.#debt = 0;
  }

  /** What is paid too much is not kept: a run that was held owes its watcher no burst. */
  #pay(): void {
    const spent = this.#clock.spent();
    this.#debt = Math.max(0, this.#debt - share * (spent - this.#since));
    this.#since = spent;
  }
}
