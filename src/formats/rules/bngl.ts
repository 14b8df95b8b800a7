/**
 * BNGL, the language of BioNetGen: rules are expanded into the network of all their reactions.
 *
 * Source: Faeder, Blinov & Hlavacek, Rule-based modeling of biochemical systems with BioNetGen (2009),
 * doi 10.1007/978-1-59745-525-1_5. How often a rule acts on species is told at `ExpandedReaction`. Not read, and said
 * so: compartments, energy patterns, populations, local functions.
 */

import type { Model } from '../model.ts';
import { readActions } from './bngl/actions.ts';
import { type AssembledReaction, assembleModel } from './bngl/assemble.ts';
import { Definitions } from './bngl/definitions.ts';
import { type ObservableText, readObservable, weightsOf } from './bngl/observables.ts';
import { expandRule, type RuleText, readRule } from './bngl/rules.ts';
import { type Formula, hasMinusBeforePower, parseFormula } from './bngl/text/formula.ts';
import { type BlockFile, type Refuse, readBlocks, refuseAt, type Statement } from './bngl/text/lines.ts';
import type { PatternText } from './bngl/text/pattern-text.ts';
import { readMoleculeTypes, readSpecies, speciesGraph, typesIn, Vocabulary } from './bngl/vocabulary.ts';
import { Budget } from './sites/budget.ts';
import { canonical } from './sites/canonical.ts';
import { type Expansion, expand } from './sites/expand.ts';
import type { SiteGraph } from './sites/site-graph.ts';

const known = [
  'parameters',
  'molecule types',
  'seed species',
  'species',
  'observables',
  'functions',
  'reaction rules',
];

const refused: Readonly<Record<string, string>> = {
  compartments: 'Write places as sites with states, `A(loc~EC)`, and volumes into the rates.',
  'energy patterns': 'Write the rates out: one rule for each case.',
  'population types': 'Leave them out: the network is expanded in full.',
  'population maps': 'Leave them out: the network is expanded in full.',
};

interface Seed {
  readonly pattern: PatternText;
  readonly start: Formula;
  readonly refuse: Refuse;
}

/**
 * Reads a model and expands it.
 *
 * @param where   what errors begin with: the path of the file
 * @param limits  an expansion that goes beyond is an error: 10 000 species, 1 000 000 reactions, 60 seconds
 * @throws ModelError with line and text where the file cannot be read, says what a network cannot, or goes on for ever
 */
export function readBngl(
  text: string,
  where: string,
  limits: { readonly species?: number; readonly reactions?: number; readonly seconds?: number } = {},
): Model {
  const { species: mostSpecies = 10_000, reactions: mostReactions = 1_000_000, seconds = 60 } = limits;
  const file = readBlocks(text, where);
  refuseBlocks(file, where);
  const block = (name: string): readonly Statement[] => file.blocks.get(name) ?? [];
  const observables = block('observables').map((statement) => readObservable(statement, where));
  const rules = block('reaction rules').flatMap((statement) => readRule(statement, where));
  const seeds = [...block('seed species'), ...block('species')].map((statement) =>
    readSeed(statement, where),
  );
  const names = observables.map(({ name }) => name);
  const definitions = new Definitions(block('parameters'), block('functions'), names, where);
  for (const { rate, refuse } of rules) definitions.check(rate, refuse);

  const declared = readMoleculeTypes(block('molecule types'), where);
  const vocabulary = new Vocabulary(
    declared.length > 0 ? declared : typesIn(patternsOf(seeds, rules, observables)),
  );
  const { bounds, others } = readActions(file.actions, vocabulary, where);
  const budget = new Budget(where, seconds);
  const graphs = distinctSeeds(seeds, vocabulary, budget);
  const starts = seeds.map(({ start, refuse }) => startOf(definitions.number(start, refuse), refuse));
  const network = expand(
    graphs,
    rules.map((rule) => expandRule(rule, vocabulary, budget)),
    { ...bounds, species: mostSpecies, reactions: mostReactions, seconds },
    where,
  );
  const species = network.species.map((graph, s) => ({
    text: vocabulary.textOf(graph),
    start: starts[s] ?? 0,
    clamped: seeds[s]?.pattern.clamped ?? false,
  }));
  const weights = observables.map(
    (own) => [own.name, weightsOf(own, network.species, vocabulary, budget).entries()] as const,
  );
  const parts = {
    species,
    definitions,
    reactions: merged(network, rules),
    observables: new Map(weights),
    notes: notesOf(rules, definitions, others),
  };
  return assembleModel(parts, where);
}

function refuseBlocks({ blocks }: BlockFile, where: string): void {
  for (const [name, statements] of blocks) {
    if (known.includes(name) || statements.length === 0) continue;
    const refuse = refuseAt(where, statements[0]!);
    if (Object.hasOwn(refused, name)) throw refuse(`the block \`${name}\` is not read`, refused[name]!);
    throw refuse(`there is no block \`${name}\` in BNGL`, `Blocks are ${known.join(', ')}.`);
  }
}

function readSeed(statement: Statement, where: string): Seed {
  const { pattern, rest, refuse } = readSpecies(statement, where);
  if (!rest) return { pattern, start: { kind: 'number', value: 0 }, refuse };
  return { pattern, start: parseFormula(rest, refuse), refuse };
}

function startOf(value: number, refuse: Refuse): number {
  if (value >= 0) return value;
  throw refuse(`${value} molecules at the start`, 'Write a number that is not negative.');
}

function patternsOf(
  seeds: readonly Seed[],
  rules: readonly RuleText[],
  observables: readonly ObservableText[],
): PatternText[] {
  return [
    ...seeds.map(({ pattern }) => pattern),
    ...rules.flatMap(({ left, right }) => [...left, ...right]),
    ...observables.flatMap(({ counted }) => counted.map(({ pattern }) => pattern)),
  ];
}

function distinctSeeds(seeds: readonly Seed[], vocabulary: Vocabulary, budget: Budget): SiteGraph[] {
  const keys = new Set<string>();
  return seeds.map(({ pattern, refuse }) => {
    const { key, graph } = canonical(speciesGraph(vocabulary, pattern, refuse), budget);
    if (keys.has(key))
      throw refuse('this species is there twice', 'Write it once, with the sum of both numbers.');
    keys.add(key);
    return graph;
  });
}

function notesOf(rules: readonly RuleText[], definitions: Definitions, others: readonly string[]): string[] {
  const formulas = [...definitions.formulas, ...rules.map(({ rate }) => rate)];
  return [
    ...(others.length > 0 ? [`Actions of the file were not carried out: ${others.join(', ')}.`] : []),
    ...(formulas.some(hasMinusBeforePower)
      ? ['A minus before a power goes first, as BioNetGen has it: `-x^2` is `(-x)^2`.']
      : []),
    ...(rules.some(({ totalRate }) => totalRate)
      ? ['The rate of a rule with `TotalRate` is the whole propensity: it is not times its reactants.']
      : []),
  ];
}

/** Reactions of rules with one and the same rate constant are one reaction where they take and make the same. */
function merged({ reactions }: Expansion, rules: readonly RuleText[]): AssembledReaction[] {
  const byKey = new Map<string, { -readonly [K in keyof AssembledReaction]: AssembledReaction[K] }>();
  const total = new Set<RuleText>();
  for (const { rule: r, reactants, products, multiplicity } of reactions) {
    const { rate, label, totalRate, refuse } = rules[r]!;
    const named = label === undefined ? {} : { label };
    if (totalRate && total.has(rules[r]!))
      throw refuse(
        'a rule with `TotalRate` has more than one reaction, which would have to share the rate',
        'Write one rule for each reaction, or a rate for each event.',
      );
    if (totalRate) total.add(rules[r]!);
    const key = `${totalRate || rate.kind !== 'name' ? r : rate.name}:${reactants}>${products}`;
    const same = byKey.get(key);
    if (same) same.multiplicity = same.multiplicity! + multiplicity;
    else
      byKey.set(key, { ...named, reactants, products, rate, ...(totalRate ? {} : { multiplicity }), refuse });
  }
  return [...byKey.values()];
}
