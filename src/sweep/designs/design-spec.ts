/** How the points of a sweep lie among the values of its factors: plain data. */
import { checkNames } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import { readCsv } from '../../record/read-csv.ts';

export type DesignSpec =
  /** Every combination of the values listed, the last factor changing fastest. */
  | { readonly kind: 'grid' }
  /** Points that hit each of as many slices of every factor once. */
  | { readonly kind: 'latin-hypercube'; readonly points: number }
  /** Sobol' sequence: fills space evenly, and goes on where more points are wanted. */
  | { readonly kind: 'sobol'; readonly points: number }
  /** Trajectories that change one factor after the other: which factors matter at all. */
  | { readonly kind: 'morris'; readonly trajectories: number; readonly levels: number }
  /** For Sobol' indices: which share of the variance is whose. */
  | { readonly kind: 'saltelli'; readonly base: number; readonly secondOrder: boolean }
  /** Points of one's own, by the names of the factors. */
  | { readonly kind: 'list'; readonly points: readonly Readonly<Record<string, number | string>>[] };

function positive(where: string, n: number, least = 1): void {
  if (!Number.isInteger(n) || n < least || n > 1e8)
    throw new ScenarioError(
      where,
      `${n} is no number of points`,
      `Give a whole number from ${least} to 1e8.`,
    );
}

/**
 * McKay, Beckman & Conover, Technometrics 21 (1979), doi 10.1080/00401706.1979.10489755.
 *
 * @throws ScenarioError unless `points` is a whole number, 1 or more
 */
export function latinHypercube(points: number): DesignSpec {
  positive('latinHypercube', points);
  return { kind: 'latin-hypercube', points };
}

/**
 * Sobol' sequence with the direction numbers of Joe & Kuo (2008), doi 10.1137/070709359; powers of two fill best.
 *
 * @throws ScenarioError unless `points` is a whole number, 1 or more
 */
export function sobol(points: number): DesignSpec {
  positive('sobol', points);
  return { kind: 'sobol', points };
}

/**
 * Elementary effects: Morris, Technometrics 33 (1991), doi 10.1080/00401706.1991.10484804. Each trajectory is one
 * point more than there are factors.
 *
 * @throws ScenarioError unless there are 2 trajectories or more, and an even number of levels
 */
export function morris(
  options: { readonly trajectories?: number; readonly levels?: number } = {},
): DesignSpec {
  checkNames('morris', 'options', options, ['trajectories', 'levels'], 'entry of a Morris design');
  const { trajectories = 20, levels = 4 } = options;
  positive('morris', trajectories, 2);
  if (!Number.isInteger(levels) || levels < 2 || levels % 2 !== 0)
    throw new ScenarioError('morris', `${levels} is no number of levels`, 'Give an even number, such as 4.');
  return { kind: 'morris', trajectories, levels };
}

/**
 * For Sobol' indices: Saltelli et al., Comput. Phys. Commun. 181 (2010), doi 10.1016/j.cpc.2009.09.018. As many
 * points as `base` times the number of factors and two; with `secondOrder` twice the number of factors and two.
 *
 * @throws ScenarioError unless `base` is a whole number, 2 or more
 */
export function saltelli(base: number, options: { readonly secondOrder?: boolean } = {}): DesignSpec {
  checkNames('saltelli', 'options', options, ['secondOrder'], 'entry of a Saltelli design');
  const { secondOrder = false } = options;
  positive('saltelli', base, 2);
  return { kind: 'saltelli', base, secondOrder };
}

/**
 * Points of one's own: objects by the names of the factors, or a CSV file whose first line has the names.
 *
 * @param from  points, or where a file lies: `new URL('./points.csv', import.meta.url)`
 * @throws ScenarioError where the file cannot be read, or a line has more or fewer entries than the first
 */
export function points(
  from: readonly Readonly<Record<string, number | string>>[] | string | URL,
): DesignSpec {
  const list =
    typeof from === 'string' || from instanceof URL ? fromFile(`points(${String(from)})`, from) : [...from];
  if (list.length === 0) throw new ScenarioError('points', 'there is none', 'Give one point or more.');
  return { kind: 'list', points: list };
}

function fromFile(where: string, file: string | URL): Record<string, number | string>[] {
  return readCsv(where, file).map((row, i) => {
    const missing = Object.keys(row).find((name) => row[name] === null);
    if (missing !== undefined)
      throw new ScenarioError(
        `${where}, row ${i + 1}`,
        `it has no value for "${missing}"`,
        'Give every point a value of every factor.',
      );
    return row as Record<string, number | string>;
  });
}
