/**
 * A network as SBML, level 3 version 2 core (doi 10.1515/jib-2017-0081), which most simulators of biology read: one
 * compartment, species that count molecules, and kinetic laws that are the propensities. Simulated by chance such a
 * file has the law of the network; solved as differential equations it has its reaction-rate equations.
 *
 * A cell's chemistry only: space, hops and fields are not of a network.
 */
import { checkNames } from '../../crn/check-names.ts';
import type { MassAction } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import { version } from '../../version.ts';
import type { Model } from '../model.ts';
import { eventElements, memories } from './write/events.ts';
import { type Ids, idsOf } from './write/ids.ts';
import { reactionElements } from './write/reactions.ts';
import { type Units, unitsOf } from './write/units.ts';
import { element, listOf, type XmlElement, xmlText } from './xml.ts';

/**
 * @returns the document; the same model gives the same bytes
 * @throws ScenarioError for a rate constant without a finite value, a start that is no count, names that the
 *         network does not have, and numbers in formulas that are not finite
 */
export function writeSbml(model: Model): string {
  const { name, network, rates, start } = model;
  const where = `sbml of "${name}"`;
  checkNames(where, 'rates', rates, network.rates, 'rate constant of the network');
  checkNames(where, 'start', start, network.species, 'species of the network');
  const ids = idsOf(network);
  const units = unitsOf(network, model.timeUnit);
  const attributes = {
    xmlns: 'http://www.sbml.org/sbml/level3/version2/core',
    // Units of numbers in formulas are attributes of this namespace.
    'xmlns:sbml': 'http://www.sbml.org/sbml/level3/version2/core',
    level: '3',
    version: '2',
  };
  const body = element(
    'model',
    {
      id: ids.model,
      name,
      substanceUnits: 'item',
      timeUnits: units.time,
      volumeUnits: 'dimensionless',
      extentUnits: 'item',
    },
    [
      notes(model),
      element('annotation', {}, [
        element('crn-grid', {
          xmlns: 'https://github.com/crn-grid/crn-grid',
          version,
          massAction: network.massAction,
        }),
      ]),
      ...listOf('listOfUnitDefinitions', units.definitions),
      element('listOfCompartments', {}, [
        element('compartment', { id: ids.compartment, spatialDimensions: '3', size: '1', constant: 'true' }),
      ]),
      ...listOf('listOfSpecies', speciesElements(model, ids, where)),
      ...listOf('listOfParameters', parameterElements(model, ids, units, where)),
      ...listOf('listOfReactions', reactionElements(network, ids)),
      ...listOf('listOfEvents', eventElements(network, ids, start)),
    ],
  );
  return xmlText(element('sbml', attributes, [body]));
}

const pairs: Readonly<Record<MassAction, string>> = {
  combinations: 'k·A·(A − 1)/2',
  falling: 'k·A·(A − 1)',
  powers: 'k·A²',
};

function notes({ name, network: { massAction }, timeUnit }: Model): XmlElement {
  const said = [
    `${name}, written by crn-grid ${version}.`,
    'Amounts are molecules in one well-mixed cell. Kinetic laws are propensities: how many reactions are expected per unit of time, for stochastic simulation.',
    `2 A at rate constant k has the propensity ${pairs[massAction]}. As differential equations these are the reaction-rate equations of counts.`,
    ...(timeUnit ? [`Time is in the unit "${timeUnit}".`] : []),
  ];
  return element('notes', {}, [
    element(
      'body',
      { xmlns: 'http://www.w3.org/1999/xhtml' },
      said.map((text) => element('p', {}, [text])),
    ),
  ]);
}

function speciesElements({ network, start }: Model, ids: Ids, where: string): XmlElement[] {
  const left = memories(network);
  return network.species.flatMap((name, s) => {
    if (left.has(s)) return [];
    const count = start[name] ?? 0;
    if (!(Number.isInteger(count) && count >= 0))
      throw new ScenarioError(where, `\`start.${name}\` is ${count}`, 'Give a whole number, 0 or more.');
    return element('species', {
      id: ids.species[s]!,
      compartment: ids.compartment,
      initialAmount: String(count),
      substanceUnits: 'item',
      hasOnlySubstanceUnits: 'true',
      boundaryCondition: 'false',
      constant: 'false',
    });
  });
}

function parameterElements({ network, rates }: Model, ids: Ids, units: Units, where: string): XmlElement[] {
  return network.rates.map((name, k) => {
    const value = rates[name];
    if (value === undefined || !Number.isFinite(value))
      throw new ScenarioError(
        where,
        `\`rates\` has ${value === undefined ? 'no value' : value} for "${name}"`,
        'Give each rate constant a finite number.',
      );
    const unit = units.rates[k];
    return element('parameter', {
      id: ids.rates[k]!,
      value: String(value),
      ...(unit ? { units: unit } : {}),
      constant: 'true',
    });
  });
}
