/**
 * Rules as BNGL writes them, and what they do.
 *
 * A molecule of the left side is that of the right side with the same tag (`A%1`), or else the first with the same
 * name and the same sites; sites of one name follow each other in the order written. What finds no partner goes or
 * appears.
 */

import type { Budget } from '../sites/budget.ts';
import { Matcher } from '../sites/embeddings.ts';
import type { ExpandRule } from '../sites/expand.ts';
import { ruleOf } from '../sites/rule.ts';
import type { SiteGraph } from '../sites/site-graph.ts';
import { type Formula, parseFormula } from './text/formula.ts';
import { type Refuse, refuseAt, type Statement, splitAtCommas, withoutIndex } from './text/lines.ts';
import { type MoleculeText, PatternReader, type PatternText } from './text/pattern-text.ts';
import type { Vocabulary } from './vocabulary.ts';

interface Condition {
  readonly side: 'reactants' | 'products';
  readonly include: boolean;
  /** Which complex of the side, from 0. */
  readonly index: number;
  /** One of them is enough. */
  readonly patterns: readonly PatternText[];
}

/** One direction of a rule. */
export interface RuleText {
  readonly label?: string;
  readonly left: readonly PatternText[];
  readonly right: readonly PatternText[];
  readonly rate: Formula;
  readonly deleteMolecules: boolean;
  /** The rate is that of the reaction, whatever there is of its reactants. */
  readonly totalRate: boolean;
  readonly conditions: readonly Condition[];
  readonly refuse: Refuse;
}

/** @returns a rule, or two for `<->` */
export function readRule(statement: Statement, where: string): RuleText[] {
  const refuse = refuseAt(where, statement);
  const reader = new PatternReader(withoutIndex(statement.text), refuse);
  const label = reader.take(/(\w+)\s*:(?!:)/y)?.[1];
  const left = reader.side();
  const arrow = reader.take(/\s*(<->|->)/y)?.[1];
  if (!arrow)
    throw refuse(
      `expected \`->\`, found \`${reader.rest.slice(0, 20)}\``,
      'Write `A(b) + B(a) -> A(b!1).B(a!1) k`.',
    );
  const right = reader.side();
  const { rates, deleteMolecules, totalRate, conditions } = ending(reader.rest, refuse);
  const wanted = arrow === '<->' ? 2 : 1;
  if (rates.length !== wanted || rates.some((rate) => !rate))
    throw refuse(
      `\`${arrow}\` needs ${wanted === 2 ? 'two rates' : 'one rate'}, not ${rates.filter(Boolean).length}`,
      'Rates stand after the right side: `k`, or `k1, k2` for `<->`.',
    );
  for (const { side, index } of conditions)
    if (index < 0 || index >= (side === 'reactants' ? left : right).length)
      throw refuse(`there is no complex ${index + 1} among the ${side}`, 'They are counted from 1.');
  const common = { deleteMolecules, totalRate, refuse };
  const forward = { ...common, left, right, rate: rateOf(rates[0]!, refuse), conditions };
  const rules: RuleText[] = [label === undefined ? forward : { ...forward, label }];
  if (arrow === '<->') {
    // What may not come in may not come out on the way back.
    const turned = conditions.map(
      (own): Condition => ({ ...own, side: own.side === 'reactants' ? 'products' : 'reactants' }),
    );
    const back = { ...common, left: right, right: left, rate: rateOf(rates[1]!, refuse), conditions: turned };
    rules.push(label === undefined ? back : { ...back, label: `${label}_reverse` });
  }
  return rules;
}

function rateOf(text: string, refuse: Refuse): Formula {
  const law = /^(Sat|MM|Hill|FunctionProduct|Arrhenius)\s*\(/.exec(text)?.[1];
  if (law)
    throw refuse(
      `the rate law \`${law}\` is not read`,
      'Write the rate as a formula of observables: `kcat / (Km + S)` for `Sat(kcat, Km)`.',
    );
  return parseFormula(text, refuse);
}

const unread: Readonly<Record<string, string>> = {
  MatchOnce: 'it stands in braces before a pattern, `{MatchOnce}A(b)`',
  priority: 'reactions of a network have no order',
};

/** Rates and what follows them. */
function ending(
  text: string,
  refuse: Refuse,
): Pick<RuleText, 'deleteMolecules' | 'totalRate' | 'conditions'> & { rates: string[] } {
  const conditions: Condition[] = [];
  // Without compartments, MoveConnected says nothing.
  const words = { DeleteMolecules: false, TotalRate: false, MoveConnected: false };
  let rest = text;
  for (;;) {
    const found =
      /(?:^|[\s,])(DeleteMolecules|TotalRate|MatchOnce|MoveConnected|priority|(include|exclude)_(reactants|products))\b/.exec(
        rest,
      );
    if (!found) break;
    const [whole, word, verb, side] = found;
    const before = rest.slice(0, found.index).trim();
    let after = rest.slice(found.index + whole.length).trim();
    if (word! in words) {
      words[word as keyof typeof words] = true;
    } else if (verb !== undefined) {
      const reader = new PatternReader(after, refuse);
      const index = Number(reader.take(/\(\s*(\d+)\s*,/y)?.[1]) - 1;
      if (!(index >= 0))
        throw refuse(`\`${word}\` is not written as it must be`, `Write \`${word}(1, A(b))\`.`);
      const patterns = [reader.pattern()];
      while (reader.take(/\s*,/y)) patterns.push(reader.pattern());
      if (!reader.take(/\s*\)/y)) throw refuse(`\`${word}\` is not closed`, 'Add `)`.');
      conditions.push({ side: side as Condition['side'], include: verb === 'include', index, patterns });
      after = reader.rest;
    } else {
      throw refuse(`\`${word}\` is not read here: ${unread[word!]}`, 'Write the rule without it.');
    }
    rest = `${before} ${after}`.trim();
  }
  return {
    rates: splitAtCommas(rest),
    deleteMolecules: words.DeleteMolecules,
    totalRate: words.TotalRate,
    conditions,
  };
}

/** @throws ModelError where the rule makes no sense */
export function expandRule(rule: RuleText, vocabulary: Vocabulary, budget: Budget): ExpandRule {
  const { refuse, deleteMolecules, conditions } = rule;
  const [left, right] = [rule.left, rule.right].map((side) =>
    side.map((pattern) => vocabulary.graphOf(pattern, refuse)),
  ) as [SiteGraph[], SiteGraph[]];
  const map = correspondence(rule, refuse);
  const made = ruleOf({ left, right, ...map, deleteMolecules });
  if (typeof made === 'string')
    throw refuse(made, 'Write both sides with the same sites, and bonds by number where they change.');
  const lack = vocabulary.lackOf(made.added);
  if (lack) throw refuse(`a molecule appears, and ${lack}`, 'Write what appears with all sites and states.');
  const test = ({ patterns, include }: Condition): ((graph: SiteGraph) => boolean) => {
    const matchers = patterns.map((pattern) => new Matcher(vocabulary.graphOf(pattern, refuse), budget));
    return (graph) => matchers.some((matcher) => matcher.in(graph).length > 0) === include;
  };
  const tests = conditions.map((condition) => ({ ...condition, holds: test(condition) }));
  const ofProducts = tests.filter(({ side }) => side === 'products');
  if (deleteMolecules && ofProducts.length > 0)
    throw refuse('conditions on products do not go with DeleteMolecules', 'Write conditions on reactants.');
  return {
    ...made,
    reactants: rule.left.map(({ once }, p) => {
      const own = tests.filter(({ side, index }) => side === 'reactants' && index === p);
      return {
        once,
        ...(own.length > 0 ? { allows: (graph) => own.every(({ holds }) => holds(graph)) } : {}),
      };
    }),
    ...(ofProducts.length > 0
      ? { productsAllowed: (graphs) => ofProducts.every(({ index, holds }) => holds(graphs[index]!)) }
      : {}),
  };
}

/** Which molecule and site of the right side each of the left side becomes; -1 for none. */
function correspondence({ left, right }: RuleText, refuse: Refuse): { molecules: number[]; sites: number[] } {
  const [from, to] = [left, right].map((side) => side.flatMap(({ molecules }) => molecules)) as [
    MoleculeText[],
    MoleculeText[],
  ];
  const molecules = pairs(from, to, (a, b) => a.name === b.name && (a.tag !== undefined || sameSites(a, b)));
  const firstOf = (all: readonly MoleculeText[], m: number): number =>
    all.slice(0, m).reduce((sum, { sites }) => sum + sites.length, 0);
  const sites = from.flatMap((molecule, m) => {
    const partner = to[molecules[m]!];
    if (!partner) return molecule.sites.map(() => -1);
    if (!sameSites(molecule, partner))
      throw refuse(
        `\`${molecule.name}\` has other sites on the right side`,
        'Write the same sites on both sides.',
      );
    const start = firstOf(to, molecules[m]!);
    return pairs(molecule.sites, partner.sites, (a, b) => a.name === b.name).map((s) =>
      s < 0 ? -1 : start + s,
    );
  });
  if (sites.length > 0) refuseMovedSites(from, to, sites, refuse);
  return { molecules, sites };
}

/** Partners by tag, and then in the order written. */
function pairs<T extends { readonly tag?: string }>(
  from: readonly T[],
  to: readonly T[],
  alike: (a: T, b: T) => boolean,
): number[] {
  const taken = new Set<number>();
  const partners = from.map((a) => {
    const b =
      a.tag === undefined
        ? -1
        : to.findIndex((other, i) => other.tag === a.tag && alike(a, other) && !taken.has(i));
    if (b >= 0) taken.add(b);
    return b;
  });
  return from.map((a, i) => {
    if (partners[i]! >= 0 || a.tag !== undefined) return partners[i]!;
    const b = to.findIndex((other, j) => other.tag === undefined && !taken.has(j) && alike(a, other));
    if (b >= 0) taken.add(b);
    return b;
  });
}

function sameSites(a: MoleculeText, b: MoleculeText): boolean {
  const names = ({ sites }: MoleculeText): string =>
    sites
      .map(({ name }) => name)
      .sort()
      .join();
  return names(a) === names(b);
}

function refuseMovedSites(
  from: readonly MoleculeText[],
  to: readonly MoleculeText[],
  sites: readonly number[],
  refuse: Refuse,
): void {
  const [own, other] = [from, to].map((side) => side.flatMap((molecule) => molecule.sites));
  for (const [s, { tag }] of own!.entries())
    if (tag !== undefined && other!.some((site, r) => site.tag === tag && sites[s] !== r))
      throw refuse(
        'a site goes over to another molecule by its tag',
        'Write one rule for each state of the site.',
      );
}
