/** The shared words by which the main thread and the tiles steer one run. */
import { Gate } from '../../pool/gate.ts';

const GATE = 0;
const STOP = Gate.words;
const STOP_AT = STOP + 1;
const PRODUCED = STOP + 2;
const CONSUMED = STOP + 3;
const STEPS = STOP + 4;

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

  /** Asks the tiles to stop after the step they are in. */
  requestStop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  /** Tile 0, before the last gate of a step: turns the wish to stop into a step all agree on. */
  announceStop(nextStep: number): void {
    if (Atomics.load(this.#words, STOP) && !Atomics.load(this.#words, STOP_AT))
      Atomics.store(this.#words, STOP_AT, nextStep);
  }

  /** After that gate: whether the run ends before `nextStep`. */
  stopsBefore(nextStep: number): boolean {
    return Atomics.load(this.#words, STOP_AT) === nextStep;
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
  /** Main thread: lets {@link Control.awaitFrame} look again. */
  wake(): void {
    Atomics.notify(this.#words, PRODUCED);
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
