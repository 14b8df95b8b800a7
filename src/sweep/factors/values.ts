/** What a factor of a sweep may be: values in a list, or a range to draw from. */
import { checkNames } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';

/** All numbers between two, for designs that fill space. */
export interface Between {
  readonly kind: 'between';
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  /** Rounded to whole numbers, both ends as likely as those within. */
  readonly whole: boolean;
}

/** A list, every entry as likely as the others, or a range. */
export type Values<T> = readonly T[] | (T extends number ? Between : never);

/**
 * All numbers from `low` to `high`.
 *
 * @param how  `scale: 'log'`: equal ratios are equally likely; `whole`: whole numbers only
 * @throws ScenarioError where there is nothing between them
 */
export function between(
  low: number,
  high: number,
  how: { readonly scale?: 'linear' | 'log'; readonly whole?: boolean } = {},
): Between {
  const { scale = 'linear', whole = false } = how;
  const where = `between(${low}, ${high})`;
  checkNames(where, 'how', how, ['scale', 'whole'], 'entry of a range');
  if (scale !== 'linear' && scale !== 'log')
    throw new ScenarioError(where, `\`scale\` is ${JSON.stringify(scale)}`, 'Write "linear" or "log".');
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(high > low))
    throw new ScenarioError(where, 'this is no range', 'Give two finite numbers, the smaller first.');
  if (scale === 'log' && !(low > 0))
    throw new ScenarioError(where, 'a logarithmic range begins above 0', 'Give a lower end greater than 0.');
  if (whole && !(Number.isInteger(low) && Number.isInteger(high)))
    throw new ScenarioError(where, 'the ends are no whole numbers', 'Give whole ends, or leave `whole` out.');
  return Object.freeze({ kind: 'between', low, high, scale, whole });
}

/**
 * Numbers as Python's `range`: `range(4)` is 0, 1, 2, 3; `range(2, 5)` is 2, 3, 4; `range(0, 1, 0.25)` has no 1.
 *
 * @throws ScenarioError where that has no end, or no number
 */
export function range(from: number, to?: number, step = 1): number[] {
  const [first, end] = to === undefined ? [0, from] : [from, to];
  const n = Math.ceil((end - first) / step - 1e-9);
  if (!(n >= 1) || n > 1e7)
    throw new ScenarioError(
      `range(${first}, ${end}, ${step})`,
      'it has no number, or too many',
      'Give a start, an end beyond it, and a step between.',
    );
  // Without the rounding of repeated sums: 0.1 · 3 is written 0.3.
  return Array.from({ length: n }, (_, i) => Number((first + i * step).toPrecision(15)));
}

export function isBetween(values: unknown): values is Between {
  return (values as Between | undefined)?.kind === 'between';
}

/** The value at a share of a list or range, u in [0, 1]. */
export function valueAt(values: readonly unknown[] | Between, u: number): unknown {
  if (!isBetween(values)) return values[Math.min(values.length - 1, Math.floor(u * values.length))];
  const { low, high, scale, whole } = values;
  const end = whole ? high + 1 : high;
  const value = scale === 'log' ? low * (end / low) ** u : low + u * (end - low);
  return Math.min(high, whole ? Math.floor(value) : value);
}
