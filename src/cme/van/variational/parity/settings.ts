/** What the published algorithm goes by. */
import { checkNames, written } from '../../../../crn/check-names.ts';
import { ScenarioError } from '../../../../errors.ts';
import { type ParityLoss, parityLosses } from './losses.ts';

/**
 * By default the settings that were published, but for the step, which differs from example to example;
 * of `steady-state`, which no published result is of, those that it goes well with.
 */
export interface Parity {
  /** Δt of a step; the first is a tenth of it, and one before a time that is asked for ends there. */
  readonly step?: number;
  /**
   * What an update lowers. Default `kl`, that of all published results. With `steady-state` no time goes
   * by: there is no `step`, and the one law found is that which does not change any more.
   */
  readonly loss?: ParityLoss;
  /** Updates less one of the first step and of each later one. Default [5000, 100]. */
  readonly updates?: readonly [number, number];
  /** Draws of an update. Default 1000; of `steady-state` 400. */
  readonly batch?: number;
  /** Learning rate of Adam. Default 1e-3; of `steady-state` 0.005, falling to nothing along a cosine. */
  readonly rate?: number;
}

/** Without a `step` where the law is to be stationary. */
export type ParitySettings = Required<Omit<Parity, 'step'>> & Pick<Parity, 'step'>;

const published = { updates: [5000, 100] as const, batch: 1000, rate: 1e-3 };
const settled = { ...published, batch: 400, rate: 0.005 };

/** Steps that a solve may take. */
const mostSteps = 1e6;

/** @throws ScenarioError for a step so short that the solve would not end */
export function refuseManySteps(where: string, { step }: ParitySettings, from: number, until: number): void {
  if (step === undefined || (until - from) / step <= mostSteps) return;
  const steps = ((until - from) / step).toPrecision(3);
  throw new ScenarioError(
    where,
    `a step of ${step} takes ${+steps} steps to time ${until}`,
    `Take one of ${+((until - from) / mostSteps).toPrecision(3)} or more.`,
  );
}

/** Every setting. @throws ScenarioError for one that is none, or a step too many or too few */
export function paritySettings(where: string, given: Parity): ParitySettings {
  const names = ['step', 'loss', 'updates', 'batch', 'rate'];
  checkNames(where, 'parity', given, names, 'setting of `parity`');
  const usual = given.loss === 'steady-state' ? settled : published;
  const settings: ParitySettings = { loss: 'kl', ...usual, ...given };
  const { step, loss, updates, batch, rate } = settings;
  const bad = (name: keyof Parity, todo: string): never => {
    throw new ScenarioError(where, `\`parity.${name}\` is ${written(settings[name])}`, todo);
  };
  if (!parityLosses.includes(loss)) bad('loss', `Choose one of ${parityLosses.join(', ')}.`);
  if (loss === 'steady-state' && step !== undefined)
    bad('step', 'With the loss `steady-state` no time goes by: leave it out.');
  if (loss !== 'steady-state' && !(step !== undefined && step > 0 && step < Number.POSITIVE_INFINITY))
    bad('step', 'Give a number above 0, shorter than most states last.');
  const areUpdates = Array.isArray(updates) && updates.length === 2;
  if (!areUpdates || !updates.every((n) => Number.isInteger(n) && n >= 0 && n < 1e9))
    bad('updates', 'Give two whole numbers: `[5000, 100]`.');
  if (!(Number.isInteger(batch) && batch >= 2 && batch <= 1e6)) bad('batch', 'Give a whole number from 2.');
  if (!(rate > 0 && rate <= 1)) bad('rate', 'Give a number above 0, 1 at most.');
  return settings;
}
