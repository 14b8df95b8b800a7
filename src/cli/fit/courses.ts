/** Solutions that the report shows: of the whole network, from the starts of the target. */
import { isCrnGridError } from '../../errors.ts';
import type { Rncrn } from '../../learning/rncrn/model.ts';
import { stateOf, systemOf } from '../../learning/rncrn/verify/follow.ts';
import { leaving } from '../../learning/rncrn/verify/orbit.ts';
import { boundOf } from '../../learning/rncrn/verify/verify.ts';
import { type OdeSolution, solveOde } from '../../numerics/ode/solve.ts';
import type { Target } from '../../run/fit/target.ts';
import { parametersOf } from '../../run/fit/tune.ts';

export interface Course {
  readonly lambda: readonly number[];
  readonly start: readonly number[];
  /** Evenly spaced. */
  readonly times: Float64Array;
  /** The executive species, shape [times, N]. */
  readonly path: Float64Array;
  /** Where it ran away. */
  readonly lost?: number;
}

const rows = 1500;
const mostStarts = 4;

/** Parameters that the report shows: codes or ends of the family, and those of `show`. */
export function shownParameters(target: Target): readonly (readonly number[])[] {
  const own = (target.show ?? []).flatMap(({ lambda }) => (lambda ? [lambda] : []));
  const all = own.length > 0 ? own : parametersOf(target);
  return all.filter((one, i) => all.findIndex((other) => other.join() === one.join()) === i);
}

/** The courses at some parameters. */
export function coursesAt(model: Rncrn, target: Target, lambda: readonly number[]): Course[] {
  return startsAt(target, lambda).map((start) => course(model, target, lambda, start));
}

function startsAt(
  { show, expect, region }: Target,
  lambda: readonly number[],
): readonly (readonly number[])[] {
  const same = (other: readonly number[] = lambda): boolean => other.join() === lambda.join();
  if (show) return show.filter((one) => same(one.lambda)).map(({ x }) => x);
  const given = expect.flatMap((one) =>
    'from' in one && one.from && one.kind !== 'changes' && same(one.lambda) ? one.from : [],
  );
  const distinct = given.filter((x, i) => given.findIndex((other) => other.join() === x.join()) === i);
  if (distinct.length > 0) return distinct.slice(0, mostStarts);
  return [0.15, 0.85].map((share) => region.map(([low, high]) => low + share * (high - low)));
}

function course(model: Rncrn, target: Target, lambda: readonly number[], start: readonly number[]): Course {
  const n = model.executive;
  const solve = (to: number): OdeSolution =>
    solveOde(systemOf(model, lambda, 'full'), {
      from: 0,
      to,
      state: stateOf(model, lambda, start, 'full'),
      nonNegative: 'all',
      watches: [leaving({ width: n, bound: boundOf(target.region) })],
    });
  let solution: OdeSolution;
  let lost: number | undefined;
  try {
    solution = solve(target.time);
    if (solution.ended === 'at a crossing') lost = solution.t;
  } catch (error) {
    if (!isCrnGridError(error, 'OdeError') || !(error.time > 0)) throw error;
    lost = error.time;
    solution = solve(0.999 * lost);
  }
  const times = Float64Array.from({ length: rows }, (_, k) => (solution.t * k) / (rows - 1));
  const path = new Float64Array(rows * n);
  times.forEach((t, k) => void path.set(solution.at(Math.min(t, solution.t)).subarray(0, n), k * n));
  return { lambda, start, times, path, ...(lost === undefined ? {} : { lost }) };
}
