/** How a differential equation is to be solved. */
import { OdeError } from '../../errors.ts';
import type { Watch } from './crossings.ts';

export interface OdeSettings {
  /** `rosenbrock` for stiff equations, `explicit` (Dormand–Prince) for others. Default `rosenbrock`. */
  readonly method?: 'rosenbrock' | 'explicit';
  /** Error of a step, as a share of each variable. Default 1e-6. */
  readonly rtol?: number;
  /** Error of a step that is granted beside, for all or by variable. Default 1e-9. */
  readonly atol?: number | ArrayLike<number>;
  /**
   * Variables that are amounts. Below 0 by `atol` at most they are set to 0; a step that makes them less is
   * taken back and halved. Default none.
   */
  readonly nonNegative?: 'all' | readonly number[];
  /** A variable larger than this is a blow-up. Default: none is. */
  readonly bound?: number;
  /** Length of the first step tried. Default: from how fast the state changes. */
  readonly firstStep?: number;
  /** No step is longer. Default: as long as the time to go. */
  readonly longestStep?: number;
  /** Steps, tries among them, after which it is given up. Default 1e6. */
  readonly mostSteps?: number;
  /** What to look for on the way. */
  readonly watches?: readonly Watch[];
  /** Keeps the curve of every step: 4 numbers of each variable. Default true. */
  readonly dense?: boolean;
}

/** The settings of a solver, all of them, for `size` variables. */
export interface FullSettings extends Required<Omit<OdeSettings, 'atol' | 'nonNegative' | 'firstStep'>> {
  /** Shape [size]. */
  readonly atol: Float64Array;
  readonly nonNegative: readonly number[];
  readonly firstStep: number | undefined;
}

/** @throws OdeError where a setting is none */
export function fullSettings(given: OdeSettings, size: number): FullSettings {
  const { method = 'rosenbrock', rtol = 1e-6, atol = 1e-9, nonNegative = [] } = given;
  const { bound = Number.POSITIVE_INFINITY, firstStep, longestStep = Number.POSITIVE_INFINITY } = given;
  const { mostSteps = 1e6, watches = [], dense = true } = given;
  if (method !== 'rosenbrock' && method !== 'explicit')
    bad('method', method, 'Give `rosenbrock` or `explicit`.');
  // Below a hundred roundings there is no error left to control.
  if (!(rtol >= 2e-14 && rtol < 1)) bad('rtol', rtol, 'Give a share from 2e-14 to 1.');
  const each =
    typeof atol === 'number' ? new Float64Array(size).fill(atol) : Float64Array.from(atol as number[]);
  if (each.length !== size) bad('atol', `a list of ${each.length}`, `Give one number, or ${size}.`);
  const small = each.findIndex((a) => !(a > 0 && a < Number.POSITIVE_INFINITY));
  if (small >= 0) bad('atol', each[small]!, 'Give a number greater than 0.');
  const positive = { bound, longestStep, mostSteps, ...(firstStep === undefined ? {} : { firstStep }) };
  for (const [name, value] of Object.entries(positive))
    if (!(value > 0)) bad(name, value, 'Give a number greater than 0.');
  const amounts = nonNegative === 'all' ? Array.from({ length: size }, (_, i) => i) : nonNegative;
  const unknown = amounts.find((i) => !(Number.isInteger(i) && i >= 0 && i < size));
  if (unknown !== undefined) bad('nonNegative', unknown, `Give numbers of variables, 0 to ${size - 1}.`);
  return {
    ...{ method, rtol, bound, longestStep, mostSteps, watches, dense },
    ...{ atol: each, nonNegative: amounts, firstStep },
  };
}

function bad(name: string, value: unknown, todo: string): never {
  throw new OdeError('ode', `\`${name}\` is ${String(value)}`, todo);
}
