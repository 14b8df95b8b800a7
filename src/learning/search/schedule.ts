/** When a search learns weights and when its architecture, and how fast. */
import type { FallingRate, ScheduleName, SearchSchedule } from '../../kernels/learned/shape/shape.ts';

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
} as const satisfies Record<ScheduleName, SearchSchedule>;

/** By name or as it is. */
export function fullSchedule(given: ScheduleName | SearchSchedule): SearchSchedule {
  return typeof given === 'string' ? searchSchedules[given] : given;
}

/** Turns of the architecture in a whole search. */
export function turnsOf({ epochs, heatUp, interval }: SearchSchedule): number {
  return turnsAfter(epochs, { heatUp, interval });
}

/** Passes of a whole search, those over the few validation examples counted like any other. */
export function passesOf(schedule: SearchSchedule): number {
  return schedule.epochs + turnsOf(schedule) * schedule.architecture;
}

function turnsAfter(
  epoch: number,
  { heatUp, interval }: Pick<SearchSchedule, 'heatUp' | 'interval'>,
): number {
  return epoch < heatUp ? 0 : 1 + Math.floor((epoch - heatUp) / interval);
}

/** What comes after so many passes of each kind; undefined at the end. */
export function nextPhase(
  schedule: SearchSchedule,
  done: { readonly epoch: number; readonly architectureEpoch: number },
): 'weights' | 'architecture' | undefined {
  const turns = turnsAfter(done.epoch, schedule);
  if (done.architectureEpoch < turns * schedule.architecture) return 'architecture';
  return done.epoch < schedule.epochs ? 'weights' : undefined;
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
