/**
 * SBML, levels 2 and 3 (core; doi 10.1515/jib-2017-0081), as a network: what a file says is either in the model that is
 * returned, told in its notes, or refused. Units are not converted: amounts are taken to be molecules, and kinetic laws
 * to be propensities, as stochastic simulators take them.
 */
import type { MassAction, Network } from '../../crn/network.ts';
import { CrnSyntaxError, ModelError } from '../../errors.ts';
import type { Model } from '../model.ts';
import { networkOf } from '../network-of.ts';
import { type Declarations, declarationsOf, type Source } from './read/declarations.ts';
import { type Element, ownNamespace, readDocument } from './read/document.ts';
import { childOf, childrenOf, elementsOf } from './read/elements.ts';
import { type Planned, plannedEvents } from './read/events.ts';
import { said } from './read/order.ts';
import { reactionDrafts } from './read/reactions.ts';
import { Symbols } from './read/symbols.ts';
import { substanceNote, timeUnitOf } from './read/units.ts';

const lists = [
  'listOfFunctionDefinitions',
  'listOfUnitDefinitions',
  'listOfCompartmentTypes',
  'listOfSpeciesTypes',
  'listOfCompartments',
  'listOfSpecies',
  'listOfParameters',
  'listOfInitialAssignments',
  'listOfRules',
  'listOfConstraints',
  'listOfReactions',
  'listOfEvents',
];

/**
 * Species keep their ids where a network can have such names; constant ones are rate constants. Variables of assignment
 * rules are observables, those of species as amounts.
 *
 * @param text   the document
 * @param where  the file's name, for messages
 * @throws ModelError for what is no SBML of these levels, and for all that a network cannot say
 */
export function readSbml(text: string, where: string): Model {
  const root = readDocument(text, where);
  const level = levelOf(root, where);
  checkPackages(root, where);
  childrenOf(root, ['model'], where);
  const element = childOf(root, 'model');
  if (element === undefined) throw new ModelError(where, 'there is no <model>', 'Give a file with a model.');
  childrenOf(element, lists, where);
  const massAction = ownMassAction(element);
  const source: Source = { file: where, level, own: massAction !== undefined, notes: [] };
  const declared = declarationsOf(element, source);
  const symbols = new Symbols(declared, source);
  const reactions = reactionDrafts(declared, symbols, massAction ?? 'combinations', source);
  const events = plannedEvents(element, declared, symbols, source);
  const { species, rates, counts, values, observables, volumes } = symbols;
  const draft = { species, rates, reactions, events, massAction: massAction ?? 'combinations' };
  const network = networkFrom(draft, where);
  addNotes(element, declared, symbols, source);
  const timeUnit = timeUnitOf(element, level, where);
  const labels = labelsOf(declared, symbols);
  return {
    name: element.attributes.get('name') || element.attributes.get('id') || where,
    network,
    rates: Object.fromEntries(rates.map((name, k) => [name, values[k]!])),
    start: {
      ...Object.fromEntries(species.map((name, s) => [name, counts[s]!])),
      ...memories(network, events),
    },
    ...(timeUnit === undefined ? {} : { timeUnit }),
    ...(volumes.size > 0 ? { volumes: Object.fromEntries(volumes) } : {}),
    ...(observables.length > 0 ? { observables } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(source.notes.length > 0 ? { notes: source.notes } : {}),
  };
}

function levelOf({ name, space, attributes }: Element, where: string): number {
  const level = Number(attributes.get('level'));
  if (name !== 'sbml' || !space.startsWith('http://www.sbml.org/sbml/level'))
    throw new ModelError(
      where,
      `<${name}> is no SBML document`,
      'Its root is <sbml> in a namespace of SBML.',
    );
  if (level !== 2 && level !== 3)
    throw new ModelError(
      where,
      `SBML level ${attributes.get('level')} is not read`,
      'Convert it to level 3.',
    );
  return level;
}

/** Packages that a file may be read without change nothing that is read here. */
function checkPackages({ attributes }: Element, where: string): void {
  for (const [key, value] of attributes) {
    const [, space] = /^\{(.*)\}required$/.exec(key) ?? [];
    if (space === undefined || value.trim() === 'false' || value.trim() === '0') continue;
    const name = /level3\/version\d+\/(\w+)\//.exec(space)?.[1] ?? space;
    throw new ModelError(
      where,
      name === 'distrib'
        ? 'draws from distributions (package distrib) are not read yet'
        : `the package ${name} is required, and not read`,
      'Give the model in the core of SBML.',
    );
  }
}

/** What our writer says of mass action; undefined in files of others. */
function ownMassAction(model: Element): MassAction | undefined {
  const annotation = childOf(model, 'annotation');
  const own = annotation && elementsOf(annotation).find(({ space }) => space === ownNamespace);
  const said = own?.attributes.get('massAction');
  return (['combinations', 'falling', 'powers'] as const).find((one) => one === said);
}

/** @throws ModelError for what the text of a network cannot hold */
function networkFrom(draft: Parameters<typeof networkOf>[0], where: string): Network {
  if (draft.species.length === 0)
    throw new ModelError(where, 'no species that can change', 'A network has one species at least.');
  try {
    return networkOf(draft);
  } catch (cause) {
    if (!(cause instanceof CrnSyntaxError)) throw cause;
    throw new ModelError(where, 'this model is no network', cause.message, { cause });
  }
}

/** Conditions that count as true before time 0 are remembered so. */
function memories({ species, events }: Network, planned: readonly Planned[]): Record<string, number> {
  const held = events.flatMap(({ latch }, e) =>
    latch !== undefined && planned[e]!.held ? [[species[latch]!, 1] as const] : [],
  );
  return Object.fromEntries(held);
}

function labelsOf({ species }: Declarations, { columns, species: names }: Symbols): Record<string, string> {
  const labels = [...columns].flatMap(([id, index]) => {
    const name = species.get(id)!.name;
    const label = name === '' ? id : name;
    return label === names[index] ? [] : [[names[index]!, label] as const];
  });
  return Object.fromEntries(labels);
}

function addNotes(model: Element, declared: Declarations, symbols: Symbols, { level, notes }: Source): void {
  const substance = substanceNote(model, level);
  if (substance !== undefined) notes.push(substance);
  const broken = symbols.species.filter((_, s) => !Number.isInteger(symbols.counts[s]));
  if (broken.length > 0) notes.push(`Amounts at time 0 that are no whole numbers: ${said(broken)}.`);
  if (childOf(model, 'listOfConstraints'))
    notes.push('Constraints are left out: they stop a simulation, and change nothing in it.');
  const fixed = [...declared.species.values()].filter(
    ({ id, constant }) => constant && !declared.assigned.has(id),
  );
  if (fixed.length > 0)
    notes.push(`Constant species are rate constants here: ${said(fixed.map(({ id }) => id))}.`);
}
