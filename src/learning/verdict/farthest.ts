/** The histogram of a verdict that is farthest from exact. */
import type { LagDistance, Verdict } from '../../kernels/verdict.ts';

/** By the rule that decides, in units of its floor; undefined where every floor is 0. */
export function farthestOf({ rule, distances, published }: Verdict): LagDistance | undefined {
  const all: readonly LagDistance[] = rule === 'ours' ? distances : published;
  return all
    .filter((d) => d.l1Floor > 0)
    .reduce<LagDistance | undefined>(
      (far, d) => (!far || timesFloor(d) > timesFloor(far) ? d : far),
      undefined,
    );
}

/** How many times as far from exact as a second exact set. */
export function timesFloor({ l1, l1Floor }: LagDistance): number {
  return l1 / l1Floor;
}
