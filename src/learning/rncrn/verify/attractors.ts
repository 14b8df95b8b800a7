/** All that states of a region lead to, and from which starts. */
import type { Interval, Rncrn } from '../model.ts';
import { type FollowOptions, follow } from './follow.ts';
import type { Orbit } from './orbit.ts';

export interface Attractor {
  readonly kind: Orbit['kind'];
  readonly orbit: Orbit;
  /** The starts that lead there: its basin, as far as it was looked at. */
  readonly starts: readonly (readonly number[])[];
}

/** Two ends are the same one where means and extents differ by less than this share of the region. */
const same = 0.03;

/**
 * Attractors by the first coordinate of their mean, those that run away last.
 *
 * @param region  of each executive species: the scale of differences
 */
export function attractors(
  model: Rncrn,
  lambda: ArrayLike<number>,
  starts: readonly (readonly number[])[],
  region: readonly Interval[],
  options: FollowOptions,
): Attractor[] {
  const found: { kind: Orbit['kind']; orbit: Orbit; starts: (readonly number[])[] }[] = [];
  for (const start of starts) {
    const orbit = follow(model, lambda, start, options);
    const known = found.find((one) => alike(one.orbit, orbit, region));
    if (known) known.starts.push(start);
    else found.push({ kind: orbit.kind, orbit, starts: [start] });
  }
  const order = ({ kind, orbit }: Attractor): number =>
    kind === 'away' ? Number.POSITIVE_INFINITY : orbit.mean[0]!;
  return found.sort((a, b) => order(a) - order(b));
}

/** What kinds there are, as text: `rest, rest`, `cycle`, `away`. One line says what a sweep sees. */
export function kindsOf(all: readonly Attractor[]): string {
  return all.map(({ kind }) => kind).join(', ');
}

function alike(a: Orbit, b: Orbit, region: readonly Interval[]): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'away') return true;
  return region.every(([low, high], i) => {
    const near = same * (high - low);
    const ends = (k: 0 | 1): boolean =>
      a.kind === 'rest' || Math.abs(a.extents[i]![k] - b.extents[i]![k]) < 2 * near;
    // Means of what wanders differ by chance.
    return a.kind === 'wandering' || (Math.abs(a.mean[i]! - b.mean[i]!) < near && ends(0) && ends(1));
  });
}
