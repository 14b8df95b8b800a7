/** The types of molecules that a file has, and its patterns as graphs. */
import {
  anyBond,
  bound,
  componentsOf,
  free,
  type MoleculeType,
  noState,
  type SiteGraph,
  sitesOfMolecule,
} from '../sites/site-graph.ts';
import { type Refuse, refuseAt, type Statement, withoutIndex } from './text/lines.ts';
import { type MoleculeText, PatternReader, type PatternText } from './text/pattern-text.ts';

export class Vocabulary {
  readonly types: readonly MoleculeType[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(types: readonly MoleculeType[]) {
    this.types = types;
    this.#numbers = new Map(types.map(({ name }, t) => [name, t]));
  }

  numberOf(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** @throws ModelError where molecule, site or state is not of its type, or a bond has one end or three */
  graphOf({ molecules }: PatternText, refuse: Refuse): SiteGraph {
    const ends = new Map<string, number[]>();
    const graph = {
      molecules: [] as number[],
      first: [0],
      owner: [] as number[],
      names: [] as number[],
      states: [] as number[],
      bonds: [] as number[],
    };
    for (const [m, molecule] of molecules.entries()) {
      const { type, number } = this.#typeOf(molecule, refuse);
      graph.molecules.push(number);
      const seen = new Map<string, number>();
      for (const { name, state, bond } of molecule.sites) {
        const place = type.sites.findIndex((site) => site.name === name);
        const most = type.sites.filter((site) => site.name === name).length;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        if (seen.get(name)! > most)
          throw refuse(
            most === 0
              ? `\`${molecule.name}\` has no site \`${name}\``
              : `\`${molecule.name}\` has ${most} \`${name}\`, not more`,
            `Its sites are ${type.sites.map((site) => site.name).join(', ') || 'none'}.`,
          );
        const s = graph.names.push(place) - 1;
        graph.owner.push(m);
        graph.states.push(this.#stateOf(type, place, state, refuse));
        graph.bonds.push(bond === '+' ? bound : bond === '?' ? anyBond : free);
        if (bond !== undefined && bond !== '+' && bond !== '?')
          ends.set(bond, [...(ends.get(bond) ?? []), s]);
      }
      graph.first.push(graph.names.length);
    }
    for (const [label, sites] of ends) {
      const [a, b] = sites;
      if (sites.length !== 2)
        throw refuse(
          `the bond \`${label}\` has ${sites.length === 1 ? 'one end' : `${sites.length} ends`}`,
          'A bond joins two sites.',
        );
      graph.bonds[a!] = b!;
      graph.bonds[b!] = a!;
    }
    return graph;
  }

  /** What a graph lacks to be a molecule or complex that can exist; left out where it lacks nothing. */
  lackOf(graph: SiteGraph): string | undefined {
    for (const [m, t] of graph.molecules.entries()) {
      const { name, sites } = this.types[t]!;
      const own = sitesOfMolecule(graph, m);
      if (own.length < sites.length) return `\`${name}\` must be written with all its sites`;
      for (const s of own) {
        const site = sites[graph.names[s]!]!;
        if (site.states.length > 0 && graph.states[s] === noState)
          return `the site \`${site.name}\` of \`${name}\` has no state`;
        if (graph.bonds[s]! < free) return `the site \`${site.name}\` of \`${name}\` leaves its bond open`;
      }
    }
    return undefined;
  }

  /** `L(r!1).R(l!1,a~P)`. */
  textOf(graph: SiteGraph): string {
    const labels = new Map<number, number>();
    let last = 0;
    const molecules = graph.molecules.map((t, m) => {
      const type = this.types[t]!;
      const sites = sitesOfMolecule(graph, m).map((s) => {
        const site = type.sites[graph.names[s]!]!;
        const state = graph.states[s] === noState ? '' : `~${site.states[graph.states[s]!]}`;
        const other = graph.bonds[s]!;
        if (other < 0) return `${site.name}${state}`;
        const label = labels.get(other) ?? ++last;
        labels.set(s, label);
        return `${site.name}${state}!${label}`;
      });
      return `${type.name}(${sites.join(',')})`;
    });
    return molecules.join('.');
  }

  #typeOf({ name }: MoleculeText, refuse: Refuse): { type: MoleculeType; number: number } {
    const number = this.#numbers.get(name);
    if (number === undefined)
      throw refuse(
        `there is no molecule type \`${name}\``,
        'Add it to the block `molecule types`, or correct the name.',
      );
    return { type: this.types[number]!, number };
  }

  #stateOf(type: MoleculeType, place: number, state: string | undefined, refuse: Refuse): number {
    if (state === undefined || state === '?') return noState;
    const { name, states } = type.sites[place]!;
    const number = states.indexOf(state);
    if (number < 0)
      throw refuse(
        `the site \`${name}\` of \`${type.name}\` has no state \`${state}\``,
        `It has ${states.join(', ') || 'none'}.`,
      );
    return number;
  }
}

/** @throws ModelError where a type is written wrongly or twice */
export function readMoleculeTypes(statements: readonly Statement[], where: string): MoleculeType[] {
  const types = new Map<string, MoleculeType>();
  for (const statement of statements) {
    const refuse = refuseAt(where, statement);
    const [, name, inside, rest] =
      /^(?:\d+\s+)?([A-Za-z_]\w*)\s*(?:\(([^()]*)\))?\s*(.*)$/.exec(statement.text) ?? [];
    if (name === undefined || rest)
      throw refuse('this is no molecule type', 'Write `A(site,other~state1~state2)`.');
    if (types.has(name)) throw refuse(`the molecule type \`${name}\` is there twice`, 'Remove one.');
    const sites = (inside ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((text) => {
        if (!/^[A-Za-z_]\w*(~\w+)*$/.test(text))
          throw refuse(`\`${text}\` is no site`, 'Write `site`, or `site~state1~state2`.');
        const [site, ...states] = text.split('~');
        return { name: site!, states: [...new Set(states)] };
      });
    types.set(name, { name, sites: sameStates(sites) });
  }
  return [...types.values()];
}

/** Sites of one name have the same states. */
function sameStates(sites: MoleculeType['sites']): MoleculeType['sites'] {
  return sites.map(({ name }) => ({
    name,
    states: [...new Set(sites.flatMap((other) => (other.name === name ? other.states : [])))],
  }));
}

/** The types that patterns need, for a file that declares none. */
export function typesIn(patterns: readonly PatternText[]): MoleculeType[] {
  const types = new Map<string, { name: string; states: string[] }[]>();
  for (const { name, sites } of patterns.flatMap(({ molecules }) => molecules)) {
    const known = types.get(name) ?? [];
    types.set(name, known);
    for (const site of new Set(sites.map((own) => own.name))) {
      const count = sites.filter((own) => own.name === site).length;
      while (known.filter((own) => own.name === site).length < count) known.push({ name: site, states: [] });
    }
    for (const { name: site, state } of sites)
      if (state !== undefined && state !== '?')
        for (const own of known) if (own.name === site && !own.states.includes(state)) own.states.push(state);
  }
  return [...types].map(([name, sites]) => ({ name, sites: sameStates(sites) }));
}

/** A species as it is written: whole, connected; and what stands after it. */
export function readSpecies(
  statement: Statement,
  where: string,
): { readonly pattern: PatternText; readonly rest: string; readonly refuse: Refuse } {
  const refuse = refuseAt(where, statement);
  const reader = new PatternReader(withoutIndex(statement.text), refuse);
  // A species may have a label of its own.
  reader.take(/\w+\s*:(?!:)/y);
  return { pattern: reader.pattern(), rest: reader.rest, refuse };
}

/** @throws ModelError where something is left open, or the parts are not joined by bonds */
export function speciesGraph(vocabulary: Vocabulary, pattern: PatternText, refuse: Refuse): SiteGraph {
  const graph = vocabulary.graphOf(pattern, refuse);
  const lack = vocabulary.lackOf(graph);
  if (lack) throw refuse(lack, 'A species says all: each site, its state and its bond.');
  if (componentsOf(graph).count > 1)
    throw refuse(
      'the molecules of this species are not joined by bonds',
      'Join them, or write them as two species.',
    );
  return graph;
}
