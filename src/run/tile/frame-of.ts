/** When a run shows its state, and the frame it then makes. */
import type { Frame } from '../../record/frame.ts';
import type { Observe } from '../scenario/observables.ts';
import type { Setup } from '../scenario/setup.ts';
import type { GridArrays } from './grid-arrays.ts';

/** Whether a frame follows on `step` steps. */
export function isFramed({ every, steps }: Pick<Setup, 'every' | 'steps'>, step: number): boolean {
  return step % every === 0 || step === steps;
}

/**
 * A copy of a state.
 *
 * @param fields  shape [cells] each, in the order of `setup.fields`
 * @param route   which way each cell went to get there; absent where nobody knows
 */
export function frameOf(
  { setup, observe }: { readonly setup: Setup; readonly observe: Observe },
  step: number,
  { counts, past }: Pick<GridArrays, 'counts' | 'past'>,
  fields: readonly Float64Array[],
  route?: Uint8Array,
): Frame {
  const bare = {
    step,
    time: step * setup.dt,
    counts: counts.slice(),
    ...(past.known.length > 0 ? { past: { counts: past.counts.slice(), known: past.known.slice() } } : {}),
    ...(setup.routes && route ? { route: route.slice() } : {}),
    fields: Object.fromEntries(setup.fields.map((rule, f) => [rule.name, fields[f]!.slice()])),
  };
  return { ...bare, scalars: observe(bare) };
}
