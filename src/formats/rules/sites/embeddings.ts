/**
 * The ways a pattern lies in a graph: each of its molecules on another molecule of the same type, each of its sites on
 * another site of the same name, states and bonds as the pattern asks. Found by backtracking along the bonds.
 */
import type { Budget } from './budget.ts';
import { anyBond, bound, free, noState, type SiteGraph, sitesOfMolecule } from './site-graph.ts';

export interface Embedding {
  /** The image of each molecule of the pattern. */
  readonly molecules: readonly number[];
  /** The image of each site of the pattern. */
  readonly sites: readonly number[];
}

/** Where the search goes next: to a molecule, reached from the site `via` or tried everywhere (-1), or to a site. */
type Step = { readonly molecule: number; readonly via: number } | { readonly site: number };

export class Matcher {
  readonly #pattern: SiteGraph;
  readonly #steps: readonly Step[];
  readonly #needs: ReadonlyMap<number, number>;
  readonly #budget: Budget;
  readonly #exact: boolean;

  /** @param exact  finds isomorphisms of patterns: what one leaves open the other must leave open */
  constructor(pattern: SiteGraph, budget: Budget, exact = false) {
    this.#pattern = pattern;
    this.#steps = planOf(pattern);
    this.#needs = tally(pattern.molecules);
    this.#budget = budget;
    this.#exact = exact;
  }

  /** All ways. A pattern of n molecules of one type with no bonds between them has up to n! in every complex. */
  in(graph: SiteGraph): Embedding[] {
    const found: Embedding[] = [];
    const { molecules, names } = this.#pattern;
    if (this.#exact && (graph.molecules.length !== molecules.length || graph.names.length !== names.length))
      return found;
    const there = tally(graph.molecules);
    for (const [type, count] of this.#needs) if ((there.get(type) ?? 0) < count) return found;
    this.#extend(
      0,
      graph,
      molecules.map(() => -1),
      names.map(() => -1),
      found,
    );
    return found;
  }

  #extend(at: number, graph: SiteGraph, onto: number[], sites: number[], found: Embedding[]): void {
    this.#budget.spend();
    const step = this.#steps[at];
    if (step === undefined) {
      found.push({ molecules: [...onto], sites: [...sites] });
    } else if ('site' in step) {
      const p = step.site;
      const m = onto[this.#pattern.owner[p]!]!;
      for (let s = graph.first[m]!; s < graph.first[m + 1]!; s++) {
        if (!this.#siteFits(p, graph, s, sites)) continue;
        sites[p] = s;
        this.#extend(at + 1, graph, onto, sites, found);
        sites[p] = -1;
      }
    } else {
      const p = step.molecule;
      const reached = step.via >= 0 ? graph.owner[graph.bonds[sites[step.via]!]!]! : undefined;
      const [from, to] = reached === undefined ? [0, graph.molecules.length] : [reached, reached + 1];
      for (let m = from; m < to; m++) {
        if (graph.molecules[m] !== this.#pattern.molecules[p] || onto.includes(m)) continue;
        onto[p] = m;
        this.#extend(at + 1, graph, onto, sites, found);
        onto[p] = -1;
      }
    }
  }

  #siteFits(p: number, graph: SiteGraph, s: number, sites: readonly number[]): boolean {
    const { names, states, bonds } = this.#pattern;
    if (graph.names[s] !== names[p] || sites.includes(s)) return false;
    if (graph.states[s] !== states[p] && (this.#exact || states[p] !== noState)) return false;
    const [wanted, there] = [bonds[p]!, graph.bonds[s]!];
    if (wanted < 0 && this.#exact) return there === wanted;
    if (wanted === anyBond) return true;
    if (wanted === free) return there === free;
    if (wanted === bound) return there >= 0;
    if (there < 0) return false;
    const other = sites[wanted]!;
    return other === -1 || other === there;
  }
}

/** Molecules in an order in which as many as possible are reached along a bond; the sites of each right after it. */
function planOf(pattern: SiteGraph): Step[] {
  const { molecules, owner, bonds } = pattern;
  const steps: Step[] = [];
  const placed = new Set<number>();
  const place = (start: number): void => {
    const open: [molecule: number, via: number][] = [[start, -1]];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const [molecule, via] = next;
      if (placed.has(molecule)) continue;
      placed.add(molecule);
      steps.push({ molecule, via });
      for (const site of sitesOfMolecule(pattern, molecule)) {
        steps.push({ site });
        if (bonds[site]! >= 0) open.push([owner[bonds[site]!]!, site]);
      }
    }
  };
  for (let m = 0; m < molecules.length; m++) place(m);
  return steps;
}

function tally(types: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
