/** A published network with the kernel that has been trained for it, if one has. */
import type { Abstraction } from '../src/kernels/abstraction.ts';
import type { LearnedSpec } from '../src/kernels/learned.ts';
import { learnedShape } from '../src/kernels/open-kernel.ts';
import { findAbstraction } from '../src/learning/store.ts';
import { type Published, published } from './published.ts';

export interface Trained extends Published {
  /** The network by itself: no row goes to exact simulation. */
  readonly spec: LearnedSpec;
  readonly abstraction?: Abstraction;
  /** Shape [rates]. */
  readonly rates: Float64Array;
}

export const publishedNames = published.map(({ name }) => name);

/** @param own  the kernel that was trained, where it is not the scenario's own */
export async function trained(name: string, own?: LearnedSpec): Promise<Trained> {
  const found = published.find((p) => p.name === name)!;
  const { scenario } = found;
  const kernel = scenario.kernel;
  const shape = own ?? (kernel && kernel !== 'auto' ? learnedShape(kernel) : undefined);
  if (!shape) throw new Error(`scenarios/${name}.ts asks for no learned kernel`);
  const folder = new URL('../scenarios/abstractions', import.meta.url).pathname;
  const purpose = { network: scenario.crn, dt: scenario.time.step, shape };
  const stored = await findAbstraction([folder], purpose);
  const rates = scenario.crn.rates.map((rate) => (scenario.rates as Record<string, number>)[rate]!);
  return {
    ...found,
    spec: { ...shape, outside: 'learned' },
    rates: Float64Array.from(rates),
    ...(stored ? { abstraction: stored.abstraction } : {}),
  };
}
