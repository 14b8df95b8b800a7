/** A model as SBML, level 3, for simulators that read it: counts as amounts in one compartment of size 1. */
import { speciesIn } from '../src/crn/dependencies.ts';
import type { Expression } from '../src/crn/expression.ts';
import type { Reaction } from '../src/crn/network.ts';
import type { Model } from '../test/support/networks.ts';

/** @throws Error for a law with an operation that is not arithmetic */
export function sbmlOf({ network, rates, start }: Model): string {
  const { species, reactions } = network;
  const list = (name: string, items: readonly string[]): string =>
    items.length === 0 ? '' : `<${name}>${items.join('\n')}</${name}>`;
  const side = (name: string, terms: Reaction['change']): string =>
    list(
      name,
      terms.map(
        (t) =>
          `<speciesReference species="${species[t.species]}" stoichiometry="${t.count}" constant="true"/>`,
      ),
    );
  const amounts = 'substanceUnits="item" hasOnlySubstanceUnits="true" boundaryCondition="false"';
  return `<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
<model id="peer" substanceUnits="item" timeUnits="second" volumeUnits="litre" extentUnits="item">
${list('listOfCompartments', ['<compartment id="cell" size="1" spatialDimensions="3" constant="true"/>'])}
${list(
  'listOfSpecies',
  species.map(
    (id, s) =>
      `<species id="${id}" compartment="cell" initialAmount="${start[s]}" ${amounts} constant="false"/>`,
  ),
)}
${list(
  'listOfParameters',
  network.rates.map((id, k) => `<parameter id="${id}" value="${rates[k]}" constant="true"/>`),
)}
${list(
  'listOfReactions',
  reactions.map((r, j) => {
    const law = mathMl(r.law, network.species, network.rates);
    return `<reaction id="r${j}" reversible="false" fast="false">
${side('listOfReactants', r.reactants)}${side('listOfProducts', r.products)}${list(
  'listOfModifiers',
  modifiersOf(r).map((s) => `<modifierSpeciesReference species="${species[s]}"/>`),
)}
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">${law}</math></kineticLaw></reaction>`;
  }),
)}
</model></sbml>`;
}

/** Species that a law reads and the reaction neither takes nor makes. */
function modifiersOf({ law, reactants, products }: Reaction): number[] {
  const named = [...reactants, ...products].map((t) => t.species);
  return speciesIn(law).filter((s) => !named.includes(s));
}

function mathMl(e: Expression, species: readonly string[], rates: readonly string[]): string {
  const tags: Partial<Record<Expression['op'], string>> = {
    add: 'plus',
    sub: 'minus',
    mul: 'times',
    div: 'divide',
  };
  if (e.op === 'number') return `<cn> ${e.value} </cn>`;
  if (e.op === 'rate') return `<ci> ${rates[e.index]} </ci>`;
  if (e.op === 'species') return `<ci> ${species[e.index]} </ci>`;
  const tag = tags[e.op];
  if (!tag || !('b' in e)) throw new Error(`no MathML for "${e.op}"`);
  return `<apply><${tag}/>${mathMl(e.a, species, rates)}${mathMl(e.b, species, rates)}</apply>`;
}
