/** How many messages a page may send: so many a second, saved up for ten. */
import type { Clock } from '../clock.ts';

export class Allowance {
  readonly #clock: Clock;
  readonly #rate: number;
  readonly #most: number;
  #left: number;
  #since: number;

  /** @param rate  a second */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#rate = rate;
    this.#most = 10 * rate;
    this.#left = this.#most;
    this.#since = clock.now();
  }

  /** Takes one. @returns whether there was one left */
  take(): boolean {
    const now = this.#clock.now();
    this.#left = Math.min(this.#most, this.#left + ((now - this.#since) / 1000) * this.#rate);
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
