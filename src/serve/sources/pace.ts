/** How long the steps of a live run take. */
import type { Clock } from '../clock.ts';

/** Milliseconds over which the mean is taken: frames come in bursts, whose gaps say nothing of the steps. */
const over = 500;

export class PaceMeter {
  readonly #clock: Clock;
  /** When frames came, oldest first: the newest, and those of the last `over` ms with the one before them. */
  #came: { readonly at: number; readonly step: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Another frame has come.
   *
   * @returns wall seconds of a step: a mean over the steps of the last half second, or since the frame before where
   *          that is longer ago; undefined at the first frame
   */
  take(step: number): number | undefined {
    const at = this.#clock.now();
    this.#came.push({ at, step });
    while (this.#came.length > 2 && this.#came[1]!.at <= at - over) this.#came.shift();
    const [first] = this.#came;
    return first && step > first.step ? (at - first.at) / 1000 / (step - first.step) : undefined;
  }

  /** The run is held: what passes until its next frame is no step's. */
  rest(): void {
    this.#came = [];
  }
}
