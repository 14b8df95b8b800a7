/**
 * Kappa, the language of KaSim: its rules are expanded into the network of all their reactions.
 *
 * A rate constant is that of each embedding of a rule's left side: `A(x[.]),A(x[.]) -> …` at k has propensity
 * k·n(n-1), as each pair of molecules is met in both orders. Source: Danos, Feret, Fontana, Harmer & Krivine,
 * Rule-based modelling of cellular signalling (2007), doi 10.1007/978-3-540-74407-8_3. Not read, and said so: tokens,
 * rates of their own within one complex, links to a named site.
 */

import type { Model } from '../model.ts';
import { type AssembledReaction, assembleModel } from './bngl/assemble.ts';
import { Definitions } from './bngl/definitions.ts';
import { weightsOf } from './bngl/observables.ts';
import { parseFormula } from './bngl/text/formula.ts';
import { type Refuse, refuseAt, type Statement } from './bngl/text/lines.ts';
import type { MoleculeText } from './bngl/text/pattern-text.ts';
import { speciesGraph, Vocabulary } from './bngl/vocabulary.ts';
import { type AgentText, readMixture } from './kappa/mixture.ts';
import { expandRules, filled, patternOf } from './kappa/rules.ts';
import { Names, readRule, statementsOf } from './kappa/statements.ts';
import { Budget } from './sites/budget.ts';
import { canonical } from './sites/canonical.ts';
import { type ExpandRule, expand } from './sites/expand.ts';
import { componentsOf, type MoleculeType, type SiteGraph } from './sites/site-graph.ts';

/**
 * Reads a model and expands it.
 *
 * @param where   what errors begin with: the path of the file
 * @param limits  an expansion that goes beyond is an error: 10 000 species, 1 000 000 reactions, 60 seconds
 * @throws ModelError with line and text where the file cannot be read, says what a network cannot, or goes on for ever
 */
export function readKappa(
  text: string,
  where: string,
  limits: { readonly species?: number; readonly reactions?: number; readonly seconds?: number } = {},
): Model {
  const { species: mostSpecies = 10_000, reactions: mostReactions = 1_000_000, seconds = 60 } = limits;
  const file = sorted(statementsOf(text), where);
  const names = new Names();
  const { constants, changing } = definitionsIn(file.definitions, names, where);
  const rules = file.rules.map((statement) => ({
    ...readRule(statement, where),
    refuse: refuseAt(where, statement),
  }));
  const seeds = file.inits.map((statement) => readInit(statement, names, where));
  const directions = rules.flatMap(({ forward, backward, rates, label, refuse }) => {
    const named = label === undefined ? {} : { label };
    const of = (rate: string) => parseFormula(names.formulaText(rate, refuse), refuse);
    return [
      { agents: forward, rate: of(rates[0]!), refuse, ...named },
      ...(backward
        ? [{ agents: backward, rate: of(rates[1]!), refuse, ...(label ? { label: `${label}_op` } : {}) }]
        : []),
    ];
  });
  const definitions = new Definitions(constants, changing, [...names.counted.keys()], where);
  for (const { rate, refuse } of directions) definitions.check(rate, refuse);

  const vocabulary = new Vocabulary(file.agents.map((statement) => typeOf(statement, where)));
  const budget = new Budget(where, seconds);
  const start = new Map<string, { graph: SiteGraph; start: number }>();
  for (const { amount, agents, refuse } of seeds) {
    const value = definitions.number(amount, refuse);
    if (!(value >= 0)) throw refuse(`${value} copies at the start`, 'Write a number that is not negative.');
    for (const graph of complexesOf(agents, vocabulary, refuse)) {
      const form = canonical(graph, budget);
      start.set(form.key, { graph: form.graph, start: (start.get(form.key)?.start ?? 0) + value });
    }
  }
  const expanded: ExpandRule[] = [];
  const source: number[] = [];
  for (const [d, { agents, refuse }] of directions.entries())
    for (const rule of expandRules(agents, vocabulary, refuse)) {
      expanded.push(rule);
      source.push(d);
    }
  const seedGraphs = [...start.values()];
  const network = expand(
    seedGraphs.map(({ graph }) => graph),
    expanded,
    { species: mostSpecies, reactions: mostReactions, seconds },
    where,
  );
  const reactions = network.reactions.map(
    ({ rule, reactants, products, multiplicity }): AssembledReaction => {
      const { rate, refuse, label } = directions[source[rule]!]!;
      return { ...(label ? { label } : {}), reactants, products, multiplicity, rate, refuse };
    },
  );
  const counts = [...names.counted].map(([name, { agents, refuse }]) => {
    const pattern = patternOf(agents.flatMap(({ before }) => (before ? [before] : [])));
    if (componentsOf(vocabulary.graphOf(pattern, refuse)).count > 1)
      throw refuse('agents between bars are not connected', 'Count them apart: `|A()| * |B()|`.');
    const counted = { name, kind: 'Molecules', counted: [{ pattern }], refuse } as const;
    return [name, weightsOf(counted, network.species, vocabulary, budget).entries()] as const;
  });
  const model = assembleModel(
    {
      species: network.species.map((graph, s) => ({
        text: vocabulary.textOf(graph),
        start: seedGraphs[s]?.start ?? 0,
        clamped: false,
      })),
      definitions,
      reactions,
      observables: new Map(counts),
      notes: file.others.length > 0 ? [`Not carried out: ${file.others.join(', ')}.`] : [],
    },
    where,
  );
  const observables = model.observables!.flatMap(({ name, of }) => {
    const own = names.nameOf(name);
    return own === undefined ? [] : [{ name: own, of }];
  });
  return { ...model, observables };
}

function sorted(statements: readonly Statement[], where: string) {
  const file = {
    agents: [] as Statement[],
    definitions: [] as Statement[],
    inits: [] as Statement[],
    rules: [] as Statement[],
    others: [] as string[],
  };
  for (const statement of statements) {
    const refuse = refuseAt(where, statement);
    const [, word, rest] = /^%\s*(\w+)\s*:?\s*(.*)$/.exec(statement.text) ?? [];
    const inner = { line: statement.line, text: rest ?? '' };
    if (word === undefined) file.rules.push(statement);
    else if (word === 'agent') file.agents.push(inner);
    else if (word === 'var' || word === 'obs')
      file.definitions.push({ ...inner, text: `${word} ${inner.text}` });
    else if (word === 'init') file.inits.push(inner);
    else if (['plot', 'def'].includes(word)) file.others.push(`%${word}`);
    else if (word === 'mod')
      throw refuse(
        'perturbations are not carried out',
        'Take %mod out, or write it as an event of the imported scenario.',
      );
    else throw refuse(`\`%${word}\` is not read`, 'Of declarations, %agent, %var, %obs and %init are read.');
  }
  return { ...file, others: [...new Set(file.others)] };
}

/** Those that hang on counts or the time are functions. */
function definitionsIn(statements: readonly Statement[], names: Names, where: string) {
  const constants: Statement[] = [];
  const changing: Statement[] = [];
  const moving = new Set<string>();
  for (const statement of statements) {
    const refuse = refuseAt(where, statement);
    const [, word, name, text] = /^(var|obs)\s+'([^']*)'\s*(\S.*)$/.exec(statement.text) ?? [];
    if (name === undefined)
      throw refuse('this is no definition', "Write `%var: 'name' 1.5` or `%obs: 'name' |A(x[_])|`.");
    const formula = names.formulaText(text!, refuse);
    const identifier = names.identifierOf(name);
    const used = formula.match(/[A-Za-z_]\w*/g) ?? [];
    const moves =
      word === 'obs' || used.some((own) => own === 'time' || moving.has(own) || names.counted.has(own));
    if (moves) moving.add(identifier);
    (moves ? changing : constants).push({ line: statement.line, text: `${identifier} = ${formula}` });
  }
  return { constants, changing };
}

function readInit(statement: Statement, names: Names, where: string) {
  const refuse = refuseAt(where, statement);
  const at = statement.text.search(/(?<![\w'\]])[A-Za-z_][\w+-]*\s*\(/);
  if (at <= 0) throw refuse('this is no start', 'Write `%init: 100 A(x[.],y{u})`.');
  const amount = parseFormula(names.formulaText(statement.text.slice(0, at), refuse), refuse);
  return { amount, agents: readMixture(statement.text.slice(at), refuse), refuse };
}

function complexesOf(agents: readonly AgentText[], vocabulary: Vocabulary, refuse: Refuse): SiteGraph[] {
  const molecules = agents.flatMap(({ before }): MoleculeText[] =>
    before ? [filled(before, vocabulary)] : [],
  );
  const whole = vocabulary.graphOf(patternOf(molecules), refuse);
  const parts = componentsOf(whole);
  return Array.from({ length: parts.count }, (_, c) => {
    const own = molecules.filter((_, m) => parts.of[m] === c);
    return speciesGraph(vocabulary, patternOf(own), refuse);
  });
}

function typeOf(statement: Statement, where: string): MoleculeType {
  const refuse = refuseAt(where, statement);
  const [, name, inside] = /^([A-Za-z_][\w+-]*)\s*\(([^()]*)\)\s*$/.exec(statement.text) ?? [];
  if (name === undefined) throw refuse('this is no agent', 'Write `%agent: A(x,y{u p})`.');
  const sites = inside!
    .split(/[\s,]+(?![^[{]*[\]}])/)
    .filter(Boolean)
    .map((text) => {
      const [, site, marks] = /^([A-Za-z_][\w+-]*)((?:\{[^{}]*\}|\[[^\][]*\])*)$/.exec(text) ?? [];
      if (site === undefined) throw refuse(`\`${text}\` is no site`, 'Write `x`, or `x{u p}` with states.');
      return { name: site, states: (/\{([^{}]*)\}/.exec(marks!)?.[1] ?? '').split(/[\s,]+/).filter(Boolean) };
    });
  if (new Set(sites.map((site) => site.name)).size < sites.length)
    throw refuse('two sites of an agent have one name', 'Give each its own name.');
  return { name, sites };
}
