/** The learned networks that are timed: the published sizes, random weights, the same for every contestant. */
import type { Abstraction } from '../src/kernels/abstraction.ts';
import type { HeadSpec } from '../src/kernels/learned/shape/shape.ts';
import { mdn } from '../src/kernels/specs.ts';
import { egfr, gene, type Model, x16 } from '../test/support/networks.ts';

/** What the peers must know of a network: relu layers, of which equal ones add up, and a linear head. */
export interface Layers {
  readonly head: HeadSpec['kind'];
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly mixtures: number;
}

export interface LearnedModel {
  readonly model: Model;
  readonly spec: ReturnType<typeof mdn>;
  readonly dt: number;
  readonly layers: Layers;
  /** Rows of one call. */
  readonly rows: number;
  /** Counts that each row starts from, shape [species]. */
  readonly start: readonly number[];
}

export type LearnedName = 'narrow' | 'wide' | 'counts head';

/** The narrow and the wide published network (Gene and EGFR in size), and our own head on X16. */
export function learnedModel(name: LearnedName): LearnedModel {
  if (name === 'narrow') return sized(gene, { head: 'gaussian', mixtures: 6, hidden: [80, 80, 80] }, 10_000);
  if (name === 'wide')
    return sized(egfr({ v2: 'falling' }), { head: 'gaussian', mixtures: 6, hidden: [460, 460] }, 1000);
  const own = sized(x16, { head: 'counts', mixtures: 12, hidden: [64, 64] }, 10_000);
  return { ...own, dt: 40, start: x16.start };
}

function sized(
  model: Model,
  shape: { readonly head: HeadSpec['kind']; readonly mixtures: number; readonly hidden: readonly number[] },
  rows: number,
): LearnedModel {
  const species = model.network.species.length;
  const { head, mixtures, hidden } = shape;
  return {
    model,
    spec: mdn({ ...shape, outside: 'learned' }),
    dt: 1,
    layers: { head, inputs: species, hidden, outputs: mixtures * (1 + 2 * species), mixtures },
    rows,
    start: model.start.map(() => 20),
  };
}

/** Weights that were never trained: a step costs the same, whatever they are. */
export async function randomWeights({ model, layers, dt }: LearnedModel): Promise<Abstraction> {
  // Loaded where it is used only: the peers' processes do without.
  const { randomAbstraction } = await import('../test/kernels/learned/random-abstraction.ts');
  const { head, mixtures, hidden } = layers;
  const options = { head, mixtures, hidden, dt, rates: model.rates, anchor: 'linear', wild: 1 } as const;
  return randomAbstraction(model.network, options);
}
