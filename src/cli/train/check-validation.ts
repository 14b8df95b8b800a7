/** Sizes that `validate` cannot work with, told before anything is simulated. */
import { ScenarioError } from '../../errors.ts';
import { defaultLags } from '../../learning/verdict/sets/exact-sets.ts';
import { countsKept, defaultSettings, leastTrajectories } from '../../learning/verdict/sets/price.ts';
import { wholeSteps } from '../../run/replicates/replicates.ts';

export interface ValidationSizes {
  readonly settings?: number;
  readonly traces?: number;
  readonly lags?: readonly number[];
  readonly bins?: number;
  readonly transitions?: number;
  readonly runs?: number;
  readonly times?: readonly number[];
  readonly chance?: number;
  readonly seed?: number;
}

/** Counts of a verdict that are kept at a time: 8 GB. */
const mostCounts = 2e9;

/** @throws ScenarioError for sizes that no comparison can be made of, or that no machine holds */
export function checkValidation(
  { settings, traces, lags, bins, transitions, runs, times, chance, seed }: ValidationSizes,
  { species, dt }: { readonly species: number; readonly dt: number },
): void {
  between('--settings', settings, 1, 1e6);
  between('--traces', traces, 20, 1e8);
  between('--bins', bins, 2, 1e6);
  between('--transitions', transitions, 0, 1e12);
  // Seeds of the sets of a verdict are a little larger.
  between('--seed', seed, 0, 2 ** 52);
  if (runs === 1)
    throw new ScenarioError('--runs', '1 run has no spread to compare', 'Give 2 or more, or 0 for none.');
  if (chance !== undefined && !(chance > 0 && chance < 1))
    throw new ScenarioError('--chance', `${chance} is no chance`, 'Give a number above 0 and below 1.');
  if (times) wholeSteps(times, dt);
  // What a command line leaves to the budget is as much at the least.
  const states = settings ?? defaultSettings;
  const counts = states * (traces ?? leastTrajectories) * countsKept(lags ?? defaultLags) * species;
  if (counts > mostCounts)
    throw new ScenarioError(
      '--settings, --traces, --lags',
      `${counts.toExponential(0)} counts would have to be kept at a time`,
      `Ask for fewer states, trajectories or steps: ${mostCounts.toExponential(0)} counts are the most.`,
    );
}

function between(flag: string, value: number | undefined, low: number, high: number): void {
  if (value === undefined || (value >= low && value <= high)) return;
  throw new ScenarioError(
    flag,
    `${value} is too ${value < low ? 'few' : 'many'}`,
    `Give a whole number from ${low} to ${high}.`,
  );
}
