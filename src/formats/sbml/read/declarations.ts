/** What the lists of a model declare, as they say it: nothing is worked out yet but that names are there and clear. */
import { ModelError } from '../../../errors.ts';
import type { Element } from './document.ts';
import {
  childOf,
  childrenOf,
  elementsOf,
  flag,
  listed,
  mathIn,
  needed,
  numberIn,
  textOf,
} from './elements.ts';
import type { Lambda } from './math/mathml.ts';

/** The file that is read, and what is to be told of it. */
export interface Source {
  readonly file: string;
  readonly level: number;
  /** Whether this library wrote it. */
  readonly own: boolean;
  /** Filled while it is read. */
  readonly notes: string[];
}

export interface Formula {
  readonly math: Element;
  readonly where: string;
}

interface Declared {
  readonly id: string;
  readonly where: string;
}

export interface Compartment extends Declared {
  /** Of no dimension and no size: species in it are amounts. */
  readonly point: boolean;
  readonly size: number | undefined;
}

export interface Species extends Declared {
  /** For people; empty where there is none. */
  readonly name: string;
  readonly compartment: string;
  readonly amount: number | undefined;
  readonly concentration: number | undefined;
  readonly onlySubstance: boolean;
  readonly boundary: boolean;
  readonly constant: boolean;
  /** A parameter that reactions' changes are multiplied by. */
  readonly conversion: string | undefined;
}

export interface Parameter extends Declared {
  readonly value: number | undefined;
}

/** How many of a species a reaction takes or makes. */
export interface Reference {
  /** Empty where it has none. */
  readonly id: string;
  readonly where: string;
  readonly species: string;
  readonly stoichiometry: number | undefined;
  readonly math: Element | undefined;
}

export interface ReactionElement extends Declared {
  readonly name: string;
  readonly reversible: boolean;
  readonly reactants: readonly Reference[];
  readonly products: readonly Reference[];
  readonly law: Formula;
  readonly locals: readonly Parameter[];
}

export interface Declarations {
  readonly functions: ReadonlyMap<string, Lambda>;
  readonly compartments: ReadonlyMap<string, Compartment>;
  readonly species: ReadonlyMap<string, Species>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Those of reactants and products that have an id. */
  readonly references: ReadonlyMap<string, Reference>;
  readonly reactions: ReadonlyMap<string, ReactionElement>;
  /** Assignment rules and initial assignments, by what they set. */
  readonly assigned: ReadonlyMap<string, Formula>;
  readonly initial: ReadonlyMap<string, Formula>;
}

/** @throws ModelError for what the lists say wrongly or leave out, and for rules that no network can follow */
export function declarationsOf(model: Element, source: Source): Declarations {
  const { file } = source;
  const factor = model.attributes.get('conversionFactor');
  const compartments = listed(model, 'listOfCompartments', 'compartment', file).map((e) =>
    compartmentOf(e, file),
  );
  const species = listed(model, 'listOfSpecies', 'species', file).map((e) => speciesOf(e, factor, file));
  const parameters = listed(model, 'listOfParameters', 'parameter', file).map((e) => parameterOf(e, file));
  const reactions = listed(model, 'listOfReactions', 'reaction', file).map((e) => reactionOf(e, source));
  const references = reactions
    .flatMap(({ reactants, products }) => [...reactants, ...products])
    .filter(({ id }) => id !== '');
  const functions = listed(model, 'listOfFunctionDefinitions', 'functionDefinition', file).map((e) =>
    functionOf(e, file),
  );
  const names = byId([...functions, ...compartments, ...species, ...parameters, ...references, ...reactions]);
  const setters = { assigned: new Map<string, Formula>(), initial: new Map<string, Formula>() };
  readRules(model, setters.assigned, names, source);
  for (const element of listed(model, 'listOfInitialAssignments', 'initialAssignment', file))
    set(setters.initial, needed(element, 'symbol', file), element, names, file);
  const twice = [...setters.initial.keys()].find((id) => setters.assigned.has(id));
  if (twice !== undefined)
    throw new ModelError(file, `"${twice}" has a rule and an initial assignment`, 'Remove one.');
  return {
    functions: byId(functions),
    compartments: byId(compartments),
    species: byId(species),
    parameters: byId(parameters),
    references: byId(references),
    reactions: byId(reactions),
    ...setters,
  };
}

/** @throws ModelError for a name that two things have */
function byId<T extends Declared>(things: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const thing of things) {
    if (found.has(thing.id))
      throw new ModelError(thing.where, `two things have the id "${thing.id}"`, 'Give each its own.');
    found.set(thing.id, thing);
  }
  return found;
}

function declared(element: Element, file: string): Declared {
  const id = needed(element, 'id', `${file}, ${element.name}`);
  return { id, where: `${file}, ${element.name} "${id}"` };
}

function functionOf(element: Element, file: string): Declared & Lambda {
  const thing = declared(element, file);
  const lambda = elementsOf(mathIn(element, thing.where)).find(({ name }) => name === 'lambda');
  const parts = lambda ? elementsOf(lambda) : [];
  const parameters = parts.filter(({ name }) => name === 'bvar').map((bound) => elementsOf(bound)[0]);
  const bodies = parts.filter(({ name }) => name !== 'bvar');
  if (bodies.length !== 1)
    throw new ModelError(thing.where, 'no <lambda> with one formula', 'Define it by <lambda>.');
  return {
    ...thing,
    parameters: parameters.map((ci) => (ci ? textOf(ci).trim() : '')),
    body: bodies[0]!,
  };
}

function compartmentOf(element: Element, file: string): Compartment {
  const thing = declared(element, file);
  const dimensions = numberIn(element, 'spatialDimensions', thing.where) ?? 3;
  const size = numberIn(element, 'size', thing.where);
  return { ...thing, point: dimensions === 0 && size === undefined, size };
}

function speciesOf(element: Element, factor: string | undefined, file: string): Species {
  const thing = declared(element, file);
  const { where } = thing;
  return {
    ...thing,
    name: element.attributes.get('name')?.trim() ?? '',
    compartment: needed(element, 'compartment', where),
    amount: numberIn(element, 'initialAmount', where),
    concentration: numberIn(element, 'initialConcentration', where),
    onlySubstance: flag(element, 'hasOnlySubstanceUnits', false, where),
    boundary: flag(element, 'boundaryCondition', false, where),
    constant: flag(element, 'constant', false, where),
    conversion: element.attributes.get('conversionFactor') ?? factor,
  };
}

function parameterOf(element: Element, file: string): Parameter {
  const thing = declared(element, file);
  return { ...thing, value: numberIn(element, 'value', thing.where) };
}

function reactionOf(element: Element, { file, level }: Source): ReactionElement {
  const thing = declared(element, file);
  const { where } = thing;
  if (flag(element, 'fast', false, where))
    throw new ModelError(where, 'fast reactions are not read', 'Give it a rate, and fast="false".');
  childrenOf(element, ['listOfReactants', 'listOfProducts', 'listOfModifiers', 'kineticLaw'], where);
  const law = childOf(element, 'kineticLaw');
  if (law === undefined)
    throw new ModelError(where, 'there is no kinetic law', 'Say how often it happens: <kineticLaw>.');
  const side = (list: string) =>
    listed(element, list, 'speciesReference', where).map((e) => referenceOf(e, level, where));
  const inLaw = `${file}, kinetic law of "${thing.id}"`;
  childrenOf(law, ['listOfParameters', 'listOfLocalParameters'], inLaw);
  const locals = [
    ...listed(law, 'listOfParameters', 'parameter', inLaw),
    ...listed(law, 'listOfLocalParameters', 'localParameter', inLaw),
  ].map((e) => parameterOf(e, inLaw));
  byId(locals);
  return {
    ...thing,
    name: element.attributes.get('name') ?? '',
    reversible: flag(element, 'reversible', true, where),
    reactants: side('listOfReactants'),
    products: side('listOfProducts'),
    law: { math: mathIn(law, inLaw), where: inLaw },
    locals,
  };
}

function referenceOf(element: Element, level: number, outer: string): Reference {
  const species = needed(element, 'species', outer);
  const where = `${outer}, species reference to "${species}"`;
  childrenOf(element, ['stoichiometryMath'], where);
  const given = numberIn(element, 'stoichiometry', where) ?? (level < 3 ? 1 : undefined);
  const math = childOf(element, 'stoichiometryMath');
  return {
    id: element.attributes.get('id') ?? '',
    where,
    species,
    stoichiometry: given === undefined ? undefined : given / (numberIn(element, 'denominator', where) ?? 1),
    math: math && mathIn(math, where),
  };
}

const rules = ['assignmentRule', 'rateRule', 'algebraicRule'];

/** Of rules of rate only those that keep what they set as it is can be followed. */
function readRules(
  model: Element,
  assigned: Map<string, Formula>,
  names: ReadonlyMap<string, Declared>,
  { file }: Source,
): void {
  for (const rule of listed(model, 'listOfRules', rules, file)) {
    if (rule.name === 'algebraicRule')
      throw new ModelError(file, 'algebraic rules are not read', 'Solve it, and write an assignment rule.');
    const variable = needed(rule, 'variable', `${file}, ${rule.name}`);
    if (rule.name === 'assignmentRule') set(assigned, variable, rule, names, file);
    else if (!isZero(mathIn(rule, `${file}, rate rule of "${variable}"`)))
      throw new ModelError(
        file,
        `the rate rule of "${variable}" makes it change steadily, and a network changes by reactions only`,
        'Write reactions with this rate instead.',
      );
  }
}

function isZero(math: Element): boolean {
  const [only, ...more] = elementsOf(math);
  return only?.name === 'cn' && more.length === 0 && Number(textOf(only)) === 0;
}

function set(
  into: Map<string, Formula>,
  id: string,
  element: Element,
  names: ReadonlyMap<string, Declared>,
  file: string,
): void {
  const where = `${file}, ${element.name} of "${id}"`;
  if (!names.has(id)) throw new ModelError(where, `nothing has the id "${id}"`, 'Correct the name.');
  if (into.has(id)) throw new ModelError(where, 'a second one', 'Remove one.');
  into.set(id, { math: mathIn(element, where), where });
}
