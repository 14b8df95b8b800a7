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
 * Cost: `substeps` passes over the cells, about 4 D τ + 7 √(4 D τ) + 10 of them. Not for
 * D τ above some thousands: a signal that fast is the same everywhere; make it a rate.
 */
import { ScenarioError } from '../errors.ts';
import { type LatticeSpace, openLattice, stepX, stepY, wall } from './lattice.ts';
import { type Lattice, outside } from './space.ts';

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

/** One sub-step of one tile. */
export interface FieldCall {
  /** Shape [3, cells]: the field in plane `at`, the others are work. Shared by all tiles. */
  readonly planes: Float64Array;
  /** Plane that held the field before the first sub-step: 0, 1 or 2. */
  readonly at: number;
  /** 0 … substeps(tau) − 1, the same in all tiles. */
  readonly substep: number;
  /** Time to advance, in the scenario's unit, ≥ 0. */
  readonly tau: number;
  /** Shape [cells, species]; read in the tile only. */
  readonly counts: Int32Array;
  /** Columns of `counts`. */
  readonly species: number;
  readonly first: number;
  readonly last: number;
}

export interface Field {
  /** Sub-steps that `tau` takes, 1 or more. All tiles meet (a barrier) after each. */
  substeps(tau: number): number;
  /** Computes a tile's cells of one sub-step. */
  advance(call: FieldCall): void;
  /** The plane that holds the field after the last sub-step. */
  after(at: number, tau: number): number;
}

/** What the truncated sums may miss, relative to the field and to the source. */
const neglect = 1e-13;
/** Passes beyond which a time is refused. */
const mostSubsteps = 1e6;

/** @throws ScenarioError for a diffusion, decay or source that is negative or not finite */
export function openField(lattice: Lattice, rule: FieldRule): Field {
  return new LatticeField(openLattice(lattice), rule);
}

/** u(τ) = Σ_k (average)^k (stay[k] · u(0) + fresh[k] · source). */
interface Weights {
  readonly stay: Float64Array;
  readonly fresh: Float64Array;
}

class LatticeField implements Field {
  readonly #space: LatticeSpace;
  readonly #rule: FieldRule;
  #weights: Weights = { stay: Float64Array.of(1), fresh: Float64Array.of(0) };
  #weightsFor = 0;

  constructor(space: LatticeSpace, rule: FieldRule) {
    this.#space = space;
    this.#rule = rule;
    const check = (value: number, what: string): void => {
      if (!(value >= 0 && Number.isFinite(value)))
        throw new ScenarioError(
          `field "${rule.name}"`,
          `${what} is ${value}`,
          'Give a finite number, 0 or more.',
        );
    };
    check(rule.diffusion, 'the diffusion');
    check(rule.decay, 'the decay');
    for (const s of rule.sources) check(s.rate, `the source rate of species ${s.species}`);
  }

  substeps(tau: number): number {
    if (tau !== this.#weightsFor) {
      if (!(tau >= 0 && Number.isFinite(tau)))
        throw new ScenarioError(
          `field "${this.#rule.name}"`,
          `the time is ${tau}`,
          'Give a finite number, 0 or more.',
        );
      const { diffusion, decay } = this.#rule;
      if ((4 * diffusion + decay) * tau > mostSubsteps)
        throw new ScenarioError(
          `field "${this.#rule.name}"`,
          `a time of ${tau} would take ${Math.round((4 * diffusion + decay) * tau)} passes`,
          'Use a lower diffusion or decay, or a shorter step.',
        );
      this.#weights = weigh(4 * diffusion, decay, tau);
      this.#weightsFor = tau;
    }
    return this.#weights.stay.length;
  }

  after(at: number, tau: number): number {
    return (at + 1 + ((this.substeps(tau) - 1) % 2)) % 3;
  }

  advance({ planes, at, substep, tau, counts, species, first, last }: FieldCall): void {
    // Horner's rule: the highest power first, then average and add the next.
    const k = this.substeps(tau) - 1 - substep;
    const stay = this.#weights.stay[k]!;
    const fresh = this.#weights.fresh[k]!;
    const { cells, width, height } = this.#space;
    const { sources } = this.#rule;
    const value = at * cells;
    const target = ((at + 1 + (substep % 2)) % 3) * cells;
    const from = ((at + 1 + ((substep + 1) % 2)) % 3) * cells;
    let x = first % width;
    let y = (first - x) / width;
    for (let cell = first; cell < last; cell++) {
      let source = 0;
      for (let s = 0; s < sources.length; s++)
        source += sources[s]!.rate * counts[cell * species + sources[s]!.species]!;
      let sum = stay * planes[value + cell]! + fresh * source;
      if (substep > 0) {
        const i = from + cell;
        if (x > 0 && y > 0 && x < width - 1 && y < height - 1)
          sum += 0.25 * (planes[i + 1]! + planes[i - 1]! + planes[i + width]! + planes[i - width]!);
        else sum += this.#edgeAverage(planes, from, cell);
      }
      planes[target + cell] = sum;
      if (++x === width) {
        x = 0;
        y++;
      }
    }
  }

  /** The average over the four sides of a cell at the edge; a wall shows the cell itself. */
  #edgeAverage(planes: Float64Array, from: number, cell: number): number {
    let sum = 0;
    for (let d = 0; d < 4; d++) {
      const next = this.#space.step(cell, stepX[d]!, stepY[d]!);
      if (next !== outside) sum += planes[from + (next === wall ? cell : next)]!;
    }
    return 0.25 * sum;
  }
}

/**
 * The weights of the powers 0, 1, … for the matrix q (average − 1) − decay:
 * stay[k] = e^(−decay τ) Pois(k; qτ), fresh[k] = ∫₀^τ e^(−decay s) Pois(k; qs) ds
 * = (q/Q)^k / Q · P(Pois(Qτ) > k) with Q = q + decay.
 * Both are scaled to their exact sums, so that walls and wrapping keep all mass.
 */
function weigh(q: number, decay: number, tau: number): Weights {
  const total = q + decay;
  const own = poissonLaw(q * tau);
  const both = poissonLaw(total * tau);
  const stay = new Float64Array(Math.max(own.length, both.length));
  const fresh = new Float64Array(stay.length);
  const keep = Math.exp(-decay * tau);
  own.forEach((p, k) => {
    stay[k] = keep * p;
  });
  const spread = total > 0 ? q / total : 0;
  let tail = 0;
  for (let k = both.length - 2; k >= 0; k--) {
    tail += both[k + 1]!;
    fresh[k] = spread ** k * tail;
  }
  const exact = decay * tau > 1e-16 ? -Math.expm1(-decay * tau) / decay : tau;
  // With no time, or too little of it to count, the first power carries the whole integral.
  if (fresh[0] === 0) fresh[0] = 1;
  const sum = fresh.reduce((s, w) => s + w, 0);
  for (let k = 0; k < fresh.length; k++) fresh[k] = (fresh[k]! * exact) / sum;
  let used = stay.length;
  let left = 0;
  while (used > 1 && left + fresh[used - 1]! / (exact || 1) + stay[used - 1]! / (keep || 1) < neglect) {
    left += fresh[used - 1]! / (exact || 1) + stay[used - 1]! / (keep || 1);
    used--;
  }
  return { stay: scaled(stay, used, keep), fresh: scaled(fresh, used, exact) };
}

/** The first `used` weights, scaled to a given sum. */
function scaled(weights: Float64Array, used: number, sum: number): Float64Array {
  const kept = weights.slice(0, used);
  const now = kept.reduce((s, w) => s + w, 0);
  return now > 0 ? kept.map((w) => (w * sum) / now) : kept;
}

/** P(N = k) for k = 0, 1, …, cut off where less than 1e-18 is left, summing to 1. */
function poissonLaw(mean: number): Float64Array {
  const mode = Math.floor(mean);
  const top = Math.ceil(mean + 30 + 10 * Math.sqrt(mean));
  const law = new Float64Array(top + 1);
  law[mode] = 1;
  for (let k = mode; k > 0; k--) law[k - 1] = (law[k]! * k) / mean;
  for (let k = mode; k < top; k++) law[k + 1] = (law[k]! * mean) / (k + 1);
  const sum = law.reduce((s, p) => s + p, 0);
  return law.map((p) => p / sum);
}
