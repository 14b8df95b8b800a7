/**
 * Rules of Kappa. A rule does not say whether its agents are parts of one complex: connected parts of its left side
 * may lie in one complex or in several, and each such case is a rule of the expansion.
 */
import type { Refuse } from '../bngl/text/lines.ts';
import type { MoleculeText, PatternText, SiteText } from '../bngl/text/pattern-text.ts';
import type { Vocabulary } from '../bngl/vocabulary.ts';
import type { ExpandRule } from '../sites/expand.ts';
import { ruleOf } from '../sites/rule.ts';
import { componentsOf, type SiteGraph, sitesOfMolecule, subgraph } from '../sites/site-graph.ts';
import type { AgentText } from './mixture.ts';

/** Five parts have 52 ways to be shared among complexes. */
const maxParts = 4;

/** One direction, as pairs of agents. */
export function expandRules(
  agents: readonly AgentText[],
  vocabulary: Vocabulary,
  refuse: Refuse,
): ExpandRule[] {
  const befores = agents.flatMap(({ before }) => (before ? [before] : []));
  const afters = agents.flatMap(({ after }) => (after ? [after] : []));
  const left = vocabulary.graphOf(patternOf(befores), refuse);
  const appearing = afters.map((after) => whole(after, agents, vocabulary));
  const right = vocabulary.graphOf(patternOf(released(appearing, agents)), refuse);
  const molecules: number[] = [];
  let place = 0;
  for (const { before, after } of agents) {
    if (before) molecules.push(after ? place : -1);
    if (after) place++;
  }
  const parts = componentsOf(left);
  if (parts.count > maxParts)
    throw refuse(
      `the left side has ${parts.count} parts that are not connected`,
      `Write rules of up to ${maxParts}.`,
    );
  return partitions(parts.count).map((groups) => {
    const members = groups.map((group) =>
      left.molecules.map((_, m) => m).filter((m) => group.includes(parts.of[m]!)),
    );
    const order = members.flat();
    const made = ruleOf({
      left: members.map((own) => subgraph(left, own)),
      right: afters.length > 0 ? [right] : [],
      molecules: order.map((m) => molecules[m]!),
      sites: order.flatMap((m) =>
        sitesOfMolecule(left, m).map((s) => partner(left, s, right, molecules[m]!)),
      ),
      deleteMolecules: true,
    });
    if (typeof made === 'string')
      throw refuse(made, 'Write links by number on both sides where they change.');
    const lack = vocabulary.lackOf(made.added);
    if (lack) throw refuse(`an agent appears, and ${lack}`, 'Write what appears with its sites and states.');
    return { ...made, perEmbedding: true, reactants: made.left.map(() => ({ every: true })) };
  });
}

export function patternOf(molecules: readonly MoleculeText[]): PatternText {
  return { molecules, clamped: false, once: false };
}

/** Links to agents that go end with them. */
function released(afters: readonly MoleculeText[], agents: readonly AgentText[]): MoleculeText[] {
  const ends = afters.flatMap(({ sites }) => sites.map(({ bond }) => bond));
  const lost = new Set(
    agents.flatMap(({ before, after }) => (after ? [] : (before?.sites ?? []).map(({ bond }) => bond))),
  );
  return afters.map((after) => ({
    ...after,
    sites: after.sites.map((site) => {
      const { bond, ...rest } = site;
      const cut = /^\d/.test(bond ?? '') && lost.has(bond) && ends.filter((end) => end === bond).length === 1;
      return cut ? rest : site;
    }),
  }));
}

/** An agent that appears has all sites: those not written are free, in their first state. */
function whole(after: MoleculeText, agents: readonly AgentText[], vocabulary: Vocabulary): MoleculeText {
  return agents.some((agent) => agent.after === after && !agent.before) ? filled(after, vocabulary) : after;
}

/** With the sites that are not written, free and in their first state. */
export function filled(molecule: MoleculeText, vocabulary: Vocabulary): MoleculeText {
  const type = vocabulary.types[vocabulary.numberOf(molecule.name) ?? -1];
  const missing = (type?.sites ?? []).filter(
    ({ name }) => !molecule.sites.some((site) => site.name === name),
  );
  const sites = [...molecule.sites, ...missing.map(({ name }): SiteText => ({ name }))].map((site) => {
    const state = site.state ?? type?.sites.find(({ name }) => name === site.name)?.states[0];
    return {
      name: site.name,
      ...(state === undefined ? {} : { state }),
      ...(site.bond === undefined || site.bond === '?' ? {} : { bond: site.bond }),
    };
  });
  return { ...molecule, sites };
}

function partner(left: SiteGraph, site: number, right: SiteGraph, molecule: number): number {
  if (molecule < 0) return -1;
  return sitesOfMolecule(right, molecule).find((s) => right.names[s] === left.names[site]) ?? -1;
}

/** All ways to share 0, …, n - 1 among groups. */
function partitions(n: number): number[][][] {
  if (n === 0) return [[]];
  return partitions(n - 1).flatMap((groups) => [
    [...groups, [n - 1]],
    ...groups.map((_, g) => groups.map((group, i) => (i === g ? [...group, n - 1] : group))),
  ]);
}
