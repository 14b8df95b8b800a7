/**
 * How far a leap may go: no propensity shall change by more than a share ε of itself.
 *
 * Cao, Gillespie & Petzold 2006, doi 10.1063/1.2159468, eqs. 27 and 33. Two things are added.
 * A propensity that is not mass action changes with a species by its elasticity, measured
 * where the row is. And no leap turns over more than a share of any species: by the
 * published condition alone a large population leaps beyond its own relaxation time, which
 * doubles its variance.
 */
import { speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import { compilePropensities, type Law } from '../../crn/law-closures.ts';
import type { Network, Reaction } from '../../crn/network.ts';
import { massActionLaw } from '../../crn/propensity.ts';

/** A reaction that can fire fewer times than this is fired one by one: the published n_c. */
const critical = 10;
/** Of each species, at most ε times this is taken in one leap. */
const turnover = 8;

/** How a mass-action propensity depends on one of its species. */
interface Order {
  readonly reaction: number;
  readonly species: number;
  /** Molecules that meet, and how many of them are of this species. */
  readonly all: number;
  readonly own: number;
}

/** A propensity of another form, and a species it reads. */
interface Elastic {
  readonly reaction: number;
  readonly species: number;
  readonly law: Law;
  /** Species the propensity reads. */
  readonly reads: number;
}

export class LeapSize {
  /** 1 for reactions that fire one by one, of the state {@link find} was asked for. */
  readonly isCritical: Uint8Array;
  /** Sum of their propensities. */
  criticalTotal = 0;

  readonly #epsilon: number;
  readonly #reactions: readonly Reaction[];
  readonly #orders: readonly Order[];
  readonly #elastic: readonly Elastic[];
  readonly #read: Uint8Array;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  readonly #taken: Float64Array;
  readonly #order: Float64Array;

  constructor(network: Network, epsilon: number) {
    const { reactions, species } = network;
    const laws = compilePropensities(network);
    this.#epsilon = epsilon;
    this.#reactions = reactions;
    const isPlain = reactions.map((r) => isMassAction(r, network.massAction));
    this.#orders = reactions.flatMap(({ reactants }, reaction) => {
      const all = reactants.reduce((sum, t) => sum + t.count, 0);
      return isPlain[reaction]
        ? reactants.map((t) => ({ reaction, species: t.species, all, own: t.count }))
        : [];
    });
    this.#elastic = reactions.flatMap(({ law }, reaction) => {
      const read = speciesIn(law);
      return isPlain[reaction]
        ? []
        : read.map((s) => ({ reaction, species: s, law: laws[reaction]!, reads: read.length }));
    });
    this.#read = new Uint8Array(species.length);
    for (const { species: s } of [...this.#orders, ...this.#elastic]) this.#read[s] = 1;
    this.isCritical = new Uint8Array(reactions.length);
    this.#mean = new Float64Array(species.length);
    this.#square = new Float64Array(species.length);
    this.#taken = new Float64Array(species.length);
    this.#order = new Float64Array(species.length);
  }

  /**
   * The longest leap from a state, critical reactions left out; Infinity where nothing else can happen.
   *
   * @param x  counts, shape [species]; elasticities are measured in it, and it is left as it was
   * @param a  propensity of each reaction there
   */
  find(x: Float64Array, a: Float64Array, rates: Float64Array, ra: number): number {
    this.#sumUp(x, a);
    this.#findOrders(x, a, rates, ra);
    const epsilon = this.#epsilon;
    let tau = Number.POSITIVE_INFINITY;
    for (let s = 0; s < x.length; s++) {
      if (this.#taken[s]! > 0) tau = Math.min(tau, (turnover * epsilon * x[s]!) / this.#taken[s]!);
      if (this.#read[s] === 0 || this.#square[s] === 0) continue;
      const most = Math.max((epsilon * x[s]!) / this.#order[s]!, 1);
      tau = Math.min(tau, most / Math.abs(this.#mean[s]!), (most * most) / this.#square[s]!);
    }
    return tau;
  }

  /** Tells critical reactions from others, and adds up what the others do to each species per time. */
  #sumUp(x: Float64Array, a: Float64Array): void {
    this.#mean.fill(0);
    this.#square.fill(0);
    this.#taken.fill(0);
    this.criticalTotal = 0;
    for (let j = 0; j < a.length; j++) {
      const { change } = this.#reactions[j]!;
      this.isCritical[j] = 0;
      if (a[j] === 0) continue;
      for (let c = 0; c < change.length; c++) {
        const { species, count } = change[c]!;
        if (count < 0 && x[species]! < -critical * count) this.isCritical[j] = 1;
      }
      if (this.isCritical[j] === 1) {
        this.criticalTotal += a[j]!;
        continue;
      }
      for (let c = 0; c < change.length; c++) {
        const { species, count } = change[c]!;
        this.#mean[species]! += count * a[j]!;
        this.#square[species]! += count * count * a[j]!;
        if (count < 0) this.#taken[species]! -= count * a[j]!;
      }
    }
  }

  /** The published g: a change of a species by ε/g is one of any propensity by ε at most. */
  #findOrders(x: Float64Array, a: Float64Array, rates: Float64Array, ra: number): void {
    const order = this.#order.fill(1);
    for (let i = 0; i < this.#orders.length; i++) {
      const { species, all, own } = this.#orders[i]!;
      if (all <= order[species]!) continue;
      let sum = 0;
      for (let k = 0; k < own; k++) sum += x[species]! / Math.max(x[species]! - k, 1);
      order[species] = Math.max(order[species]!, (all / own) * sum);
    }
    for (let i = 0; i < this.#elastic.length; i++) {
      const { reaction, species, law, reads } = this.#elastic[i]!;
      const n = x[species]!;
      if (a[reaction] === 0 || n === 0 || this.#square[species] === 0) continue;
      const more = Math.max(1, Math.round(0.05 * n));
      x[species] = n + more;
      const share = Math.abs(law(x, 0, rates, ra, 0) / a[reaction]! - 1) / (more / n);
      x[species] = n;
      order[species] = Math.max(order[species]!, reads * share);
    }
  }
}

/** Is the propensity the mass action of the reactants, times something that reads no species? */
function isMassAction({ law, reactants }: Reaction, convention: Network['massAction']): boolean {
  const pattern = massActionLaw(anything, reactants, convention);
  return matches(pattern, law);
}

const anything: Expression = Object.freeze({ op: 'time' });

function matches(pattern: Expression, e: Expression): boolean {
  if (pattern === anything) return speciesIn(e).length === 0;
  if (pattern.op !== e.op) return false;
  if (pattern.op === 'number') return e.op === 'number' && e.value === pattern.value;
  if (pattern.op === 'species') return e.op === 'species' && e.index === pattern.index;
  return (
    'a' in pattern &&
    'a' in e &&
    matches(pattern.a, e.a) &&
    (!('b' in pattern) || ('b' in e && matches(pattern.b, e.b)))
  );
}
