/** e^{A·t}·p on the states of a box, whose jumps out of it do not happen. */

import type { Jumps } from '../../fsp/explore.ts';
import { ExponentialAction } from '../../fsp/exponential/action.ts';
import { SparseMemory } from '../../fsp/exponential/sparse-product.ts';
import { TimedSteps } from '../../fsp/exponential/timed-steps.ts';
import { Generator } from '../../fsp/generator.ts';
import type { StateTable } from '../../state-table.ts';

/** Error that the integrator may make over one step: nothing beside that of a network. */
const tolerance = 1e-7;

/** Remembers nothing from one step to the next, so that a solve can be resumed anywhere. */
export class Evolution {
  readonly #generator: Generator;
  readonly #isTimed: boolean;
  /** Products of the generator and a vector so far. */
  products = 0;

  constructor(jumps: Jumps, table: StateTable) {
    this.#generator = new Generator(new SparseMemory(), jumps, table, true);
    this.#isTimed = jumps.job.timed.includes(true);
  }

  /** The law at `until` of the law `p` at `from`, shape [states]; sums to 1. */
  advance(p: Float64Array, from: number, until: number): Float64Array {
    const action = new ExponentialAction();
    const { p: after } = this.#isTimed
      ? new TimedSteps(action).advance(this.#generator, p, from, until - from, tolerance)
      : action.apply(this.#generator, p, until - from, tolerance);
    this.products += action.tally.products;
    const held = after.reduce((sum, v) => sum + v, 0);
    for (let i = 0; i < after.length; i++) after[i]! /= held;
    return after;
  }
}
