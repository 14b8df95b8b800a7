/**
 * What a verdict measures, each number beside what two exact sets give, and the one rule
 * by which all of them pass or fail.
 *
 * A reading fails when it exceeds its floor by more than the larger of two amounts: what the
 * scenario's limit tolerates, and what chance alone may do. The second follows from Bernstein's
 * inequality (Boucheron, Lugosi & Massart 2013, §2.8) at the verdict's chance of a false
 * alarm, shared out evenly over all readings: an exact kernel fails with at most that chance.
 */
import type { Check, CheckFamily, FamilyName } from '../../kernels/verdict.ts';
import { allowance } from '../../numerics/chance.ts';

export interface Reading {
  readonly family: FamilyName;
  /** Of what, in words: `P1 given G1 = 4`. */
  readonly what: string;
  /** Steps after which; 0 where it is of no one lag. */
  readonly lag: number;
  readonly value: number;
  /** The same number for a second exact set in the place of the learned one. */
  readonly floor: number;
  /** What the value may be off by, whatever the size of the sets. */
  readonly tolerance: number;
  /** Standard deviation of value − floor for a kernel that is exact. */
  readonly noise: number;
  /** The most that one trajectory can change the value by. */
  readonly grain: number;
  /** Is a value below its floor as wrong as one above it? Distances are never below but by chance. */
  readonly twoSided?: boolean;
}

/** Failing readings of a family, and the next worst ones, that are kept. */
const kept = 12;

/** The chance of a false alarm that one of so many readings may have. */
export function shareOf(chance: number, readings: number): number {
  return chance / Math.max(1, readings);
}

/** Judges every reading; the chance of a false alarm is shared out over all. */
export function ruling(readings: readonly Reading[], chance: number): CheckFamily[] {
  const each = shareOf(chance, readings.length);
  const families = new Map<FamilyName, Check[]>();
  for (const r of readings) {
    const byChance = allowance(r.noise, r.grain, each);
    const allowed = Math.max(r.tolerance, byChance);
    const off = r.twoSided ? Math.abs(r.value - r.floor) : r.value - r.floor;
    const below = r.twoSided === true && r.value < r.floor;
    const check: Check = {
      what: r.what,
      lag: r.lag,
      value: r.value,
      floor: r.floor,
      tolerance: r.tolerance,
      // Shares have no limit below 0; a difference, which may itself be negative, has.
      limit: below ? Math.max(r.value < 0 ? -Infinity : 0, r.floor - allowed) : r.floor + allowed,
      byChance,
      // A limit of 0 that is passed is passed by far, but by a number: files hold no infinity.
      severity: off > 0 ? off / Math.max(allowed, 1e-12) : 0,
    };
    const of = families.get(r.family) ?? [];
    of.push(check);
    families.set(r.family, of);
  }
  return [...families].map(([name, checks]) => {
    checks.sort((a, b) => b.severity - a.severity);
    return {
      name,
      tested: checks.length,
      failed: checks.filter((c) => c.severity > 1).length,
      unresolved: checks.filter((c) => c.byChance > c.tolerance).length,
      worst: checks.slice(0, kept),
    };
  });
}

const measures: Readonly<Record<FamilyName, string>> = {
  distance: 'histogram distance',
  pair: 'distance of joint histograms',
  transition: 'distance of histograms at two times',
  mean: 'shift of the mean (in sd)',
  sd: 'spread off by (ln)',
  skewness: 'skewness off by',
  'conditional mean': 'shift of the mean (in sd)',
  'conditional spread': 'spread off by (ln)',
  tail: 'mass',
  excess: 'excess log-likelihood (nats)',
  surprise: 'surprise (nats)',
  dwell: 'gap of dwell times',
  visits: 'share of trajectories',
};

/** What the numbers of a family are. */
export function measureOf(family: FamilyName): string {
  return measures[family];
}

/** Why a verdict fails, worst first and short; nothing where nothing fails. */
export function failureLines(families: readonly CheckFamily[], most = 8): string[] {
  const failed = families
    .flatMap(({ name, worst }) => worst.filter((c) => c.severity > 1).map((check) => ({ name, check })))
    .sort((a, b) => b.check.severity - a.check.severity);
  // The worst of each family first: ten lines of one kind say less than one line of each.
  const first = failed.filter(({ name }, i) => failed.findIndex((f) => f.name === name) === i);
  const chosen = [...first, ...failed.filter((f) => !first.includes(f))].slice(0, most);
  const all = families.reduce((n, f) => n + f.failed, 0);
  const tested = families.reduce((n, f) => n + f.tested, 0);
  return [
    ...chosen.map(({ name, check }) => lineOf(name, check)),
    ...(all > chosen.length ? [`and ${all - chosen.length} more of ${tested} checks`] : []),
  ];
}

/** Is the limit of a check below its floor, for a value that is? Else it is above. */
export function fromBelow({ limit, floor }: Check): boolean {
  return limit < floor;
}

function lineOf(name: FamilyName, check: Check): string {
  const { what, lag, value, floor, limit } = check;
  const when = lag > 0 ? ` after ${lag} step${lag > 1 ? 's' : ''}` : '';
  const n = (v: number): string => (v !== 0 && Math.abs(v) < 1e-3 ? v.toPrecision(2) : v.toFixed(4));
  return `${what}${when}: ${measureOf(name)} ${n(value)}, two exact sets ${n(floor)}, at ${fromBelow(check) ? 'least' : 'most'} ${n(limit)}`;
}
