/** What a painting makes of the cells it names. */
import type { Change } from '../../record/intervention.ts';

export type Painting = Extract<Change, { kind: 'paint' }>;

/** What a state is made of, by name: columns of the counts, fields in order. */
export interface Names {
  readonly species: readonly string[];
  readonly fields: readonly string[];
}

/** What may be painted on: counts of shape [cells, species], fields of shape [cells] each. */
export interface Canvas {
  readonly counts: Int32Array;
  readonly fields: readonly Float64Array[];
}

/** Where the painted values of cell c lie: at c · stride + offset. */
export interface Target {
  readonly name: string;
  /** Column of the counts; −1 for a field. */
  readonly species: number;
  readonly values: Int32Array | Float64Array;
  readonly stride: number;
  readonly offset: number;
}

export function targetsOf(names: Names, canvas: Canvas, change: Painting): Target[] {
  return Object.keys('add' in change ? change.add : change.set).map((name) => {
    const species = names.species.indexOf(name);
    return species >= 0
      ? { name, species, values: canvas.counts, stride: names.species.length, offset: species }
      : { name, species, values: canvas.fields[names.fields.indexOf(name)]!, stride: 1, offset: 0 };
  });
}

/** What a painting makes of a value. */
export function valueAfter(change: Painting, name: string, before: number): number {
  return 'add' in change ? before + change.add[name]! : change.set[name]!;
}

/** Paints, in place. @param change  that fits: see `checkChange` */
export function paint(names: Names, canvas: Canvas, change: Painting): void {
  for (const { name, values, stride, offset } of targetsOf(names, canvas, change))
    for (const cell of change.cells)
      values[cell * stride + offset] = valueAfter(change, name, values[cell * stride + offset]!);
}
