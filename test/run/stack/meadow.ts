/** Bees on a few cells of every kind, and runs of them to be stacked. */
import type { Abstraction } from '../../../src/kernels/abstraction.ts';
import type { LearnedShape } from '../../../src/kernels/learned/shape/shape.ts';
import { openObservables } from '../../../src/run/scenario/observables.ts';
import { type Overrides, setUp } from '../../../src/run/scenario/setup.ts';
import { type Scenario, scenario } from '../../../src/run/scenario.ts';
import type { StackRun } from '../../../src/run/stack/run-stack.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { bees } from '../../support/networks.ts';

export type Options = Parameters<typeof scenario>[0];
/** One scenario, and what makes it another run of the same key. */
export interface Variant {
  readonly of: Scenario;
  readonly with?: Overrides;
}

export const { network } = bees;
export const rates = Object.fromEntries(network.rates.map((name, k) => [name, bees.rates[k]!]));

/** Cells that are empty, quiet, busy, and outside the training domain of 40. */
export const meadow = (more: Partial<Options> = {}): Scenario =>
  scenario({
    name: 'meadow',
    crn: network,
    rates,
    grid: { size: [5, 4] },
    start: ({ x, y, random }: { x: number; y: number; random: () => number }) =>
      x < 2 ? { Bee: 12 } : { Bee: x === 4 ? 60 : 9, BeeA: y % 3, P: Math.floor(random() * 30) },
    time: { step: 0.5, until: 4 },
    record: { every: 3 },
    ...more,
  } as Options);

export const learnedWith = (
  kernel: (shape: LearnedShape) => Scenario['kernel'],
  abstraction: Abstraction,
  more: Partial<Options> = {},
) => ({ of: meadow({ kernel: kernel(abstraction.shape)!, ...more }), abstraction });

export const mixture = randomAbstraction(network, { rates: bees.rates });
export function stackRun({ of, with: overrides }: Variant, onFrame: StackRun['onFrame']): StackRun {
  const { setup, start } = setUp(of, overrides);
  return { setup, start, observe: openObservables(of), onFrame };
}
