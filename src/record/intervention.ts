/** What was done to a run from outside, while it ran: plain data, kept in its recording. */

/** Sets a rate constant, in all cells, from then on. */
export interface RateChange {
  readonly kind: 'rate';
  /** A rate of the network that no field is. */
  readonly name: string;
  /** Per time unit; finite, ≥ 0. */
  readonly value: number;
}

/** What {@link Paint} and {@link Fill} have in common. */
interface OnCells {
  readonly kind: 'paint';
  /** Cell numbers, y · width + x, each once. */
  readonly cells: readonly number[];
  /**
   * Molecules may come or go that the network conserves. Left out, such a painting is refused: a gene with
   * two copies has no third.
   */
  readonly breakLaws?: true;
}

/** Adds to what is in some cells: molecules (whole numbers, < 0 takes away) by species, amounts by field. */
export interface Paint extends OnCells {
  readonly add: Readonly<Record<string, number>>;
}

/** Replaces what is in some cells: counts by species, values by field. */
export interface Fill extends OnCells {
  readonly set: Readonly<Record<string, number>>;
}

/** Something to be done to a run. */
export type Change = RateChange | Paint | Fill;

/**
 * A change and when it is made: after the frame of this step is recorded, before the step is taken. So a
 * frame, and a checkpoint, of step s shows what was changed before s, and not what is changed at s.
 */
export type Intervention = Change & { readonly step: number };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmounts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(Number.isFinite);
}

const entries: Readonly<Record<string, readonly string[]>> = {
  rate: ['kind', 'name', 'value'],
  paint: ['kind', 'cells', 'breakLaws', 'add', 'set'],
};

/** Is this the form of a change? Whether it fits a run is for the run to say. */
export function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false;
  const known = entries[String(value.kind)];
  if (!known || Object.keys(value).some((key) => !known.includes(key))) return false;
  if (value.kind === 'rate') return typeof value.name === 'string' && Number.isFinite(value.value);
  return (
    Array.isArray(value.cells) &&
    value.cells.every(Number.isInteger) &&
    (value.breakLaws === undefined || value.breakLaws === true) &&
    ('add' in value ? isAmounts(value.add) && !('set' in value) : isAmounts(value.set))
  );
}

/** Is this the form of an intervention? */
export function isIntervention(value: unknown): value is Intervention {
  if (!isObject(value)) return false;
  const { step, ...change } = value;
  return Number.isInteger(step) && (step as number) >= 0 && isChange(change);
}
