/** The threads that help the first one with the slices of a batch. */
import { type Actors, compiled, startActors } from '../../../pool/actors.ts';
import { control } from './slices.ts';
import type { TrainerJob } from './worker.ts';

export class Crew {
  readonly #jobs: readonly TrainerJob[];
  readonly #words: Int32Array;
  #actors: Actors<TrainerJob, undefined> | undefined;
  /** The helpers' own lives; fails when one of them does. */
  #lives: Promise<unknown> | undefined;

  /** @param jobs  one for each helper; they are not started before they are needed */
  constructor(jobs: readonly TrainerJob[], words: Int32Array) {
    this.#jobs = jobs;
    this.#words = words;
  }

  /** Tells up to `helpers` threads that there are slices to take. */
  wake(helpers: number): void {
    if (Math.min(helpers, this.#jobs.length) < 1) return;
    this.#start();
    Atomics.add(this.#words, control.generation, 1);
    Atomics.notify(this.#words, control.generation, helpers);
  }

  /** Returns when all slices are done. @throws WorkerError when a thread failed */
  async wait(slices: number): Promise<void> {
    for (;;) {
      if (Atomics.load(this.#words, control.failed)) await this.#lives;
      const done = Atomics.load(this.#words, control.done);
      if (done === slices) return;
      const waiting = Atomics.waitAsync(this.#words, control.done, done);
      if (waiting.async) await waiting.value;
    }
  }

  /** Sends everybody home. */
  dispose(): void {
    this.#release();
    const close = () => this.#actors?.close();
    void this.#lives?.then(close, close);
  }

  #start(): void {
    if (this.#actors) return;
    this.#actors = startActors<TrainerJob, undefined>(
      compiled(new URL('./worker.ts', import.meta.url)),
      this.#jobs.length,
      (helper) => `trainer, thread ${helper + 2} of ${this.#jobs.length + 1}`,
      () => {
        Atomics.store(this.#words, control.failed, 1);
        this.#release();
        Atomics.notify(this.#words, control.done);
      },
    );
    this.#lives = this.#actors.perform(this.#jobs);
    // Who waits for a batch is told.
    this.#lives.catch(() => {});
  }

  #release(): void {
    Atomics.store(this.#words, control.stop, 1);
    Atomics.add(this.#words, control.generation, 1);
    Atomics.notify(this.#words, control.generation);
  }
}
