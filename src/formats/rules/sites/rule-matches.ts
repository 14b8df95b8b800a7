/** Where the left side of a rule lies in the species known so far. */
import type { Budget } from './budget.ts';
import { type Embedding, Matcher } from './embeddings.ts';
import { type Centre, centresOf, type SiteRule } from './rule.ts';
import type { SiteGraph } from './site-graph.ts';
import { imageOf } from './symmetry.ts';

/** What a complex must be for a pattern to hold there, besides matching. */
export interface PatternFilter {
  /** One embedding is enough, whichever it is. */
  readonly once?: boolean;
  /** Each embedding is an event of its own, whatever it is that stands by. */
  readonly every?: boolean;
  readonly allows?: (complex: SiteGraph) => boolean;
}

/** Embeddings that agree in what changes: they are one event, and differ in what stands by. */
export type Ways = readonly Embedding[];

interface Entry {
  readonly species: number;
  readonly ways: readonly Ways[];
}

export class RuleMatches {
  readonly #patterns: readonly {
    readonly matcher: Matcher;
    readonly filter: PatternFilter;
    readonly centre: Centre;
    readonly old: Entry[];
    readonly fresh: Entry[];
  }[];
  /** Only where a rule takes apart does it matter what stands by, and where. */
  readonly #contextMatters: boolean;
  #begun = false;

  constructor(rule: SiteRule, filters: readonly PatternFilter[], budget: Budget) {
    const centres = centresOf(rule);
    this.#contextMatters = rule.products !== undefined && rule.cut.length + rule.deleted.length > 0;
    this.#patterns = rule.left.map((pattern, p) => ({
      matcher: new Matcher(pattern, budget),
      filter: filters[p] ?? {},
      centre: centres[p]!,
      old: [],
      fresh: [],
    }));
  }

  /** Looks for the patterns in a new species. */
  add(species: number, complex: SiteGraph): void {
    for (const { matcher, filter, centre, fresh } of this.#patterns) {
      if (filter.allows && !filter.allows(complex)) continue;
      const ways = new Map<string, Embedding[]>();
      for (const image of matcher.in(complex)) {
        const key = filter.every ? `${image.molecules}/${image.sites}` : imageOf(centre, image);
        const same = ways.get(key);
        if (!same) ways.set(key, [image]);
        else if (this.#contextMatters) same.push(image);
        if (filter.once) break;
      }
      if (ways.size > 0) fresh.push({ species, ways: [...ways.values()] });
    }
  }

  /** Visits each ordered choice of species and ways that no earlier call has visited. */
  forEachNew(visit: (species: readonly number[], ways: readonly Ways[]) => void): void {
    const species: number[] = [];
    const ways: Ways[] = [];
    const choose = (p: number, firstNew: number): void => {
      const pattern = this.#patterns[p];
      if (pattern === undefined) {
        visit(species, ways);
        return;
      }
      const { old, fresh } = pattern;
      const entries = p < firstNew ? old : p === firstNew ? fresh : [...old, ...fresh];
      for (const entry of entries)
        for (const way of entry.ways) {
          species.push(entry.species);
          ways.push(way);
          choose(p + 1, firstNew);
          species.pop();
          ways.pop();
        }
    };
    if (this.#patterns.length === 0 && !this.#begun) visit(species, ways);
    this.#begun = true;
    for (let p = 0; p < this.#patterns.length; p++) choose(0, p);
    for (const { old, fresh } of this.#patterns) old.push(...fresh.splice(0));
  }
}
