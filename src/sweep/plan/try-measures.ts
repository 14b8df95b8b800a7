/** Tries the measures of a sweep before anything runs: what is wrong with a function is said at once. */
import { isCrnGridError, ScenarioError } from '../../errors.ts';
import type { Frame } from '../../record/frame.ts';
import { openObservables } from '../../run/scenario/observables.ts';
import { setUp } from '../../run/scenario/setup.ts';
import { openMeasures } from '../measures.ts';
import type { Sweep } from '../sweep.ts';
import type { Runs } from './point-of-run.ts';

/**
 * Shows every measure the first frame of the first run. A name that is none, of an observable or a field, is an error
 * here: in a run it would be `undefined`, and a comparison with it false for ever.
 *
 * @throws ScenarioError that names the measure, and what its function threw
 */
export function tryMeasures({ measures }: Sweep, runs: Runs): void {
  const scenario = runs.scenario(0);
  const { setup, start } = setUp(scenario, { seed: runs.planned(0).seed });
  const fields = setup.fields.map(({ name }, f) => [name, start.fields[f]!] as const);
  const bare = {
    ...{ step: 0, time: 0, counts: start.counts, fields: Object.fromEntries(fields) },
    ...(setup.routes ? { route: new Uint8Array(setup.lattice.width * setup.lattice.height) } : {}),
  };
  const first: Frame = { ...bare, scalars: openObservables(scenario, setup)(bare) };
  const watched: Frame = {
    ...first,
    scalars: onlyKnown(first.scalars, 'observable'),
    fields: onlyKnown(first.fields, 'field'),
  };
  openMeasures(measures).add(watched);
  // Those that wait for a later time read nothing of the first frame; of a state that is not theirs only names count.
  try {
    openMeasures(measures).add({ ...watched, step: setup.steps, time: setup.steps * setup.dt });
  } catch (error) {
    if (isCrnGridError((error as Error).cause)) throw error;
  }
}

/** @returns the same, but what it does not hold cannot be read */
function onlyKnown<T extends object>(values: T, kind: string): T {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name);
      const known = Object.keys(target);
      throw new ScenarioError(
        `"${name}"`,
        `there is no ${kind} of that name`,
        known.length > 0
          ? `There are: ${known.join(', ')}. One that only some points have is asked for by \`'${name}' in …\` first.`
          : '',
      );
    },
  });
}
