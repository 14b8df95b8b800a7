/**
 * How a branch of cycles ends whose period grows beyond all bounds: the cycle meets an equilibrium, a saddle
 * (homoclinic, T ~ −ln|p − p*|) or one that is just born on it (SNIC, T ~ 1/√|p − p*|).
 *
 * Kuznetsov, Elements of Applied Bifurcation Theory, chapters 6 and 7, doi 10.1007/978-1-4757-3978-7.
 */
import { type Frame, sizesOf } from '../equilibria.ts';
import type { SpecialPoint } from '../equilibrium-branch.ts';
import type { CyclePoint } from './cycle-branch.ts';

export type CycleEnd =
  /** The end of the parameter's range. */
  | { readonly kind: 'range' }
  | { readonly kind: 'Hopf' | 'homoclinic' | 'SNIC'; readonly parameter: number }
  /** No next cycle was found, or there were too many. */
  | { readonly kind: 'lost' };

/**
 * What the last points of a branch tell.
 *
 * @param specials  of the equilibria; a fold where the period goes as 1/√ makes a SNIC
 * @returns undefined where the period has not grown, or as neither law says
 */
export function endOfGrowth(
  frame: Frame,
  points: readonly CyclePoint[],
  specials: readonly SpecialPoint[],
): CycleEnd | undefined {
  if (points.length < 6) return undefined;
  const last = points.at(-1)!;
  const shortest = points.reduce((least, { period }) => Math.min(least, period), Number.POSITIVE_INFINITY);
  const [second, first] = [0.93, 0.87].map((share) => points.findLast((p) => p.period < share * last.period));
  if (!(last.period > 1.5 * shortest) || !first || !second) return undefined;
  const [low, high] = frame.ranges[0]!;
  // For a SNIC p is linear in 1/T².
  const [a, b] = [1 / first.period ** 2, 1 / last.period ** 2];
  const born = last.parameter + ((last.parameter - first.parameter) * b) / (a - b);
  const near = Math.max(5e-3 * (high - low), 0.5 * Math.abs(last.parameter - born));
  const fold = specials.find(
    ({ kind, parameter, state }) =>
      kind === 'fold' && Math.abs(parameter - born) < near && surrounds(last, state, sizesOf(frame)),
  );
  if (fold) return { kind: 'SNIC', parameter: fold.parameter };
  const met = exponentialLimit([first, second, last]);
  return met === undefined || Math.abs(met - last.parameter) > 0.05 * (high - low)
    ? undefined
    : { kind: 'homoclinic', parameter: met };
}

/** Is a state within the extents of a cycle, or near them? */
function surrounds({ least, greatest }: CyclePoint, state: Float64Array, sizes: Float64Array): boolean {
  return state.every((x, i) => {
    const slack = 0.05 * sizes[i]!;
    return x > least[i]! - slack && x < greatest[i]! + slack;
  });
}

type Growing = Pick<CyclePoint, 'parameter' | 'period'>;

/** The parameter as the period grows beyond all bounds, by p = limit − c·exp(−m·T) through three points. */
function exponentialLimit([a, b, c]: readonly [Growing, Growing, Growing]): number | undefined {
  const wanted = (c.parameter - b.parameter) / (b.parameter - a.parameter);
  const fall = (m: number): number => Math.exp(-m * (b.period - a.period));
  const share = (m: number): number => (fall(m) * -Math.expm1(-m * (c.period - b.period))) / (1 - fall(m));
  let [slow, fast] = [1e-6 / c.period, 1e3 / c.period];
  if (!(wanted < share(slow) && wanted > share(fast))) return undefined;
  for (let k = 0; k < 100; k++) {
    const middle = Math.sqrt(slow * fast);
    if (share(middle) > wanted) slow = middle;
    else fast = middle;
  }
  const rest = Math.exp(-slow * (c.period - b.period));
  return c.parameter + ((c.parameter - b.parameter) * rest) / (1 - rest);
}
