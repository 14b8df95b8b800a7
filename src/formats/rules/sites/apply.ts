/** A rule applied to complexes: what comes out. */
import type { Embedding } from './embeddings.ts';
import type { SiteRule } from './rule.ts';
import { componentsOf, free, joined, type SiteGraph } from './site-graph.ts';

export interface Outcome {
  /** All molecules, and those besides that went. */
  readonly graph: SiteGraph;
  /** The molecules of each complex, in the order of the right side if it says how many complexes there are. */
  readonly products: readonly (readonly number[])[];
}

/**
 * @param complexes  one for each pattern of the rule's left side
 * @param images     where each pattern lies in its complex
 * @returns what comes out, or undefined where it is not connected as the right side says
 */
export function applied(
  rule: SiteRule,
  complexes: readonly SiteGraph[],
  images: readonly Embedding[],
): Outcome | undefined {
  const whole = joined([...complexes, rule.added]);
  const sites: number[] = [];
  const molecules: number[] = [];
  const gone = new Set<number>();
  let [molecule, site] = [0, 0];
  complexes.forEach((complex, p) => {
    for (const m of images[p]!.molecules) molecules.push(molecule + m);
    for (const s of images[p]!.sites) sites.push(site + s);
    if (rule.deletedPatterns.includes(p)) complex.molecules.forEach((_, m) => gone.add(molecule + m));
    molecule += complex.molecules.length;
    site += complex.names.length;
  });
  for (const m of rule.deleted) gone.add(molecules[m]!);
  for (let m = molecule; m < whole.molecules.length; m++) molecules.push(m);
  for (let s = site; s < whole.names.length; s++) sites.push(s);

  const states = [...whole.states];
  const bonds = [...whole.bonds];
  for (const { site: s, to } of rule.states) states[sites[s]!] = to;
  for (const s of rule.cut) bonds[sites[s]!] = free;
  for (const m of gone)
    for (let s = whole.first[m]!; s < whole.first[m + 1]!; s++) {
      if (bonds[s]! >= 0) bonds[bonds[s]!] = free;
      bonds[s] = free;
    }
  for (const [a, b] of rule.bind) {
    bonds[sites[a]!] = sites[b]!;
    bonds[sites[b]!] = sites[a]!;
  }
  const after = { ...whole, states, bonds };
  const parts = componentsOf(after);
  const members = Array.from({ length: parts.count }, () => [] as number[]);
  after.molecules.forEach((_, m) => gone.has(m) || members[parts.of[m]!]!.push(m));
  const products = members.filter((own) => own.length > 0);
  if (rule.products !== undefined) {
    if (products.length !== rule.products) return undefined;
    const part = new Map<number, number>();
    for (const [m, right] of rule.rightOf.entries()) {
      if (right < 0) continue;
      const own = parts.of[molecules[m]!]!;
      if ((part.get(right) ?? own) !== own) return undefined;
      part.set(right, own);
    }
    if (new Set(part.values()).size !== rule.products) return undefined;
    return {
      graph: after,
      products: Array.from({ length: rule.products }, (_, p) => members[part.get(p)!]!),
    };
  }
  return { graph: after, products };
}
