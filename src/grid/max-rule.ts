/**
 * Max-propagation, the signal rule of the published bee grid: a signal spreads to
 * neighbours at a fraction of its strength and never weakens by spreading.
 * It makes molecules from nothing: a rule of a picture, not of physics.
 *
 * Source: the bee grid of Repin & Petrov, Inf. Comput. 2021, doi 10.1016/j.ic.2021.104788.
 * Its signal is real-valued; counts here are whole, so a rounding rule is part of the rule.
 * Use to repeat that work. Not for diffusion: use hops or a field.
 */
import { KernelError, ScenarioError } from '../errors.ts';
import { openLattice, stepX, stepY, wall } from './lattice.ts';
import { type Lattice, outside } from './space.ts';

/** `truncate` drops the fraction; `nearest` rounds, half to even. */
export type Rounding = 'truncate' | 'nearest';

/** The rule of one species, as plain data. */
export interface MaxRule {
  /** Column of the counts. */
  readonly species: number;
  /** Strength kept from a neighbour, ≥ 0. */
  readonly alpha: number;
  /** Apply every so many steps; the caller counts them. */
  readonly every: number;
  readonly rounding: Rounding;
}

/** What one application needs: a tile of the counts of all cells. */
export interface MaxCall {
  /** Shape [cells, species], all cells; read only. */
  readonly counts: Int32Array;
  /** Columns of `counts`. */
  readonly species: number;
  readonly first: number;
  readonly last: number;
  /** Shape [cells]; entries first … last − 1 are written. */
  readonly plane: Int32Array;
}

export interface MaxSpread {
  /**
   * Writes new(cell) = round( max( old(cell), alpha · greatest neighbour ) ) of a tile.
   * Outside the grid there is nothing, unless the edge wraps. All tiles must be done
   * (a barrier) before any calls {@link MaxSpread.take}.
   */
  spread(call: MaxCall): void;
  /** Copies the plane of a tile into the counts. */
  take(call: MaxCall): void;
}

/** @throws ScenarioError where the rule is impossible; `spread` throws KernelError past 2^31 − 1 */
export function openMaxRule(lattice: Lattice, rule: MaxRule): MaxSpread {
  const space = openLattice(lattice);
  const { species: column, alpha, every, rounding } = rule;
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(`max rule of species ${column}`, what, todo);
  };
  if (!(alpha >= 0 && Number.isFinite(alpha))) bad(`alpha is ${alpha}`, 'Give a finite number, 0 or more.');
  if (!Number.isInteger(every) || every < 1)
    bad(`it applies every ${every} steps`, 'Give a whole number, 1 or more.');
  if (rounding !== 'truncate' && rounding !== 'nearest')
    bad(`the rounding is "${String(rounding)}"`, 'Use "truncate" or "nearest".');
  const round = rounding === 'truncate' ? Math.floor : nearestEven;

  return {
    spread({ counts, species, first, last, plane }) {
      for (let cell = first; cell < last; cell++) {
        let greatest = 0;
        for (let d = 0; d < space.directions; d++) {
          const next = space.step(cell, stepX[d]!, stepY[d]!);
          if (next === wall || next === outside || next === cell) continue;
          const n = counts[next * species + column]!;
          if (n > greatest) greatest = n;
        }
        const own = counts[cell * species + column]!;
        const heard = round(alpha * greatest);
        if (heard > 0x7fffffff)
          throw new KernelError(
            `cell ${cell}`,
            `the max rule of species ${column} gives ${heard} molecules`,
            'Use an alpha of 1 or less.',
          );
        plane[cell] = Math.max(own, heard);
      }
    },
    take({ counts, species, first, last, plane }) {
      for (let cell = first; cell < last; cell++) counts[cell * species + column] = plane[cell]!;
    },
  };
}

/** Rounds x ≥ 0 to the nearest whole number, a half to the even one. */
function nearestEven(x: number): number {
  const low = Math.floor(x);
  const fraction = x - low;
  if (fraction !== 0.5) return fraction > 0.5 ? low + 1 : low;
  return low % 2 === 0 ? low : low + 1;
}
