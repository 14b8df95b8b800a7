/** Time for work that can grow beyond all bounds. */
import { ModelError } from '../../../errors.ts';

export class Budget {
  readonly #where: string;
  readonly #seconds: number;
  readonly #end: number;
  #steps = 0;

  /** @param where  what an error begins with */
  constructor(where: string, seconds: number) {
    this.#where = where;
    this.#seconds = seconds;
    this.#end = performance.now() + 1000 * seconds;
  }

  /**
   * To be called once per step of work, of some microseconds.
   *
   * @throws ModelError when the time is over
   */
  spend(): void {
    // A look at the clock costs as much as a step.
    if ((++this.#steps & 255) !== 0 || performance.now() < this.#end) return;
    throw new ModelError(
      this.#where,
      `its rules could not be expanded into a network within ${this.#seconds} seconds`,
      'Bound the complexes (`max_agg`, `max_stoich` of generate_network), make patterns less symmetric, or allow more time.',
    );
  }
}
