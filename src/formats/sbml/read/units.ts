/** Units of time and of amounts, as far as people want to know them: no number is converted. */
import type { Element } from './document.ts';
import { listed, numberFrom } from './elements.ts';

interface Unit {
  readonly kind: string;
  readonly size: number;
}

const words: Readonly<Record<number, string>> = {
  0.001: 'ms',
  1: 'second',
  60: 'minute',
  3600: 'hour',
  86400: 'day',
  604800: 'week',
  31557600: 'year',
};

/** Such as `hour`; undefined where the file has no unit of time. */
export function timeUnitOf(model: Element, level: number, where: string): string | undefined {
  const id = level < 3 ? 'time' : model.attributes.get('timeUnits')?.trim();
  if (!id) return undefined;
  const unit = unitOf(model, id, { kind: 'second', size: 1 }, where);
  if (unit?.kind !== 'second') return undefined;
  // Multipliers such as 0.0166… are of no whole number of seconds.
  return words[unit.size] ?? `${unit.size} s`;
}

/** What to tell of amounts that are no molecules. */
export function substanceNote(model: Element, level: number): string | undefined {
  const common = level < 3 ? 'substance' : model.attributes.get('substanceUnits')?.trim();
  const where = 'units';
  const ids = listed(model, 'listOfSpecies', 'species', where).map(
    ({ attributes }) => attributes.get('substanceUnits')?.trim() ?? common,
  );
  const odd = [...new Set(ids)].flatMap((id) => {
    if (!id) return [];
    const unit = unitOf(model, id, { kind: 'mole', size: 1 }, where);
    const counts = unit && ['item', 'dimensionless'].includes(unit.kind) && unit.size === 1;
    if (counts) return [];
    return [unit ? (unit.size === 1 ? unit.kind : `${unit.size} ${unit.kind}`) : id];
  });
  if (odd.length === 0) return undefined;
  return `Amounts are in units of ${odd.join(', ')}, not molecules; the numbers are kept, and each 1 is taken as a molecule.`;
}

/**
 * The one unit that a name stands for, or undefined where it is made of several.
 *
 * @param builtin  what level 2 means where it defines nothing
 */
function unitOf(model: Element, id: string, builtin: Unit, where: string): Unit | undefined {
  const definition = listed(model, 'listOfUnitDefinitions', 'unitDefinition', where).find(
    ({ attributes }) => attributes.get('id') === id,
  );
  if (definition === undefined) {
    if (id === 'time' || id === 'substance') return builtin;
    return { kind: id, size: 1 };
  }
  const [unit, ...more] = listed(definition, 'listOfUnits', 'unit', where);
  if (unit === undefined || more.length > 0) return undefined;
  const number = (name: string, fallback: number): number =>
    numberFrom(unit.attributes.get(name) ?? '') ?? fallback;
  if (number('exponent', 1) !== 1) return undefined;
  const size = number('multiplier', 1) * 10 ** number('scale', 0);
  return { kind: unit.attributes.get('kind') ?? '', size: Number(size.toPrecision(12)) };
}
