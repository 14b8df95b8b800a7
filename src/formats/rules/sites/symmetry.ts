/**
 * In how many ways a rule is the same rule: its patterns swapped, and what changes in them mapped onto what changes
 * alike. `A(a) + A(a) -> A(a!1).A(a!1)` has two; a molecule that only stands by has no part in it.
 */
import type { Budget } from './budget.ts';
import { type Embedding, Matcher } from './embeddings.ts';
import { centresOf, type SiteRule } from './rule.ts';

export function symmetriesOf(rule: SiteRule, budget: Budget): number {
  const { left } = rule;
  const centres = centresOf(rule);
  const matchers = left.map((pattern) => new Matcher(pattern, budget, true));
  const effect = effectUnder(
    rule,
    left.map((_, p) => p),
    left.map(identity),
  );
  const distinct = new Set<string>();
  const patterns: number[] = [];
  const images: Embedding[] = [];
  const extend = (): void => {
    budget.spend();
    const p = patterns.length;
    if (p === left.length) {
      if (effectUnder(rule, patterns, images) !== effect) return;
      distinct.add(centres.map((centre, q) => `${patterns[q]}:${imageOf(centre, images[q]!)}`).join(';'));
      return;
    }
    left.forEach((pattern, q) => {
      if (patterns.includes(q)) return;
      for (const image of matchers[p]!.in(pattern)) {
        patterns.push(q);
        images.push(image);
        extend();
        patterns.pop();
        images.pop();
      }
    });
  };
  extend();
  return distinct.size;
}

/** What names the image of a reaction centre. */
export function imageOf(centre: Embedding, image: Embedding): string {
  return `${centre.molecules.map((m) => image.molecules[m])}/${centre.sites.map((s) => image.sites[s])}`;
}

function identity({
  molecules,
  names,
}: {
  molecules: readonly number[];
  names: readonly number[];
}): Embedding {
  return { molecules: molecules.map((_, m) => m), sites: names.map((_, s) => s) };
}

/** What the rule does, told of the images; the order in which it is told does not matter. */
function effectUnder(rule: SiteRule, patterns: readonly number[], images: readonly Embedding[]): string {
  const { left, added } = rule;
  const starts = left.map((_, p) => ({
    molecule: left.slice(0, p).reduce((sum, { molecules }) => sum + molecules.length, 0),
    site: left.slice(0, p).reduce((sum, { names }) => sum + names.length, 0),
  }));
  const molecules = images.flatMap((image, p) =>
    image.molecules.map((m) => m + starts[patterns[p]!]!.molecule),
  );
  const sites = images.flatMap((image, p) => image.sites.map((s) => s + starts[patterns[p]!]!.site));
  const end = (site: number): string =>
    site < sites.length ? `${sites[site]}` : `new ${added.names[site - sites.length]}`;
  const bondsOfAdded = added.molecules.map(() => [] as string[]);
  const bonds: string[] = [];
  for (const [a, b] of rule.bind) {
    bonds.push([end(a), end(b)].sort().join('-'));
    for (const [own, other] of [
      [a, b],
      [b, a],
    ] as const)
      if (own >= sites.length)
        bondsOfAdded[added.owner[own - sites.length]!]!.push(`${end(own)}-${end(other)}`);
  }
  const groups = new Map<number, string[]>();
  rule.rightOf.forEach((group, m) => {
    const member =
      m < molecules.length
        ? `${molecules[m]}`
        : `new ${added.molecules[m - molecules.length]} ${bondsOfAdded[m - molecules.length]!.sort()}`;
    if (group >= 0) groups.set(group, [...(groups.get(group) ?? []), member]);
  });
  return JSON.stringify([
    rule.states.map(({ site, to }) => `${sites[site]}~${to}`).sort(),
    rule.cut.map((s) => sites[s]!).sort((a, b) => a - b),
    bonds.sort(),
    rule.deleted.map((m) => molecules[m]!).sort((a, b) => a - b),
    rule.deletedPatterns.map((p) => patterns[p]!).sort((a, b) => a - b),
    rule.products === undefined ? [] : [...groups.values()].map((group) => group.sort().join(' ')).sort(),
  ]);
}
