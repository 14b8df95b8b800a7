/**
 * What a page costs the process that runs what it shows, and what that process must work before the page may have
 * more: so watching stays a small share of a run's own work, however fast its frames come and however busy the
 * machine is.
 */
import type { Clock } from '../clock.ts';

/**
 * Share of the process's processor time that a page may cause on the server's thread. What it causes beside it, in
 * threads that collect its garbage, is less than as much again.
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
    const [began, spent] = [this.#clock.now(), this.#clock.spent()];
    try {
      return work();
    } finally {
      this.#pay();
      // Each counts others' work too, by threads beside this one or in its place: the less is nearer, and enough.
      this.#debt += Math.min(this.#clock.now() - began, this.#clock.spent() - spent);
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
