/** What a model file says, whatever its format: a network and its numbers. Writers take one, readers give one. */
import type { Network } from '../crn/network.ts';

export interface Model {
  /** For people; any text. */
  readonly name: string;
  readonly network: Network;
  /** A value for each rate constant of the network, per unit of time. */
  readonly rates: Readonly<Record<string, number>>;
  /** Molecules at time 0; species left out start at 0. */
  readonly start: Readonly<Record<string, number>>;
  /** Such as `hour`; left out where nobody said. */
  readonly timeUnit?: string;
}
