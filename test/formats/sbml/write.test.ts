import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Network } from '../../../src/crn/network.ts';
import type { Model } from '../../../src/formats/model.ts';
import { writeSbml } from '../../../src/formats/sbml/write.ts';
import { version } from '../../../src/version.ts';

function model(network: Network, more: Partial<Model> = {}): Model {
  const rates = Object.fromEntries(network.rates.map((name, k) => [name, k + 1]));
  return { name: 'pond', network, rates, start: {}, ...more };
}

/** The lines between two marks, without indentation. */
function part(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.slice(lines.indexOf(`<${name}>`) + 1, lines.indexOf(`</${name}>`));
}

test('a whole model', () => {
  const network = crn('meet: A + B -> 2 C + B @ k\n2 C -> A @ back\nA -> 0 @ {V * A / (K + A + B)}');
  const text = writeSbml(model(network, { start: { A: 3, B: 4 }, timeUnit: 'hours' }));
  expect(text.split('\n').slice(0, 2)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:sbml="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">',
  ]);
  expect(text).toContain('<model id="model" name="pond" substanceUnits="item" timeUnits="time_unit"');
  expect(text).toContain(`pond, written by crn-grid ${version}.`);
  expect(text).toContain('2 A at rate constant k has the propensity k·A·(A − 1)/2.');
  expect(text).toContain('Time is in the unit "hours".');
  expect(part(text, 'listOfCompartments')).toEqual([
    '<compartment id="cell" spatialDimensions="3" size="1" constant="true"/>',
  ]);
  const species = part(text, 'listOfSpecies').join(' ');
  for (const [id, amount] of [
    ['A', 3],
    ['B', 4],
    ['C', 0],
  ])
    expect(species).toContain(
      `id="${id}" compartment="cell" initialAmount="${amount}" substanceUnits="item"`,
    );
  expect(
    species.match(/hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/g),
  ).toHaveLength(3);
  expect(part(text, 'listOfParameters')).toEqual([
    '<parameter id="k" value="1" units="per_item_per_time" constant="true"/>',
    '<parameter id="back" value="2" units="per_item_per_time" constant="true"/>',
    '<parameter id="V" value="3" constant="true"/>',
    '<parameter id="K" value="4" constant="true"/>',
  ]);
  expect(part(text, 'listOfUnitDefinitions').join('')).toBe(
    '<unitDefinition id="time_unit"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="3600"/></listOfUnits></unitDefinition>' +
      '<unitDefinition id="per_item_per_time"><listOfUnits><unit kind="item" exponent="-1" scale="0" multiplier="1"/>' +
      '<unit kind="second" exponent="-1" scale="0" multiplier="3600"/></listOfUnits></unitDefinition>',
  );
  const reactions = part(text, 'listOfReactions').join('');
  expect(reactions.match(/<reaction id="[^"]*" name="[^"]*"/g)).toEqual([
    '<reaction id="meet" name="meet"',
    '<reaction id="reaction_2" name="2 C -&gt; A"',
    '<reaction id="reaction_3" name="A -&gt; 0"',
  ]);
  expect(reactions).toContain('<speciesReference species="C" stoichiometry="2" constant="true"/>');
  // The last reads B, which it neither takes nor makes.
  expect(reactions.match(/<modifierSpeciesReference/g)).toHaveLength(1);
  expect(reactions).toContain('<listOfModifiers><modifierSpeciesReference species="B"/></listOfModifiers>');
  expect(writeSbml(model(network, { start: { A: 3, B: 4 }, timeUnit: 'hours' }))).toBe(text);
});

test('names: any text is escaped, what XML cannot hold is replaced, and identifiers are nobody else’s', () => {
  const network = crn('species cell, model\ncell: cell -> model @ reaction_2\nmodel -> 0 @ 1');
  const text = writeSbml(model(network, { name: 'a "b" <c> & d\u0001\ud800' }));
  expect(text).toContain('name="a &quot;b&quot; &lt;c&gt; &amp; d\ufffd\ufffd"');
  expect(text).toContain('<p>a "b" &lt;c&gt; &amp; d\ufffd\ufffd, written by');
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids).toEqual([
    ...['model_2', 'per_time', 'cell_2', 'cell', 'model', 'reaction_2', 'cell_3', 'reaction_2_2'],
  ]);
});

describe('units', () => {
  const unitOf = (text: string, more?: Partial<Model>): string | undefined =>
    / id="k" value="1"(?: units="(\w+)")?/.exec(writeSbml(model(crn(text), more)))?.[1];

  test.each([
    ['0 -> A @ k', 'item_per_time'],
    ['A -> 0 @ k', 'per_time'],
    ['2 A -> 0 @ k', 'per_item_per_time'],
    ['2 A + B -> 0 @ k', 'per_item2_per_time'],
    // Of two orders, in a formula, in an event: not known.
    ['A -> 0 @ k\nA + B -> 0 @ k', undefined],
    ['A -> 0 @ {k * A}\nB -> 0 @ {k * A * B}', undefined],
    ['A -> 0 @ k\nat 3: A = k', undefined],
  ])('%s: %s', (text, unit) => {
    expect(unitOf(text)).toBe(unit);
  });

  test('of the time: known words, else none', () => {
    const timeOf = (timeUnit: string) =>
      /timeUnits="(\w+)"/.exec(writeSbml(model(crn('A -> 0 @ k'), { timeUnit })))?.[1];
    expect(['s', 'Seconds', 'min', 'week', 'generation', ''].map(timeOf)).toEqual([
      ...['second', 'second', 'time_unit', 'time_unit', 'dimensionless', 'dimensionless'],
    ]);
  });
});

test.each([
  [{ rates: {} }, '`rates` has no value for "k"'],
  [{ rates: { k: Number.NaN } }, '`rates` has NaN for "k"'],
  [{ rates: { k: 1, q: 2 } }, '`rates` names "q", which is no rate constant of the network'],
  [{ start: { A: 1.5 } }, '`start.A` is 1.5'],
  [{ start: { B: 1 } }, '`start` names "B"'],
])('refused: %j', (more, message) => {
  expect(() => writeSbml(model(crn('A -> 0 @ k'), more))).toThrow(message);
});
