/** When a search learns weights and when its architecture, and how fast. */
import { ScenarioError } from '../../errors.ts';

/** A learning rate that falls when an epoch's mean loss has not improved for some epochs. */
export interface FallingRate {
  readonly start: number;
  /** What it is multiplied by. */
  readonly factor: number;
  /** Epochs without a better loss. */
  readonly patience: number;
  readonly least: number;
}

export interface SearchSchedule {
  /** Passes over the training examples, those of the heat-up among them. */
  readonly epochs: number;
  /** Passes before the architecture moves at all. */
  readonly heatUp: number;
  /** Passes of a later turn, ≥ 1. */
  readonly interval: number;
  /** Passes over the validation examples that end a turn. */
  readonly architecture: number;
  /** Examples per update of the weights, and of the architecture. */
  readonly batch: number;
  readonly architectureBatch: number;
  readonly weightRate: FallingRate;
  readonly architectureRate: FallingRate;
}

export const searchSchedules = {
  /**
   * For our examples, each of which holds many outcomes of one start: fewer passes and
   * larger steps. Fine-tuning comes after it, so weights need only be good enough to
   * compare operations.
   */
  quick: {
    epochs: 24,
    heatUp: 4,
    interval: 2,
    architecture: 6,
    batch: 64,
    architectureBatch: 64,
    weightRate: { start: 2e-3, factor: 0.3, patience: 5, least: 1e-5 },
    architectureRate: { start: 5e-2, factor: 0.5, patience: 20, least: 1e-5 },
  },
  /**
   * Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788: an
   * example there is one transition, and their "best loss" that of one batch.
   */
  published: {
    epochs: 100,
    heatUp: 20,
    interval: 5,
    architecture: 5,
    batch: 256,
    architectureBatch: 256,
    weightRate: { start: 1e-4, factor: 0.3, patience: 7, least: 1e-7 },
    architectureRate: { start: 1e-3, factor: 0.5, patience: 20, least: 1e-7 },
  },
} as const satisfies Record<string, SearchSchedule>;

/** By name or as it is. @throws ScenarioError for an entry that is no number of that kind */
export function fullSchedule(given: keyof typeof searchSchedules | SearchSchedule): SearchSchedule {
  const schedule: SearchSchedule | undefined = typeof given === 'string' ? searchSchedules[given] : given;
  if (!schedule)
    throw new ScenarioError(
      'search',
      `there is no schedule "${given}"`,
      `Choose one of ${Object.keys(searchSchedules).join(', ')}.`,
    );
  const least = { epochs: 1, heatUp: 0, interval: 1, architecture: 0, batch: 1, architectureBatch: 1 };
  for (const [name, n] of Object.entries(least)) {
    const value = schedule[name as keyof typeof least];
    if (!(Number.isInteger(value) && value >= n))
      throw new ScenarioError('search', `\`${name}\` is ${value}`, `Give a whole number, ${n} or more.`);
  }
  return schedule;
}

/** What comes after so many passes of each kind; undefined at the end. */
export function nextPhase(
  { epochs, heatUp, interval, architecture }: SearchSchedule,
  done: { readonly epoch: number; readonly architectureEpoch: number },
): 'weights' | 'architecture' | undefined {
  const turns = done.epoch < heatUp ? 0 : 1 + Math.floor((done.epoch - heatUp) / interval);
  if (done.architectureEpoch < turns * architecture) return 'architecture';
  return done.epoch < epochs ? 'weights' : undefined;
}

/** Where a {@link FallingRate} is. */
export interface RateState {
  readonly rate: number;
  readonly best: number;
  readonly waited: number;
}

export function beginRate({ start }: FallingRate): RateState {
  return { rate: start, best: Number.POSITIVE_INFINITY, waited: 0 };
}

/** After an epoch of that mean loss. */
export function nextRate(state: RateState, rule: FallingRate, loss: number): RateState {
  if (loss < state.best) return { rate: state.rate, best: loss, waited: 0 };
  if (state.waited + 1 < rule.patience) return { ...state, waited: state.waited + 1 };
  return { rate: Math.max(rule.least, state.rate * rule.factor), best: state.best, waited: 0 };
}
