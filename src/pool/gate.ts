/**
 * Where threads wait for each other: a barrier in shared memory, with a way out.
 * An aborted gate opens for ever, so nobody waits for a thread that has died.
 */

/** Thrown out of every wait once a gate is aborted. */
export class GateAborted extends Error {}

const ARRIVED = 0;
const GENERATION = 1;
const ABORTED = 2;

/** Turns of the spin before a thread sleeps: a phase of a small tile is shorter than a wake-up. */
const SPINS = 2000;

export class Gate {
  /** Int32 words a gate needs. */
  static readonly words = 3;
  readonly #state: Int32Array;
  readonly #threads: number;

  constructor(state: Int32Array, threads: number) {
    this.#state = state;
    this.#threads = threads;
  }

  /** Returns when all threads have called it. @throws GateAborted */
  wait(): void {
    const s = this.#state;
    const generation = Atomics.load(s, GENERATION);
    this.check();
    if (this.#threads === 1) return;
    if (Atomics.add(s, ARRIVED, 1) + 1 === this.#threads) {
      Atomics.store(s, ARRIVED, 0);
      Atomics.add(s, GENERATION, 1);
      Atomics.notify(s, GENERATION);
    } else {
      for (let i = 0; i < SPINS && Atomics.load(s, GENERATION) === generation; i++);
      while (Atomics.load(s, GENERATION) === generation) Atomics.wait(s, GENERATION, generation);
    }
    this.check();
  }

  /** @throws GateAborted if the gate is open for good */
  check(): void {
    if (Atomics.load(this.#state, ABORTED)) throw new GateAborted();
  }

  /** Opens the gate for good and wakes everybody. */
  abort(): void {
    Atomics.store(this.#state, ABORTED, 1);
    Atomics.add(this.#state, GENERATION, 1);
    Atomics.notify(this.#state, GENERATION);
  }
}
