/**
 * Molecules, their sites and the bonds between sites: the objects of rule-based models. A species is such a graph;
 * a pattern is one that leaves things open.
 *
 * Source: Blinov, Yang, Faeder & Hlavacek, Graph theory for rule-based modeling of biochemical networks (2006),
 * doi 10.1007/11905455_5.
 */

export interface SiteType {
  /** Sites of one name on a molecule cannot be told apart. */
  readonly name: string;
  /** What the site can be in; none where it only binds. */
  readonly states: readonly string[];
}

export interface MoleculeType {
  readonly name: string;
  readonly sites: readonly SiteType[];
}

/** In place of a bond's other end. */
export const free = -1;
/** Patterns only: bound to whatever it be. */
export const bound = -2;
/** Patterns only: bound or free. */
export const anyBond = -3;
/** In place of a state: none in a species, any in a pattern. */
export const noState = -1;

/** Plain data. Sites are counted through all molecules; those of one molecule lie side by side. */
export interface SiteGraph {
  /** Index of each molecule's type, shape [molecules]. */
  readonly molecules: readonly number[];
  /** The first site of each molecule, and after the last molecule the number of sites: shape [molecules + 1]. */
  readonly first: readonly number[];
  /** Which molecule has the site, shape [sites]. */
  readonly owner: readonly number[];
  /** Place of the site's name in its molecule's type: the first site of that name. Shape [sites]. */
  readonly names: readonly number[];
  /** Index into the states of the site's type, or {@link noState}. Shape [sites]. */
  readonly states: readonly number[];
  /** The site at the other end, or one of {@link free}, {@link bound}, {@link anyBond}. Shape [sites]. */
  readonly bonds: readonly number[];
}

/** Which component each molecule is in, numbered from 0 in the order of molecules; bonds alone connect. */
export function componentsOf({ molecules, first, owner, bonds }: SiteGraph): { of: number[]; count: number } {
  const of = molecules.map(() => -1);
  let count = 0;
  for (let start = 0; start < molecules.length; start++) {
    if (of[start] !== -1) continue;
    of[start] = count;
    const open = [start];
    for (let m = open.pop(); m !== undefined; m = open.pop())
      for (let s = first[m]!; s < first[m + 1]!; s++) {
        const other = bonds[s]! >= 0 ? owner[bonds[s]!]! : m;
        if (of[other] !== -1) continue;
        of[other] = count;
        open.push(other);
      }
    count++;
  }
  return { of, count };
}

/**
 * The graph of some of the molecules, in the order given.
 *
 * @param sitesOf  the sites of a molecule in the order wanted; as they are by default
 */
export function subgraph(
  graph: SiteGraph,
  chosen: readonly number[],
  sitesOf?: (molecule: number) => readonly number[],
): SiteGraph {
  const sites: number[] = [];
  const part = emptyGraph();
  // Networks are made of millions of these: plain loops, no lists of lists.
  for (const [place, m] of chosen.entries()) {
    if (sitesOf) sites.push(...sitesOf(m));
    else for (let s = graph.first[m]!; s < graph.first[m + 1]!; s++) sites.push(s);
    part.molecules.push(graph.molecules[m]!);
    part.first.push(sites.length);
    while (part.owner.length < sites.length) part.owner.push(place);
  }
  const place = new Int32Array(graph.names.length).fill(free);
  for (let i = 0; i < sites.length; i++) place[sites[i]!] = i;
  for (const s of sites) {
    part.names.push(graph.names[s]!);
    part.states.push(graph.states[s]!);
    const other = graph.bonds[s]!;
    part.bonds.push(other >= 0 ? place[other]! : other);
  }
  return part;
}

function emptyGraph() {
  return {
    molecules: [] as number[],
    first: [0],
    owner: [] as number[],
    names: [] as number[],
    states: [] as number[],
    bonds: [] as number[],
  };
}

export function sitesOfMolecule({ first }: SiteGraph, m: number): number[] {
  return Array.from({ length: first[m + 1]! - first[m]! }, (_, i) => first[m]! + i);
}

/** Several graphs side by side, as one. */
export function joined(graphs: readonly SiteGraph[]): SiteGraph {
  const all = emptyGraph();
  for (const graph of graphs) {
    const [molecules, sites] = [all.molecules.length, all.names.length];
    for (const type of graph.molecules) all.molecules.push(type);
    for (let m = 1; m < graph.first.length; m++) all.first.push(sites + graph.first[m]!);
    for (let s = 0; s < graph.names.length; s++) {
      const other = graph.bonds[s]!;
      all.owner.push(molecules + graph.owner[s]!);
      all.names.push(graph.names[s]!);
      all.states.push(graph.states[s]!);
      all.bonds.push(other >= 0 ? sites + other : other);
    }
  }
  return all;
}
