/**
 * The reaction-rate equations of a network as a family in one or two of its rate constants. Species that follow
 * from the others by conservation laws are eliminated: their totals are those of a start.
 */
import { readsTime } from '../../crn/dependencies.ts';
import { eliminate } from '../../crn/eliminate.ts';
import type { Network } from '../../crn/network.ts';
import { isCrnGridError, ScenarioError } from '../../errors.ts';
import { RateEquations } from '../../kernels/ode/rate-equations.ts';
import type { Frame } from '../../numerics/continuation/equilibria.ts';
import type { Family, Range } from '../../numerics/continuation/family.ts';
import { type OdeSolution, openOde } from '../../numerics/ode/solve.ts';

export interface NetworkFrameOptions {
  /** Value of every rate constant, in the order of the network; those that are varied are not read. */
  readonly rates: ArrayLike<number>;
  /** Counts, shape [species]: they fix the conserved totals, and say how many molecules are many. */
  readonly start: ArrayLike<number>;
  /** Numbers of the rate constants that are varied, one or two, and between what. */
  readonly varied: readonly { readonly rate: number; readonly range: Range }[];
  /** Where equilibria are looked for, of some species. Default: from what the equations come to within `time`. */
  readonly box?: ReadonlyMap<number, Range>;
  /** How far the equations are followed for that. */
  readonly time: number;
}

export interface NetworkFrame {
  readonly frame: Frame;
  /** Species that the variables are, in order. */
  readonly species: readonly number[];
}

/** @throws ScenarioError for events and for rates that change in time */
export function networkFrame(network: Network, options: NetworkFrameOptions): NetworkFrame {
  if (network.events.length > 0 || network.reactions.some(({ law }) => readsTime(law)))
    throw new ScenarioError(
      'bifurcations',
      'the network changes in time by itself: it has events, or formulas of t',
      'Take them out: equilibria are those of equations that stay the same.',
    );
  const { rates, start, varied, time } = options;
  const equations = new RateEquations(network);
  const n = network.species.length;
  const { independent, dependent } = eliminate(network.laws, n);
  const totals = dependent.map(({ law }) => law.coefficients.reduce((sum, c, s) => sum + c * start[s]!, 0));
  const all = new Float64Array(n);
  const whole = (x: ArrayLike<number>): Float64Array => {
    independent.forEach((s, i) => {
      all[s] = x[i]!;
    });
    dependent.forEach(({ species, law }, d) => {
      let rest = totals[d]!;
      for (const s of independent) rest -= law.coefficients[s]! * all[s]!;
      all[species] = rest / law.coefficients[species]!;
    });
    return all;
  };
  const values = Float64Array.from(rates);
  const use = (p: ArrayLike<number>): void => {
    varied.forEach(({ rate }, k) => {
      values[rate] = p[k]!;
    });
    equations.use(values);
  };
  const m = independent.length;
  const [slopes, dense] = [new Float64Array(n), new Float64Array(n * n)];
  const family: Family = {
    ...{ size: m, parameters: varied.length, stiff: true },
    rate(x, p, out) {
      use(p);
      equations.f(0, whole(x), slopes);
      independent.forEach((s, i) => {
        out[i] = slopes[s]!;
      });
    },
    jacobian(x, p, out) {
      use(p);
      equations.jacobian(0, whole(x), dense);
      independent.forEach((s, i) =>
        independent.forEach((u, j) => {
          let slope = dense[s * n + u]!;
          for (const { species, law } of dependent)
            slope -= (dense[s * n + species]! * law.coefficients[u]!) / law.coefficients[species]!;
          out[i * m + j] = slope;
        }),
      );
    },
  };
  const ranges = varied.map(({ range }) => range);
  const reached = ends(
    family,
    ranges,
    independent.map((s) => start[s]!),
    time,
  );
  const box = independent.map(
    (s, i): Range => options.box?.get(s) ?? [0, highest(reached, i, totals, dependent, s)],
  );
  const guesses = (): readonly Float64Array[] => reached;
  return { frame: { family, box, ranges, guesses }, species: independent };
}

type Dependent = ReturnType<typeof eliminate>['dependent'];

/** The total that bounds a species, else three times what was reached, and ten. */
function highest(
  reached: readonly Float64Array[],
  i: number,
  totals: readonly number[],
  dependent: Dependent,
  s: number,
): number {
  const bounds = dependent.flatMap(({ law: { coefficients } }, d) =>
    coefficients[s]! > 0 && coefficients.every((c) => c >= 0) ? [totals[d]! / coefficients[s]!] : [],
  );
  const seen = Math.max(0, ...reached.map((x) => x[i]!));
  return bounds.length > 0 ? Math.max(1e-9, Math.min(...bounds)) : 10 + 3 * seen;
}

/** States on the way from a start, at both ends and in the middle of the ranges; none where it blows up. */
function ends(
  family: Family,
  ranges: readonly Range[],
  start: readonly number[],
  time: number,
): Float64Array[] {
  if (family.size === 0) return [];
  return [0, 0.5, 1].flatMap((share) => {
    const p = ranges.map(([low, high]) => low + share * (high - low));
    const solver = openOde(
      {
        size: family.size,
        autonomous: true,
        f: (_, y, out) => family.rate(y, p, out),
        jacobian: (_, y, out) => family.jacobian!(y, p, out),
      },
      { nonNegative: 'all', bound: 1e9, mostSteps: 20_000 },
    );
    let solution: OdeSolution;
    try {
      solution = solver.solve({ from: 0, to: time, state: start });
    } catch (error) {
      if (isCrnGridError(error, 'OdeError')) return [];
      throw error;
    }
    return Array.from({ length: 20 }, (_, k) => solution.at(((k + 1) / 20) * time).slice());
  });
}
