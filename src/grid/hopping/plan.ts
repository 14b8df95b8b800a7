/** What the rules of hopping come to on one lattice and for one time span. */
import { ScenarioError } from '../../errors.ts';
import { Coin } from '../../numerics/samplers.ts';
import { touchDistance } from '../displacement.ts';
import { type FreeWalk, openFreeWalk } from '../free-walk.ts';
import type { HopRule } from '../hopping.ts';
import type { LatticeSpace } from '../lattice.ts';

/** Steps a single molecule may be walked through in one call. */
const mostSteps = 1e6;
/** Steps along a line whose closed law is still tabulated. */
const mostMean = 1e7;

export interface OpenRule {
  readonly column: number;
  /** Number of the rule's planes in arrivals and mail. */
  readonly plane: number;
  /** 0 where rates differ by cell. */
  readonly uniform: number;
  readonly perCell: Float64Array | undefined;
  readonly greatest: number;
}

export interface Plan extends OpenRule {
  /** Undefined where all molecules are walked. */
  readonly free: FreeWalk | undefined;
  /** Molecules nearer to the edge than this are walked. */
  readonly margin: number;
  /** Counts up to this one go by single draws. */
  readonly few: number;
  /** For walked molecules and one rate: falls on success when a molecule tries a step. */
  readonly tries: Coin;
}

/**
 * Checks the rules.
 *
 * @returns them in the order of columns, in which a cell draws
 * @throws ScenarioError for a rate that is negative, not finite, or of the wrong length
 */
export function openRules(rules: readonly HopRule[], cells: number): readonly OpenRule[] {
  const open = rules.map((rule, i) => openRule(rule, i, cells)).sort((a, b) => a.column - b.column);
  open.forEach((rule, i) => {
    if (i > 0 && open[i - 1]!.column === rule.column)
      throw new ScenarioError('hop', `species ${rule.column} has two rules`, 'Keep one.');
  });
  return open;
}

function openRule({ species, rate }: HopRule, plane: number, cells: number): OpenRule {
  const where = `hop of species ${species}`;
  if (typeof rate !== 'number' && rate.length !== cells)
    throw new ScenarioError(where, `there are ${rate.length} rates for ${cells} cells`, 'Give one per cell.');
  const rates = typeof rate === 'number' ? Float64Array.of(rate) : rate;
  let greatest = 0;
  let same = true;
  rates.forEach((value, cell) => {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new ScenarioError(
        where,
        `the rate${rates.length > 1 ? ` of cell ${cell}` : ''} is ${value}`,
        'Give a finite number, 0 or more.',
      );
    if (value > greatest) greatest = value;
    same &&= value === rates[0];
  });
  return {
    column: species,
    plane,
    uniform: same ? greatest : 0,
    perCell: same ? undefined : rates,
    greatest,
  };
}

/**
 * The plans of the rules by which anything moves.
 *
 * @throws ScenarioError where `tau` is no time, or holds more steps than can be walked
 */
export function planHops(space: LatticeSpace, rules: readonly OpenRule[], tau: number): readonly Plan[] {
  if (!(tau >= 0 && Number.isFinite(tau)))
    throw new ScenarioError('hop', `the time to hop is ${tau}`, 'Give a finite number, 0 or more.');
  const { edge, directions } = space;
  const folds = edge === 'wrap' || (edge === 'reflect' && directions === 4);
  return rules
    .filter(({ greatest }) => greatest * tau > 0)
    .map((rule) => {
      const { column, uniform, greatest } = rule;
      const mean = greatest * tau;
      if (mean > mostMean || (directions * mean > mostSteps && !(folds && uniform > 0)))
        throw new ScenarioError(
          `hop of species ${column}`,
          `a molecule would take ${Math.round(directions * mean)} steps in a time of ${tau}`,
          'Use a lower rate or a shorter step.',
        );
      const free = uniform > 0 ? openFreeWalk(directions, mean) : undefined;
      return {
        ...rule,
        free,
        // A column is moved by steps to 1 of 4 neighbours each way, or 3 of 8.
        margin: free && !folds ? touchDistance((free.lines - 1) * mean) : 0,
        few: free?.plane ? Math.floor((24 + free.along.reach) / free.plane.leaves.p) : 0,
        tries: new Coin(-Math.expm1(-directions * uniform * tau)),
      };
    });
}
