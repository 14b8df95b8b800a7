/** The shared words by which the main thread and the tiles steer one run. */
import { Gate } from '../../pool/gate.ts';

const GATE = 0;
const WISH = Gate.words;
/** Step before which all halt, plus 1: memory begins as 0, and a run that nobody steers never halts. */
const HALT_AT = WISH + 1;
const HALTS = WISH + 2;
const ANSWERS = WISH + 3;
const GO = WISH + 4;
const PRODUCED = WISH + 5;
const CONSUMED = WISH + 6;
const STEPS = WISH + 7;

/** Where the main thread would like the tiles to halt. */
export const Wish = { none: 0, nextFrame: 1, nextStep: 2 } as const;

/** Frames that may wait for the main thread before the tiles do. */
export const frameSlots = 2;

/** One view of the control words; every thread makes its own over the same memory. */
export class Control {
  static words(tiles: number): number {
    return STEPS + tiles;
  }

  readonly gate: Gate;
  readonly #words: Int32Array;

  constructor(words: Int32Array, tiles: number) {
    this.#words = words;
    this.gate = new Gate(words.subarray(GATE, GATE + Gate.words), tiles);
  }

  /** Main thread: asks the tiles to halt soon; `haltAt` is for when the step is known. */
  wish(wish: number): void {
    Atomics.store(this.#words, WISH, wish);
  }

  /** Main thread, while the tiles halt or before they begin: the step before which they halt next, if any. */
  haltAt(step: number | undefined): void {
    Atomics.store(this.#words, HALT_AT, step === undefined ? 0 : step + 1);
  }

  /** Tile 0, before the last gate of a step: turns a wish into a step all agree on, unless they halt earlier. */
  announceHalt(nextStep: number, nextFrame: number): void {
    const wish = Atomics.load(this.#words, WISH);
    if (wish === Wish.none) return;
    const step = wish === Wish.nextStep ? nextStep : nextFrame;
    const earlier = Atomics.load(this.#words, HALT_AT);
    Atomics.store(this.#words, HALT_AT, earlier === 0 ? step + 1 : Math.min(step + 1, earlier));
  }

  /** After that gate: whether all halt before `nextStep`. */
  haltsBefore(nextStep: number): boolean {
    return Atomics.load(this.#words, HALT_AT) === nextStep + 1;
  }

  /**
   * Tiles: waits until the main thread has done what it likes with the state.
   *
   * @returns whether the run goes on
   */
  halt(tile: number): boolean {
    const words = this.#words;
    // Nobody writes any more.
    this.gate.wait();
    if (tile === 0) {
      const halt = Atomics.add(words, HALTS, 1) + 1;
      Atomics.notify(words, HALTS);
      while (Atomics.load(words, ANSWERS) < halt) {
        this.gate.check();
        // A limit on the sleep, as in `awaitSlot`.
        Atomics.wait(words, ANSWERS, halt - 1, 100);
      }
    }
    this.gate.wait();
    return Atomics.load(words, GO) === 1;
  }

  /** Main thread: resolves to true at halt number `halt`, from 1; to false when `done` says that none will come. */
  async awaitHalt(halt: number, done: () => boolean): Promise<boolean> {
    for (;;) {
      const halts = Atomics.load(this.#words, HALTS);
      if (halts >= halt) return true;
      if (done()) return false;
      const wait = Atomics.waitAsync(this.#words, HALTS, halts);
      if (wait.async) await wait.value;
    }
  }

  /** Main thread, while the tiles halt: the step before which they do. */
  get haltedAt(): number {
    return Atomics.load(this.#words, HALT_AT) - 1;
  }

  /** Main thread: lets the tiles that halt go on, or ends the run. */
  answer(go: boolean): void {
    Atomics.store(this.#words, GO, go ? 1 : 0);
    Atomics.add(this.#words, ANSWERS, 1);
    Atomics.notify(this.#words, ANSWERS);
  }

  /** The step a tile is in, for messages about threads that died. */
  noteStep(tile: number, step: number): void {
    this.#words[STEPS + tile] = step;
  }
  stepOf(tile: number): number {
    return Atomics.load(this.#words, STEPS + tile);
  }

  /** Tiles: waits until the slot of frame `index` has been read. */
  awaitSlot(index: number): void {
    for (;;) {
      const consumed = Atomics.load(this.#words, CONSUMED);
      if (consumed >= index - (frameSlots - 1)) return;
      this.gate.check();
      // A limit on the sleep, because an aborted run wakes the gate's sleepers, not these.
      Atomics.wait(this.#words, CONSUMED, consumed, 100);
    }
  }

  /** Tile 0: frame `index` is complete. */
  produced(index: number): void {
    Atomics.store(this.#words, PRODUCED, index + 1);
    Atomics.notify(this.#words, PRODUCED);
  }

  /** Main thread: resolves when frame `index` is complete, or when `done` says that none will come. */
  async awaitFrame(index: number, done: () => boolean): Promise<void> {
    for (;;) {
      const produced = Atomics.load(this.#words, PRODUCED);
      if (produced > index || done()) return;
      const wait = Atomics.waitAsync(this.#words, PRODUCED, produced);
      if (wait.async) await wait.value;
    }
  }
  /** Main thread: lets {@link Control.awaitFrame} and {@link Control.awaitHalt} look again. */
  wake(): void {
    Atomics.notify(this.#words, PRODUCED);
    Atomics.notify(this.#words, HALTS);
  }
  framesProduced(): number {
    return Atomics.load(this.#words, PRODUCED);
  }

  /** Main thread: frame `index` has been copied out of its slot. */
  consumed(index: number): void {
    Atomics.store(this.#words, CONSUMED, index + 1);
    Atomics.notify(this.#words, CONSUMED);
  }

  /** Main thread: no frame will be read any more, so nobody needs to wait for a slot. */
  release(): void {
    this.consumed(2147483646);
  }
}
