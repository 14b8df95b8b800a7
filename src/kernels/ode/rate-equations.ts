/**
 * The reaction-rate equations of a network: every species changes as fast as its reactions fire on average, if
 * averages of products were products of averages.
 *
 * That is so for networks of first order, and nearly so where counts are large; where they are small, or noise
 * decides between states, it is not (Kurtz 1972, doi 10.1063/1.1678692).
 */
import { readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import { isNumber } from '../../crn/formulas.ts';
import type { Network, Term } from '../../crn/network.ts';
import { SharedLaws } from '../../crn/shared-laws.ts';
import type { OdeSystem } from '../../numerics/ode/system.ts';
import { derivative, type Variable } from './derivative.ts';
import { type Amounts, smoothLaw } from './smooth-law.ts';

/** ∂(propensity)/∂(variable), where it is not 0 throughout. */
interface Slope {
  readonly reaction: number;
  /** The variable; 0 of the time. */
  readonly species: number;
  readonly law: Expression;
}

/** y is the amount of each species, and of firings where they are counted; rates and times as in the network. */
export class RateEquations implements OdeSystem {
  readonly size: number;
  readonly autonomous: boolean;
  readonly #laws: SharedLaws;
  readonly #changes: readonly (readonly Term[])[];
  readonly #slopes: readonly Slope[];
  readonly #slopeLaws: SharedLaws;
  readonly #timed: readonly Slope[];
  readonly #timedLaws: SharedLaws;
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
    const by = (reaction: number, variable: Variable, species = 0): Slope[] => {
      const law = derivative(laws[reaction]!, variable);
      return isNumber(law, 0) ? [] : [{ reaction, species, law }];
    };
    this.#slopes = laws.flatMap((law, reaction) =>
      speciesIn(law).flatMap((index) => by(reaction, { op: 'species', index }, index)),
    );
    this.#timed = laws.flatMap((_, reaction) => by(reaction, { op: 'time' }));
    this.#laws = new SharedLaws(laws);
    this.#slopeLaws = new SharedLaws(this.#slopes.map(({ law }) => law));
    this.#timedLaws = new SharedLaws(this.#timed.map(({ law }) => law));
    this.autonomous = !laws.some(readsTime);
  }

  /** Takes the rate constants that lie from `at` on; they are read whenever the equations are. */
  use(rates: ArrayLike<number>, at = 0): void {
    this.#rates = rates;
    this.#ra = at;
  }

  f(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    this.#laws.run(y, 0, this.#rates, this.#ra, t);
    for (let j = 0; j < this.#changes.length; j++) addTo(out, this.#changes[j]!, 1, 0, this.#laws.values[j]!);
  }

  jacobian(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    this.#slopeLaws.run(y, 0, this.#rates, this.#ra, t);
    for (let k = 0; k < this.#slopes.length; k++) {
      const { reaction, species } = this.#slopes[k]!;
      const slope = this.#slopeLaws.values[k]!;
      // √n is vertical at 0: the step is then as if it were flat, and its error tells.
      if (Number.isFinite(slope)) addTo(out, this.#changes[reaction]!, this.size, species, slope);
    }
  }

  timeSlope(t: number, y: Float64Array, out: Float64Array): void {
    out.fill(0);
    this.#timedLaws.run(y, 0, this.#rates, this.#ra, t);
    for (let k = 0; k < this.#timed.length; k++)
      addTo(out, this.#changes[this.#timed[k]!.reaction]!, 1, 0, this.#timedLaws.values[k]!);
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
