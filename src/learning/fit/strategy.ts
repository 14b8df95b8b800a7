/**
 * How the learning rate moves.
 *
 * Sources: cosine schedule, Loshchilov & Hutter 2017, arXiv 1608.03983; the two others are those
 * of Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788.
 */

/** With everything said. */
export type Strategy =
  /** Rises over the first updates, then falls along half a cosine to a hundredth. */
  | { readonly kind: 'cosine' }
  /** Is multiplied by `decay`, but kept at `minimal` or above, whenever `patience` epochs in all were no better. */
  | {
      readonly kind: 'tolerance-drop';
      readonly decay: number;
      readonly patience: number;
      readonly minimal: number;
    }
  /**
   * initial · exp(−update · decay) · |cos(phase · d / cosSteps)| + minimal, d the updates since the
   * last restart. Every `cosSteps` updates it restarts, and the optimiser forgets; 0: never, without the cosine.
   */
  | {
      readonly kind: 'exp-decay';
      readonly decay: number;
      readonly cosSteps: number;
      readonly phase: number;
      readonly minimal: number;
    };

type Named<K extends Strategy['kind']> = Extract<Strategy, { kind: K }>;

/** By name, with the published numbers, or with some of one's own. */
export type StrategyOption =
  | Strategy['kind']
  | { readonly [K in Strategy['kind']]: { readonly kind: K } & Partial<Named<K>> }[Strategy['kind']];

const published: { readonly [K in Strategy['kind']]: Named<K> } = {
  cosine: { kind: 'cosine' },
  'tolerance-drop': { kind: 'tolerance-drop', decay: 0.3, patience: 7, minimal: 1e-7 },
  'exp-decay': { kind: 'exp-decay', decay: 1e-4, cosSteps: 5000, phase: Math.PI / 2, minimal: 1e-7 },
};

export const strategyNames = Object.keys(published) as readonly Strategy['kind'][];

/** With the published numbers where none are given. */
export function fullStrategy(given: StrategyOption): Strategy {
  const { kind, ...own } = typeof given === 'string' ? { kind: given } : given;
  return { ...published[kind], ...own } as Strategy;
}

/** Share of the updates over which the cosine rises. */
const warmUp = 0.03;

/** Where a fit is. */
export interface Place {
  /** Share of all updates done. */
  readonly done: number;
  /** Updates done. */
  readonly updates: number;
  /** Drops so far, of a strategy that has them. */
  readonly drops: number;
}

/** The learning rate of the next update. */
export function learningRate(strategy: Strategy, initial: number, { done, updates, drops }: Place): number {
  switch (strategy.kind) {
    case 'cosine':
      if (done < warmUp) return (initial * (done + 1e-3)) / (warmUp + 1e-3);
      return initial * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (done - warmUp)) / (1 - warmUp))));
    case 'tolerance-drop':
      return Math.max(initial * strategy.decay ** drops, strategy.minimal);
    case 'exp-decay': {
      const { decay, cosSteps, phase, minimal } = strategy;
      const cos = cosSteps > 0 ? Math.abs(Math.cos((phase * (updates % cosSteps)) / cosSteps)) : 1;
      return initial * Math.exp(-updates * decay) * cos + minimal;
    }
  }
}

/** Does the optimiser forget all before the next update? */
export function restarts(strategy: Strategy, updates: number): boolean {
  return (
    strategy.kind === 'exp-decay' && strategy.cosSteps > 0 && updates > 0 && updates % strategy.cosSteps === 0
  );
}

/** Epochs that were no better since the last drop, and drops; after one epoch more. */
export interface Patience {
  readonly stale: number;
  readonly drops: number;
}

export function afterEpoch(strategy: Strategy, { stale, drops }: Patience, better: boolean): Patience {
  const now = stale + (better ? 0 : 1);
  if (strategy.kind === 'tolerance-drop' && now >= strategy.patience) return { stale: 0, drops: drops + 1 };
  return { stale: now, drops };
}
