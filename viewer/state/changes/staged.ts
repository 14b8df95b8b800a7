/** Changes that wait for a fork to begin with, in the order in which they will be made. */
import type { Change } from '../../../src/serve/protocol/from-page.ts';
import { limits } from '../../../src/serve/protocol/terms.ts';

export type Staged = readonly Change[];
type Painting = Extract<Change, { kind: 'paint' }>;

/** The value that waits for a rate; undefined: none. */
export function stagedRate(staged: Staged, name: string): number | undefined {
  const found = staged.find((change) => change.kind === 'rate' && change.name === name);
  return found?.kind === 'rate' ? found.value : undefined;
}

/**
 * With another value of a rate.
 *
 * @param own  its value in the run, where that is the same at all frames: to go back to it is no change
 */
export function withStagedRate(staged: Staged, name: string, value: number, own: number | undefined): Staged {
  const others = staged.filter((change) => change.kind !== 'rate' || change.name !== name);
  return value === own ? others : [...others, { kind: 'rate', name, value }];
}

/** All cells that waiting paintings name; one that is painted twice, twice. */
export function stagedCells(staged: Staged): number[] {
  return staged.flatMap((change) => (change.kind === 'paint' ? change.cells : []));
}

/** With a painting, as part of the last one where that paints the same; undefined where there is no room for it. */
export function withStagedPaint(staged: Staged, painting: Painting): Staged | undefined {
  if (stagedCells(staged).length + painting.cells.length > limits.paintedCells) return undefined;
  const last = staged.at(-1);
  const joined = last?.kind === 'paint' ? joinedPaint(last, painting) : undefined;
  const next = joined ? [...staged.slice(0, -1), joined] : [...staged, painting];
  return next.length > limits.changes ? undefined : next;
}

function joinedPaint(last: Painting, painting: Painting): Painting | undefined {
  const [{ cells: before, ...one }, { cells: more, ...other }] = [last, painting];
  if (JSON.stringify(one) !== JSON.stringify(other)) return undefined;
  const known = new Set(before);
  const fresh = more.filter((cell) => !known.has(cell));
  // What is added twice to a cell is two paintings.
  if ('add' in last && fresh.length < more.length) return undefined;
  return { ...last, cells: [...before, ...fresh] };
}
