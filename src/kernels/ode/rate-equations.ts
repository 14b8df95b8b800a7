/**
 * The reaction-rate equations of a network: every species changes as fast as its reactions fire on average, if
 * averages of products were products of averages.
 *
 * That is so for networks of first order, and nearly so where counts are large; where they are small, or noise
 * decides between states, it is not (Kurtz 1972, doi 10.1063/1.1678692).
 */
import { readsTime, speciesIn } from '../../crn/dependencies.ts';
import { compileLaw, type Law } from '../../crn/law-closures.ts';
import type { Network, Term } from '../../crn/network.ts';
import type { OdeSystem } from '../../numerics/ode/system.ts';
import { derivative, type Variable } from './derivative.ts';
import { isNumber } from './formulas.ts';
import { type Amounts, smoothLaw } from './smooth-law.ts';

/** ∂(propensity)/∂(species), where it is not 0 throughout. */
interface Slope {
  readonly species: number;
  readonly law: Law;
}

/** y is the amount of each species, and of firings where they are counted; rates and times as in the network. */
export class RateEquations implements OdeSystem {
  readonly size: number;
  readonly autonomous: boolean;
  readonly #laws: readonly Law[];
  readonly #changes: readonly (readonly Term[])[];
  readonly #slopes: readonly (readonly Slope[])[];
  readonly #timed: readonly { readonly reaction: number; readonly law: Law }[];
  #rates: ArrayLike<number>;
  #ra = 0;

  /**
   * @param amounts  see {@link Amounts}. Default molecules
   * @param firings  `counted`: one more variable, the last, is how often all reactions together have fired
   */
  constructor(network: Network, amounts: Amounts = 'molecules', firings: 'counted' | 'ignored' = 'ignored') {
    const species = network.species.length;
    const firing: readonly Term[] = firings === 'counted' ? [{ species, count: 1 }] : [];
    const laws = network.reactions.map((reaction) => smoothLaw(reaction, amounts));
    this.size = species + firing.length;
    this.#rates = new Float64Array(network.rates.length);
    this.#changes = network.reactions.map((r) => [...r.change, ...firing]);
    this.#laws = laws.map(compileLaw);
    const by = (law: (typeof laws)[number], variable: Variable): Law[] => {
      const slope = derivative(law, variable);
      return isNumber(slope, 0) ? [] : [compileLaw(slope)];
    };
    this.#slopes = laws.map((law) =>
      speciesIn(law).flatMap((species) =>
        by(law, { op: 'species', index: species }).map((slope) => ({ species, law: slope })),
      ),
    );
    this.#timed = laws.flatMap((law, reaction) =>
      by(law, { op: 'time' }).map((slope) => ({ reaction, law: slope })),
    );
    this.autonomous = !laws.some(readsTime);
  }

  /** Takes the rate constants that lie from `at` on; they are read whenever the equations are. */
  use(rates: ArrayLike<number>, at = 0): void {
    this.#rates = rates;
    this.#ra = at;
  }

  f(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (let j = 0; j < this.#laws.length; j++)
      addTo(out, this.#changes[j]!, 1, 0, this.#laws[j]!(y, 0, this.#rates, this.#ra, t));
  }

  jacobian(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (let j = 0; j < this.#slopes.length; j++)
      for (const { species, law } of this.#slopes[j]!) {
        const slope = law(y, 0, this.#rates, this.#ra, t);
        // √n is vertical at 0: the step is then as if it were flat, and its error tells.
        if (Number.isFinite(slope)) addTo(out, this.#changes[j]!, this.size, species, slope);
      }
  }

  timeSlope(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (const { reaction, law } of this.#timed)
      addTo(out, this.#changes[reaction]!, 1, 0, law(y, 0, this.#rates, this.#ra, t));
  }
}

/** Adds a change, `times` as often, to a column of `out`, whose rows are `stride` long. */
function addTo(
  out: Float64Array,
  change: readonly Term[],
  stride: number,
  column: number,
  times: number,
): void {
  for (let c = 0; c < change.length; c++)
    out[change[c]!.species * stride + column]! += times * change[c]!.count;
}
