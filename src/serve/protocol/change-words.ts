/** A change in words: the same on the time line, and where it waits for a fork. */
import type { Change } from './from-page.ts';
import type { RunFacts } from './run-info.ts';

/**
 * `k = 2`, `pheromone + 10 in 5 cells`.
 *
 * @param run  by whose labels species and fields are called
 */
export function changeInWords(
  change: Change,
  { species, fields }: Pick<RunFacts, 'species' | 'fields'>,
): string {
  if (change.kind === 'rate') return `${change.name} = ${change.value}`;
  const named = [...species, ...fields];
  const label = (name: string): string => named.find((one) => one.name === name)?.label ?? name;
  const where = change.cells.length === 1 ? 'one cell' : `${change.cells.length} cells`;
  const each = (amounts: Readonly<Record<string, number>>, sign: (n: number) => string): string =>
    Object.entries(amounts)
      .map(([name, n]) => `${label(name)} ${sign(n)}`)
      .join(', ');
  return 'add' in change
    ? `${each(change.add, (n) => (n < 0 ? `− ${-n}` : `+ ${n}`))} in ${where}`
    : `${each(change.set, (n) => `= ${n}`)} in ${where}`;
}
