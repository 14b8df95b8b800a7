/**
 * Models with laws in closed form, each said in several ways of SBML, simulated by the rule of the stochastic test
 * suite. Limits are wider than the suite's: |Z| < 5 and |Y| < 6 at some 500 points fail an exact simulator less than
 * once in a thousand seeds.
 */
import { expect, test } from 'vitest';
import { readSbml } from '../../../src/formats/sbml/read.ts';
import { simulateEnsemble } from '../../../src/run/replicates/ensemble.ts';
import { formulasOf } from '../../../src/run/scenario/observables.ts';
import { scenarioOf } from '../../../src/run/scenario/of-model.ts';
import { excursionsOf, type Moments } from '../../support/dsmts.ts';

const n = 10_000;
const until = 50;
const limits = { z: 5, y: 6 };

type Law = (t: number) => readonly [mean: number, variance: number];

/** Each of x0 divides at rate l and dies at rate m. */
const birthDeath =
  (x0: number, l: number, m: number): Law =>
  (t) => {
    const grown = Math.exp((l - m) * t);
    return [x0 * grown, (x0 * (l + m) * grown * (grown - 1)) / (l - m)];
  };

/** Groups of b come at rate a, each one goes at rate m; nobody at first. */
const immigration =
  (a: number, m: number, b = 1): Law =>
  (t) => {
    const [once, twice] = [(1 - Math.exp(-m * t)) / m, (1 - Math.exp(-2 * m * t)) / (2 * m)];
    return [a * b * once, a * (b * b * twice + b * (once - twice))];
  };

const momentsOf = (law: Law, factor = 1): Moments => {
  const told = Array.from({ length: until + 1 }, (_, t) => law(t));
  return { mean: told.map(([m]) => factor * m), sd: told.map(([, v]) => factor * Math.sqrt(v)) };
};

async function simulated(xml: string) {
  const scenario = scenarioOf(readSbml(xml, 'test.xml'));
  const { names, mean, sd } = await simulateEnsemble({
    network: scenario.crn,
    rates: scenario.rates as Record<string, number>,
    start: scenario.start as Record<string, number>,
    observables: formulasOf(scenario),
    ...{ trajectories: n, until, every: 1, seed: 7, timeUnit: '' },
  });
  return (name: string): Moments => {
    const at = names.indexOf(name);
    expect(at, name).toBeGreaterThanOrEqual(0);
    return { mean: mean[at]!, sd: sd[at]! };
  };
}

const clean = { beyondZ: 0, beyondYSpread: 0, wrong: 0, points: until + 1 };

/** A document of level 3. */
const level3 = (parts: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
  <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">${parts}</model></sbml>`;
const math = (inside: string): string => `<math xmlns="http://www.w3.org/1998/Math/MathML">${inside}</math>`;
const times = (...names: string[]): string =>
  math(`<apply><times/>${names.map((name) => `<ci> ${name} </ci>`).join('')}</apply>`);
const compartments = (size: number): string =>
  `<listOfCompartments><compartment id="cell" spatialDimensions="3" size="${size}" constant="true"/></listOfCompartments>`;
const species = (id: string, amount: number, more: string): string =>
  `<species id="${id}" compartment="cell" initialAmount="${amount}" constant="false" ${more}/>`;
const counted = 'hasOnlySubstanceUnits="true" boundaryCondition="false"';
const dense = 'hasOnlySubstanceUnits="false" boundaryCondition="false"';
const parameters = (values: Record<string, number>): string =>
  `<listOfParameters>${Object.entries(values)
    .map(([id, value]) => `<parameter id="${id}" value="${value}" constant="true"/>`)
    .join('')}</listOfParameters>`;
const side = (which: string, of: Record<string, number>): string =>
  Object.keys(of).length === 0
    ? ''
    : `<listOf${which}>${Object.entries(of)
        .map(([id, m]) => `<speciesReference species="${id}" stoichiometry="${m}" constant="true"/>`)
        .join('')}</listOf${which}>`;
const reaction = (
  id: string,
  from: Record<string, number>,
  to: Record<string, number>,
  law: string,
  local = '',
): string =>
  `<reaction id="${id}" reversible="false">${side('Reactants', from)}${side('Products', to)}<kineticLaw>${law}${local}</kineticLaw></reaction>`;
const local = (id: string, value: number): string =>
  `<listOfLocalParameters><localParameter id="${id}" value="${value}"/></listOfLocalParameters>`;

const bornAndDying = (law: (rate: string) => string, locals = false): string =>
  `<listOfReactions>${reaction('birth', { X: 1 }, { X: 2 }, law(locals ? 'k' : 'l'), locals ? local('k', 0.1) : '')}${reaction(
    'death',
    { X: 1 },
    {},
    law(locals ? 'k' : 'm'),
    locals ? local('k', 0.11) : '',
  )}</listOfReactions>`;
const rates = parameters({ l: 0.1, m: 0.11 });

test('birth and death in counts, in concentrations, with constants of the reactions’ own', async () => {
  const law = momentsOf(birthDeath(100, 0.1, 0.11));
  const documents = [
    level3(
      `${compartments(1)}<listOfSpecies>${species('X', 100, counted)}</listOfSpecies>${rates}${bornAndDying((k) => times(k, 'X'))}`,
    ),
    level3(
      `${compartments(2)}<listOfSpecies>${species('X', 100, dense)}</listOfSpecies>${rates}${bornAndDying((k) => times('cell', k, 'X'))}`,
    ),
    level3(
      `${compartments(1)}<listOfSpecies>${species('X', 100, counted)}</listOfSpecies>${bornAndDying((k) => times(k, 'X'), true)}`,
    ),
  ];
  for (const xml of documents) {
    const found = (await simulated(xml))('X');
    expect(excursionsOf(found, law, n, limits)).toMatchObject(clean);
    // Control: of births that are two hundredths more frequent it is seen.
    expect(excursionsOf(found, momentsOf(birthDeath(100, 0.102, 0.11)), n, limits).beyondZ).toBeGreaterThan(
      10,
    );
  }
});

test('who comes from a boundary and goes to one, and what a rule says of them', async () => {
  const boundary = 'hasOnlySubstanceUnits="true" boundaryCondition="true"';
  const find = await simulated(
    level3(
      `${compartments(1)}<listOfSpecies>${species('X', 0, counted)}${species('Source', 5, boundary)}${species('Sink', 0, boundary)}</listOfSpecies>
      <listOfParameters><parameter id="a" value="1" constant="true"/><parameter id="m" value="0.1" constant="true"/><parameter id="y" constant="false"/></listOfParameters>
      <listOfRules><assignmentRule variable="y">${math('<apply><times/><cn type="integer"> 2 </cn><ci> X </ci></apply>')}</assignmentRule></listOfRules>
      <listOfReactions>${reaction('comes', { Source: 1 }, { X: 1 }, math('<ci> a </ci>'))}${reaction('goes', { X: 1 }, { Sink: 1 }, times('m', 'X'))}</listOfReactions>`,
    ),
  );
  const law = immigration(1, 0.1);
  expect(excursionsOf(find('X'), momentsOf(law), n, limits)).toMatchObject(clean);
  expect(excursionsOf(find('y'), momentsOf(law, 2), n, limits)).toMatchObject(clean);
  const stays = (value: number): Moments => momentsOf(() => [value, 0]);
  expect(excursionsOf(find('Source'), stays(5), n)).toMatchObject({ wrong: 0 });
  expect(excursionsOf(find('Sink'), stays(0), n)).toMatchObject({ wrong: 0 });
  expect(excursionsOf(find('Sink'), stays(1), n).wrong).toBe(until + 1);
});

test('groups of five, set back to none at a time', async () => {
  const reset = (at: number): string => `<listOfEvents><event useValuesFromTriggerTime="true">
    <trigger initialValue="false" persistent="true">${math(
      `<apply><geq/><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time"> t </csymbol><cn> ${at} </cn></apply>`,
    )}</trigger>
    <listOfEventAssignments><eventAssignment variable="X">${math('<cn> 0 </cn>')}</eventAssignment></listOfEventAssignments></event></listOfEvents>`;
  const find = await simulated(
    level3(
      `${compartments(1)}<listOfSpecies>${species('X', 0, counted)}</listOfSpecies>${parameters({ a: 1, m: 0.2 })}
      <listOfReactions>${reaction('come', {}, { X: 5 }, math('<ci> a </ci>'))}${reaction('goes', { X: 1 }, {}, times('m', 'X'))}</listOfReactions>${reset(22.5)}`,
    ),
  );
  const law = immigration(1, 0.2, 5);
  const found = excursionsOf(
    find('X'),
    momentsOf((t) => law(t < 22.5 ? t : t - 22.5)),
    n,
    limits,
  );
  expect(found).toMatchObject(clean);
  // Control: had it not been set back, or with single ones.
  expect(excursionsOf(find('X'), momentsOf(law), n, limits).beyondZ).toBeGreaterThan(10);
  expect(excursionsOf(find('X'), momentsOf(immigration(5, 0.2)), n, limits).beyondY).toBeGreaterThan(10);
});
