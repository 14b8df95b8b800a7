/** What a variational solve goes by: Δt, batches and when a step is good enough. */
import { checkNames, written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';

export interface Variational {
  /**
   * How much ln p may change in a step beyond the first order in Δt (standard deviation over the law):
   * Δt follows from it, in proportion to its root. Default 0.02.
   */
  readonly tolerance?: number;
  /** Standard deviation, over the law, of ln p less that of its target, that ends a step. Default 0.003. */
  readonly enough?: number;
  /** States of an update: half drawn from the network, half a few jumps away from such. Default 400. */
  readonly batch?: number;
  /** Updates of a step at most. Default 6. */
  readonly updates?: number;
  /** λ of the natural gradient: more is slower and safer. Default 1e-3. */
  readonly damping?: number;
  /** The start goes forward exactly while so few states hold it. Default 10 000. */
  readonly startStates?: number;
}

const usual: Required<Variational> = {
  tolerance: 0.02,
  enough: 0.003,
  batch: 400,
  updates: 6,
  damping: 1e-3,
  startStates: 10_000,
};

/** Greatest of each; a batch is solved by elimination, which costs its cube. */
const greatest: Required<Variational> = {
  tolerance: 1,
  enough: 1,
  batch: 4000,
  updates: 100,
  damping: 10,
  startStates: 1e6,
};

/** Every setting. @throws ScenarioError for one that is none */
export function variationalSettings(where: string, given: Variational): Required<Variational> {
  checkNames(where, 'variational', given, Object.keys(usual), 'setting of `variational`');
  const settings = { ...usual, ...given };
  for (const name of Object.keys(usual) as (keyof Variational)[]) {
    const value = settings[name];
    const least = { batch: 20, updates: 2, startStates: 1 }[name as string];
    const isRight = least === undefined ? value > 0 : Number.isInteger(value) && value >= least;
    if (!(isRight && value <= greatest[name]))
      throw new ScenarioError(
        where,
        `\`variational.${name}\` is ${written(value)}`,
        `Give a ${least === undefined ? 'number above 0' : `whole number from ${least}`}, ${greatest[name]} at most.`,
      );
  }
  return settings;
}
