/** How the state of a run is changed. */
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { RowHistory } from '../../kernels/kernel.ts';
import { inWords } from '../../kernels/learned/rows/failed-row.ts';
import type { Change, Intervention } from '../../record/intervention.ts';
import type { Setup } from '../scenario/setup.ts';
import { type Names, type Painting, paint, type Target, targetsOf, valueAfter } from './paint.ts';

/** What may be changed: all of a grid's state. */
export interface GridState {
  /** Shape [cells, species]. */
  readonly counts: Int32Array;
  readonly past: RowHistory;
  /** As `setup.rates`. */
  readonly rates: Float64Array;
  /** Shape [cells] each, in the order of `setup.fields`. */
  readonly fields: readonly Float64Array[];
}

/** Sets the rates that were changed before a step: all that a state from a checkpoint or a frame does not know. */
export function ratesBefore(
  setup: Setup,
  rates: Float64Array,
  interventions: readonly Intervention[],
  step: number,
): void {
  for (const change of interventions)
    if (change.kind === 'rate' && change.step < step) setRate(setup, rates, change.name, change.value);
}

function setRate({ network }: Setup, rates: Float64Array, name: string, value: number): void {
  for (let i = network.rates.indexOf(name); i < rates.length; i += network.rates.length) rates[i] = value;
}

/**
 * Changes a state. Cells that are changed have no past any more: a kernel that looks back steps them exactly
 * until it knows enough. Latches need nothing: conditions are looked at when a step begins.
 *
 * @param change  that fits: see {@link checkChange}
 * @throws ScenarioError  too few or too many molecules, or a conservation law is broken; nothing is changed
 */
export function applyChange(setup: Setup, state: GridState, change: Change): void {
  const { known } = state.past;
  if (change.kind === 'rate') {
    setRate(setup, state.rates, change.name, change.value);
    known.fill(0);
    return;
  }
  checkOutcome(setup, state, change);
  paint(namesOf(setup), state, change);
  if (known.length > 0) for (const cell of change.cells) known[cell] = 0;
}

function namesOf({ network, fields }: Setup): Names {
  return { species: network.species, fields: fields.map((field) => field.name) };
}

function checkOutcome(setup: Setup, state: GridState, change: Painting): void {
  const { network, lattice } = setup;
  const targets = targetsOf(namesOf(setup), state, change);
  const painted = targets.map((target) => target.species);
  const laws = change.breakLaws
    ? []
    : network.laws.filter(({ coefficients }) => coefficients.some((c, s) => c !== 0 && painted.includes(s)));
  for (const cell of change.cells) {
    const where = `run of "${setup.name}", intervention at cell (${cell % lattice.width}, ${Math.floor(cell / lattice.width)})`;
    const now = (t: Target): number => t.values[cell * t.stride + t.offset]!;
    for (const target of targets) {
      const value = valueAfter(change, target.name, now(target));
      if (!(value >= 0 && value <= (target.species >= 0 ? 2147483647 : Number.MAX_VALUE)))
        throw new ScenarioError(
          where,
          `${target.name} is ${now(target)}, and would be ${value}`,
          'Nothing can be less than 0, and no count more than 2^31 − 1, no field more than a number can be. Take away less, or `set` it.',
        );
    }
    for (const { coefficients } of laws) {
      const by = targets.reduce(
        (sum, t) => sum + (coefficients[t.species] ?? 0) * (valueAfter(change, t.name, now(t)) - now(t)),
        0,
      );
      if (by !== 0) throw broken(where, network, coefficients, by);
    }
  }
}

function broken(where: string, { species }: Network, law: readonly number[], by: number): ScenarioError {
  return new ScenarioError(
    where,
    `the network conserves ${inWords(law, species)}, and this changes it by ${by}`,
    'Paint its species together so that it stays, or say `breakLaws: true`.',
  );
}
