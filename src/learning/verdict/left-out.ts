/** What a verdict leaves out, since hardly any trajectories tell it: counted, kind by kind. */
import type { FamilyName, NotJudged } from '../../kernels/verdict.ts';

/** Comparisons of one reading: those left out, of so many. */
export interface LeftOut {
  readonly family: FamilyName;
  readonly what: string;
  /** Steps after which; 0 where it is of no one lag. */
  readonly lag: number;
  readonly left: number;
  readonly of: number;
}

/** Names that are kept of each kind. */
const kept = 12;

/** By kind, in the order in which they come; kinds of which nothing was left out are not there. */
export function notJudged(all: readonly LeftOut[]): NotJudged[] {
  const families = new Map<FamilyName, LeftOut[]>();
  for (const one of all) families.set(one.family, [...(families.get(one.family) ?? []), one]);
  return [...families].flatMap(([name, of]) => {
    const left = of.reduce((n, one) => n + one.left, 0);
    if (left === 0) return [];
    const whole = of.filter((one) => one.left > 0 && one.left === one.of);
    const names = whole.map(({ what, lag }) => (lag > 0 ? `${what} after ${lag}` : what));
    return [
      {
        name,
        left,
        of: of.reduce((n, one) => n + one.of, 0),
        whole: whole.length,
        first: names.slice(0, kept),
      },
    ];
  });
}
