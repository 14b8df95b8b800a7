/**
 * Fields: real-valued signals that diffuse between the four sides of a cell, decay,
 * and are secreted by molecules,
 *
 *     du/dt = D (sum of the four neighbours − 4 u) − decay · u + sum of rate_s · count_s.
 *
 * Over a time in which the counts do not change the solution is exact to 1e-13 of the
 * field's mass, for any D and any time: the exponential of the equation's matrix is a
 * Poisson-weighted sum of powers of a neighbour average (uniformisation, Jensen 1953;
 * Grassmann 1977, doi 10.1016/0305-0548(77)90007-7), here with the integral over the
 * source in the same sum. All its weights are ≥ 0, so a field never turns negative and
 * where it can reach nothing stays 0. What is left is the error of taking turns with the
 * reactions. A `reflect` edge lets nothing through, beyond an `absorb` edge the field is 0.
 *
 * Cost: `passes` over the cells, about 4 D τ + 7 √(4 D τ) + 10 of them, several in one sweep
 * of the memory. Not for D τ above some thousands: a signal that fast is the same everywhere;
 * make it a rate.
 */
import { KernelError, ScenarioError } from '../errors.ts';
import { isPrepared } from '../wasm/memory.ts';
import { CompiledField } from './fields/compiled-field.ts';
import { weigh } from './fields/weights.ts';
import { openLattice } from './lattice.ts';
import type { Lattice } from './space.ts';

/** A field, as plain data. */
export interface FieldRule {
  readonly name: string;
  /** In cell widths² per time unit, ≥ 0. */
  readonly diffusion: number;
  /** Per time unit, ≥ 0. */
  readonly decay: number;
  /** What each molecule of a species adds per time unit, ≥ 0. */
  readonly sources: readonly { readonly species: number; readonly rate: number }[];
}

/** One sweep of one tile. The arrays are views of the memory the field was opened in. */
export interface FieldCall {
  /** Shape [3, cells]: the field in plane `at`, the others are work. Shared by all tiles. */
  readonly planes: Float64Array;
  /** Plane that held the field before the first sweep: 0, 1 or 2. */
  readonly at: number;
  /** 0 … sweeps − 1, the same in all tiles. */
  readonly sweep: number;
  /** Shape [cells, species]; read in the tile, and up to 3 rows beyond it. */
  readonly counts: Int32Array;
  /** Columns of `counts`. */
  readonly species: number;
  /** The tile, as `cutTiles` cuts: whole rows, or part of the only one. */
  readonly first: number;
  readonly last: number;
}

/** A field compiled for one time span, for one thread. */
export interface Field {
  /** Sweeps that the time takes, 1 or more. All tiles meet (a barrier) after each, and before the first. */
  readonly sweeps: number;
  /** Averages over the neighbours that they hold, one and more each. */
  readonly passes: number;
  /** Computes a tile's cells of one sweep. */
  advance(call: FieldCall): void;
  /** The plane that holds the field after the last sweep. */
  after(at: number): number;
}

/** Passes beyond which a time is refused. */
const mostPasses = 1e6;

/**
 * Compiles a field.
 *
 * @param memory  made by `createMemory`; some rows of cells and 16 bytes a pass of it are taken for work
 * @param tau     how far each call of all sweeps goes, in the scenario's unit, ≥ 0
 * @throws ScenarioError for a diffusion, decay, source or time that is negative or not finite,
 *                       or a time that takes more than a million passes
 */
export function openField(lattice: Lattice, rule: FieldRule, memory: WebAssembly.Memory, tau: number): Field {
  const space = openLattice(lattice);
  const { diffusion, decay } = rule;
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(`field "${rule.name}"`, what, todo);
  };
  const check = (value: number, what: string): void => {
    if (!(value >= 0 && Number.isFinite(value)))
      bad(`${what} is ${value}`, 'Give a finite number, 0 or more.');
  };
  check(diffusion, 'the diffusion');
  check(decay, 'the decay');
  for (const s of rule.sources) check(s.rate, `the source rate of species ${s.species}`);
  check(tau, 'the time');
  const steps = (4 * diffusion + decay) * tau;
  if (steps > mostPasses)
    bad(
      `a time of ${tau} would take ${Math.round(steps)} passes`,
      'Use a lower diffusion or decay, or a shorter step.',
    );
  if (!isPrepared(memory))
    throw new KernelError(`field "${rule.name}"`, 'the memory has no tables', 'Make it with createMemory.');
  return new CompiledField(space, rule, memory, weigh(4 * diffusion, decay, tau));
}
