/**
 * One form for all drawings of a complex: graphs are isomorphic if and only if their forms are equal.
 *
 * Molecules and sites are coloured and the colours refined by those of neighbours (Weisfeiler & Leman 1968). Where
 * molecules of one colour remain, one is singled out; in a tree any will do, as equal colours there mean equal roles,
 * and in a graph with cycles all are tried but those that a symmetry found on the way makes equal (McKay 1981,
 * Practical graph isomorphism). The least form of all is taken.
 */
import type { Budget } from './budget.ts';
import { type SiteGraph, sitesOfMolecule, subgraph } from './site-graph.ts';

export interface Canonical {
  /** Equal for isomorphic graphs. */
  readonly key: string;
  /** The graph with molecules and sites in canonical order: by type, and sites as their type has them. */
  readonly graph: SiteGraph;
}

interface Colours {
  readonly molecules: readonly number[];
  readonly sites: readonly number[];
}

/** @param graph  a connected graph that leaves nothing open */
export function canonical(graph: SiteGraph, budget: Budget): Canonical {
  const search = new Search(graph, budget);
  search.visit(startOf(graph), []);
  return search.best!;
}

class Search {
  best: Canonical | undefined;
  readonly #graph: SiteGraph;
  readonly #budget: Budget;
  readonly #tree: boolean;
  /** Molecules of the best form in its order. */
  #bestOrder: readonly number[] = [];
  /** Symmetries found: the image of each molecule. */
  readonly #symmetries: number[][] = [];

  constructor(graph: SiteGraph, budget: Budget) {
    this.#graph = graph;
    this.#budget = budget;
    const ends = graph.bonds.filter((other) => other >= 0).length;
    this.#tree = ends === 2 * (graph.molecules.length - 1);
  }

  visit(colours: Colours, path: readonly number[]): void {
    this.#budget.spend();
    const refined = refine(this.#graph, colours, this.#budget);
    const cell = firstCell(refined.molecules);
    if (cell === undefined) {
      this.#leaf(refined);
      return;
    }
    const tried: number[] = [];
    for (const molecule of this.#tree ? cell.slice(0, 1) : cell) {
      if (this.#known(molecule, tried, path)) continue;
      tried.push(molecule);
      this.visit({ ...refined, molecules: singledOut(refined.molecules, molecule) }, [...path, molecule]);
    }
  }

  /** Whether a symmetry that leaves the path alone brings the molecule to one that was tried. */
  #known(molecule: number, tried: readonly number[], path: readonly number[]): boolean {
    if (tried.length === 0) return false;
    const usable = this.#symmetries.filter((image) => path.every((m) => image[m] === m));
    const reached = new Set([molecule]);
    // Powers of a symmetry include its inverse, so forward images are enough.
    for (const m of reached) for (const image of usable) reached.add(image[m]!);
    return tried.some((m) => reached.has(m));
  }

  #leaf(colours: Colours): void {
    const graph = this.#graph;
    const order = graph.molecules
      .map((_, m) => m)
      .sort((a, b) => colours.molecules[a]! - colours.molecules[b]!);
    let { sites } = colours;
    // Bonded sites of one colour are now parallel bonds, which are all alike: the choice does not matter.
    for (let twin = parallel(graph, sites); twin !== undefined; twin = parallel(graph, sites))
      sites = refine(
        graph,
        { molecules: colours.molecules, sites: singledOut(sites, twin) },
        this.#budget,
      ).sites;
    const ordered = subgraph(graph, order, (m) =>
      sitesOfMolecule(graph, m).sort((a, b) => graph.names[a]! - graph.names[b]! || sites[a]! - sites[b]!),
    );
    const key = `${ordered.molecules}|${ordered.states}|${ordered.bonds}`;
    if (this.best === undefined || key < this.best.key) {
      this.best = { key, graph: ordered };
      this.#bestOrder = order;
    } else if (key === this.best.key) {
      const image: number[] = [];
      order.forEach((m, i) => (image[this.#bestOrder[i]!] = m));
      this.#symmetries.push(image);
    }
  }
}

function startOf({ molecules, owner, names, states, bonds }: SiteGraph): Colours {
  const widest = names.reduce((most, name) => Math.max(most, name), 0) + 1;
  const most = states.reduce((last, state) => Math.max(last, state), 0) + 2;
  return {
    molecules: ranks(molecules),
    sites: ranks(
      names.map(
        (name, s) =>
          ((molecules[owner[s]!]! * widest + name) * most + states[s]! + 1) * 2 + (bonds[s]! >= 0 ? 1 : 0),
      ),
    ),
  };
}

/** Colours that neighbours of equal colour share; order of colours is kept. */
function refine(graph: SiteGraph, { molecules, sites }: Colours, budget: Budget): Colours {
  const size = Math.max(molecules.length, sites.length) + 1;
  let [ofMolecules, ofSites] = [molecules, sites];
  for (let count = 0; ; ) {
    budget.spend();
    const signs = ofSites.map(
      (colour, s) =>
        (colour * size + ofMolecules[graph.owner[s]!]!) * size + (ofSites[graph.bonds[s]!] ?? -1) + 1,
    );
    const nextSites = ranks(signs);
    const nextMolecules = ranks(
      ofMolecules.map((colour, m) => {
        const own = nextSites.slice(graph.first[m], graph.first[m + 1]).sort((a, b) => a - b);
        return [colour, ...own].map((c) => String(c).padStart(6, '0')).join();
      }),
    );
    [ofMolecules, ofSites] = [nextMolecules, nextSites];
    const now = new Set(ofMolecules).size + new Set(ofSites).size;
    if (now === count) return { molecules: ofMolecules, sites: ofSites };
    count = now;
  }
}

/** Each value's place among the distinct values, in rising order. */
function ranks(values: readonly (number | string)[]): number[] {
  const distinct = [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));
  const rank = new Map(distinct.map((value, r) => [value, r]));
  return values.map((value) => rank.get(value)!);
}

/** The first colour's members that are more than one. */
function firstCell(colours: readonly number[]): number[] | undefined {
  const members = new Map<number, number[]>();
  colours.forEach((colour, m) => {
    const cell = members.get(colour);
    if (cell) cell.push(m);
    else members.set(colour, [m]);
  });
  let least: number | undefined;
  for (const [colour, cell] of members)
    if (cell.length > 1 && (least === undefined || colour < least)) least = colour;
  return least === undefined ? undefined : members.get(least);
}

/** The member comes before the rest of its colour. */
function singledOut(colours: readonly number[], member: number): number[] {
  return colours.map((colour, m) => 2 * colour + (colour === colours[member] && m !== member ? 1 : 0));
}

/** A bonded site that shares its colour with another, if there is one. */
function parallel({ bonds }: SiteGraph, colours: readonly number[]): number | undefined {
  const seen = new Map<number, number>();
  for (let s = 0; s < bonds.length; s++) {
    if (bonds[s]! < 0) continue;
    const other = seen.get(colours[s]!);
    if (other !== undefined) return other;
    seen.set(colours[s]!, s);
  }
  return undefined;
}
