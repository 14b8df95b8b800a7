/** What a rule does to the molecules it matches. */
import {
  anyBond,
  bound,
  free,
  joined,
  noState,
  type SiteGraph,
  sitesOfMolecule,
  subgraph,
} from './site-graph.ts';

/** Molecules and sites are counted through all patterns of the left side; those added come after them. */
export interface SiteRule {
  /** One pattern for each molecule of a reaction's left side. */
  readonly left: readonly SiteGraph[];
  readonly states: readonly { readonly site: number; readonly to: number }[];
  /** Sites whose bond is cut, both ends of each. */
  readonly cut: readonly number[];
  /** Molecules that appear, with the bonds among them. */
  readonly added: SiteGraph;
  /** Sites that are bound to each other. */
  readonly bind: readonly (readonly [number, number])[];
  /** Molecules that go, each for itself. */
  readonly deleted: readonly number[];
  /** Patterns whose whole complex goes. */
  readonly deletedPatterns: readonly number[];
  /** The pattern of the right side that holds each molecule, -1 for those that go. */
  readonly rightOf: readonly number[];
  /** How many complexes come out; left out where it does not matter. */
  readonly products?: number;
}

/** Both sides of a rule and what becomes of what, before it is known to make sense. */
export interface RuleSides {
  readonly left: readonly SiteGraph[];
  readonly right: readonly SiteGraph[];
  /** Each molecule of the left side on the right side, -1 where it goes; counted through all patterns. */
  readonly molecules: readonly number[];
  /** The same of sites. */
  readonly sites: readonly number[];
  /** Molecules go by themselves: the rest of their complex stays, in as many parts as it then has. */
  readonly deleteMolecules: boolean;
}

/** @returns the rule, or why there is none */
export function ruleOf(sides: RuleSides): SiteRule | string {
  const [from, to] = [joined(sides.left), joined(sides.right)];
  const count = from.names.length;
  const kept = new Set(sides.molecules);
  const addedMolecules = to.molecules.map((_, m) => m).filter((m) => !kept.has(m));
  const added = subgraph(to, addedMolecules);
  if (added.bonds.some((bond) => bond === bound || bond === anyBond))
    return 'a molecule that appears has a site with `!+` or `!?`';
  const placeOf = new Map<number, number>();
  sides.sites.forEach((r, s) => r >= 0 && placeOf.set(r, s));
  addedMolecules.flatMap((m) => sitesOfMolecule(to, m)).forEach((r, i) => placeOf.set(r, count + i));

  const states: { site: number; to: number }[] = [];
  const cut = new Set<number>();
  for (const [s, r] of sides.sites.entries()) {
    if (r < 0) continue;
    const [was, is] = [from.states[s]!, to.states[r]!];
    if (is === noState && was !== noState)
      return 'a site has a state on the left side and none on the right side';
    if (is !== was) states.push({ site: s, to: is });
    const [bond, then] = [from.bonds[s]!, to.bonds[r]!];
    if (bond === then && bond < 0) continue;
    if (bond < free || then < free) return 'a bond with `!+` or `!?` is made or broken';
    if (bond >= 0 && (then < 0 || sides.sites[bond] !== then)) cut.add(s).add(bond);
  }
  const bind: [number, number][] = [];
  for (const [r, other] of to.bonds.entries()) {
    if (other <= r) continue;
    const [a, b] = [placeOf.get(r)!, placeOf.get(other)!];
    if (a >= count && b >= count) continue;
    if (a >= count || b >= count || from.bonds[a] !== b) bind.push([a, b]);
  }
  const rightPattern = sides.right.flatMap(({ molecules }, p) => molecules.map(() => p));
  const leftPattern = sides.left.flatMap(({ molecules }, p) => molecules.map(() => p));
  const gone = sides.molecules.flatMap((r, m) => (r < 0 ? [m] : []));
  const deletedPatterns = sides.deleteMolecules
    ? []
    : sides.left.flatMap((_, p) =>
        leftPattern.every((q, m) => q !== p || sides.molecules[m]! < 0) ? [p] : [],
      );
  return {
    left: sides.left,
    states,
    cut: [...cut],
    added,
    bind,
    deleted: gone.filter((m) => !deletedPatterns.includes(leftPattern[m]!)),
    deletedPatterns,
    rightOf: [
      ...sides.molecules.map((r) => (r < 0 ? -1 : rightPattern[r]!)),
      ...addedMolecules.map((m) => rightPattern[m]!),
    ],
    ...(sides.deleteMolecules ? {} : { products: sides.right.length }),
  };
}

/** The reaction centre in each pattern of the left side: what changes there, counted within the pattern. */
export interface Centre {
  readonly molecules: readonly number[];
  readonly sites: readonly number[];
}

export function centresOf({ left, states, cut, bind, deleted }: SiteRule): Centre[] {
  const sites = new Set([...states.map(({ site }) => site), ...cut, ...bind.flat()]);
  let [molecule, site] = [0, 0];
  return left.map((pattern) => {
    const centre = {
      molecules: pattern.molecules.map((_, m) => m).filter((m) => deleted.includes(molecule + m)),
      sites: pattern.names.map((_, s) => s).filter((s) => sites.has(site + s)),
    };
    molecule += pattern.molecules.length;
    site += pattern.names.length;
    return centre;
  });
}
