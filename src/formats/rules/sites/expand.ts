/**
 * The network that rules make of seed species: all rules are applied to all species until nothing new comes out.
 *
 * Source: Faeder, Blinov & Hlavacek, Rule-based modeling of biochemical systems with BioNetGen (2009),
 * doi 10.1007/978-1-59745-525-1_5. Use it where the complexes are few; where they grow without bound the network has
 * no end and a limit stops it.
 */
import { ModelError } from '../../../errors.ts';
import { applied } from './apply.ts';
import { Budget } from './budget.ts';
import { canonical } from './canonical.ts';
import type { Embedding } from './embeddings.ts';
import type { SiteRule } from './rule.ts';
import { type PatternFilter, RuleMatches, type Ways } from './rule-matches.ts';
import { type SiteGraph, subgraph } from './site-graph.ts';
import { symmetriesOf } from './symmetry.ts';

export interface ExpandLimits {
  /** More is an error. */
  readonly species: number;
  /** More is an error. */
  readonly reactions: number;
  readonly seconds: number;
  /** Rounds of applying rules; what the last one made is not reacted further. */
  readonly rounds?: number;
  /** Reactions that make a complex of more molecules are left out. */
  readonly molecules?: number;
  /** The same for the molecules of one type. */
  readonly moleculesOf?: ReadonlyMap<number, number>;
}

export interface ExpandRule extends SiteRule {
  /** The constant is per embedding: no symmetry divides it. */
  readonly perEmbedding?: boolean;
  /** What a complex must be besides, for each pattern of the left side. */
  readonly reactants: readonly PatternFilter[];
  /** The same of the complexes that come out, for each pattern of the right side. */
  readonly productsAllowed?: (products: readonly SiteGraph[]) => boolean;
}

export interface ExpandedReaction {
  /** Index of the rule. */
  readonly rule: number;
  /** Species by index in rising order, one that is taken twice named twice. */
  readonly reactants: readonly number[];
  readonly products: readonly number[];
  /**
   * How many events of the rule the reaction stands for: the ways, over all orders of the reactants, to lay the left
   * side on them that differ in what changes, divided by the symmetries of the rule. The propensity is the rule's
   * constant times this times n(n-1)… over the reactants. A homodimer falls apart at k, not 2k: two ways, two
   * symmetries. Two molecules of one kind meet at k·n(n-1)/2: one way, two symmetries.
   */
  readonly multiplicity: number;
}

export interface Expansion {
  /** Seeds first, in canonical form. */
  readonly species: readonly SiteGraph[];
  readonly reactions: readonly ExpandedReaction[];
}

/**
 * @param seeds  connected complexes, all different
 * @throws ModelError past a limit
 */
export function expand(
  seeds: readonly SiteGraph[],
  rules: readonly ExpandRule[],
  limits: ExpandLimits,
  where: string,
): Expansion {
  return new Expander(rules, limits, where).run(seeds);
}

class Expander {
  readonly #rules: readonly { rule: ExpandRule; matches: RuleMatches; symmetries: number }[];
  readonly #limits: ExpandLimits;
  readonly #where: string;
  readonly #budget: Budget;
  readonly #species: SiteGraph[] = [];
  readonly #byKey = new Map<string, number>();
  /** Complexes as they come out, before any canonical form: most come out the same way many times. */
  readonly #byDrawing = new Map<string, number>();
  readonly #reactions = new Map<string, Counted>();

  constructor(rules: readonly ExpandRule[], limits: ExpandLimits, where: string) {
    this.#limits = limits;
    this.#where = where;
    this.#budget = new Budget(where, limits.seconds);
    this.#rules = rules.map((rule) => ({
      rule,
      matches: new RuleMatches(rule, rule.reactants, this.#budget),
      symmetries: rule.perEmbedding ? 1 : symmetriesOf(rule, this.#budget),
    }));
  }

  run(seeds: readonly SiteGraph[]): Expansion {
    for (const seed of seeds) this.#numberOf(seed);
    let done = 0;
    for (let round = 0; round < (this.#limits.rounds ?? Number.POSITIVE_INFINITY); round++) {
      const known = this.#species.length;
      for (const { matches } of this.#rules)
        for (let s = done; s < known; s++) matches.add(s, this.#species[s]!);
      for (const [r, { matches }] of this.#rules.entries())
        matches.forEachNew((species, ways) => this.#react(r, species, ways));
      done = known;
      if (this.#species.length === known) break;
    }
    const reactions = [...this.#reactions.values()].map(({ events, ...reaction }) => ({
      ...reaction,
      multiplicity: events / this.#rules[reaction.rule]!.symmetries,
    }));
    return { species: this.#species, reactions };
  }

  /** One event of a rule: the first of its ways that gives what the right side says. */
  #react(r: number, species: readonly number[], ways: readonly Ways[]): void {
    const { rule } = this.#rules[r]!;
    const complexes = species.map((s) => this.#species[s]!);
    for (const images of choices(ways)) {
      this.#budget.spend();
      const out = applied(rule, complexes, images);
      if (!out) continue;
      if (out.products.some((own) => this.#tooLarge(own.map((m) => out.graph.molecules[m]!)))) return;
      const graphs = out.products.map((own) => subgraph(out.graph, own));
      if (rule.productsAllowed && !rule.productsAllowed(graphs)) continue;
      this.#count(r, species, graphs);
      return;
    }
  }

  #count(r: number, species: readonly number[], graphs: readonly SiteGraph[]): void {
    const reactants = [...species].sort((a, b) => a - b);
    const products = graphs.map((graph) => this.#numberOf(graph)).sort((a, b) => a - b);
    const key = `${r}:${reactants}>${products}`;
    const known = this.#reactions.get(key);
    if (known) {
      known.events++;
      return;
    }
    // What changes nothing is no reaction.
    if (`${reactants}` === `${products}`) return;
    if (this.#reactions.size >= this.#limits.reactions)
      throw this.#tooMany('reactions', this.#limits.reactions);
    this.#reactions.set(key, { rule: r, reactants, products, events: 1 });
  }

  #numberOf(graph: SiteGraph): number {
    const drawing = `${graph.molecules}|${graph.states}|${graph.bonds}|${graph.names}`;
    const seen = this.#byDrawing.get(drawing);
    if (seen !== undefined) return seen;
    const { key, graph: form } = canonical(graph, this.#budget);
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#species.length;
      if (number >= this.#limits.species) throw this.#tooMany('species', this.#limits.species);
      this.#species.push(form);
      this.#byKey.set(key, number);
    }
    this.#byDrawing.set(drawing, number);
    return number;
  }

  #tooLarge(molecules: readonly number[]): boolean {
    const { molecules: most = Number.POSITIVE_INFINITY, moleculesOf } = this.#limits;
    if (molecules.length > most) return true;
    for (const [type, bound] of moleculesOf ?? [])
      if (molecules.filter((own) => own === type).length > bound) return true;
    return false;
  }

  #tooMany(what: string, limit: number): ModelError {
    return new ModelError(
      this.#where,
      `its rules make more than ${limit} ${what}`,
      'Complexes may grow without end: bound them with `max_agg` or `max_stoich` of generate_network, or allow more.',
    );
  }
}

type Counted = Omit<ExpandedReaction, 'multiplicity'> & { events: number };

/** Each choice of one embedding per pattern. */
function* choices(ways: readonly Ways[]): Generator<readonly Embedding[]> {
  const [first, ...rest] = ways;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const image of first) for (const others of choices(rest)) yield [image, ...others];
}
