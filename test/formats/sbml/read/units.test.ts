import { expect, test } from 'vitest';
import { cell, level2, level3, list, parameters, read, species } from './documents.ts';

const base = cell() + species('A=1') + parameters({ k: 1 });
const unit = (id: string, ...units: readonly string[]): string =>
  `<unitDefinition id="${id}">${list('Units', ...units.map((one) => `<unit ${one}/>`))}</unitDefinition>`;
const third = (definitions: string, attributes: string): string =>
  level3(list('UnitDefinitions', definitions) + base).replace('<model ', `<model ${attributes} `);
const hour = unit('h', 'kind="second" exponent="1" scale="0" multiplier="3600"');

test.each([
  [third(hour, 'timeUnits="h"'), 'hour'],
  [third(hour, 'timeUnits="second"'), 'second'],
  [third(hour, 'timeUnits="dimensionless"'), undefined],
  [third(hour, ''), undefined],
  [third(unit('h', 'kind="second" exponent="1" scale="1" multiplier="7"'), 'timeUnits="h"'), '70 s'],
  [third(unit('h', 'kind="second"', 'kind="mole"'), 'timeUnits="h"'), undefined],
  [third(unit('h', 'kind="second" exponent="-1"'), 'timeUnits="h"'), undefined],
  [level2(base), 'second'],
  [level2(list('UnitDefinitions', unit('time', 'kind="second" multiplier="60"')) + base), 'minute'],
])('the unit of time %#: %s', (text, wanted) => {
  expect(read(text).timeUnit).toBe(wanted);
});

test.each([
  [third(hour, 'substanceUnits="item"'), undefined],
  [third(hour, 'substanceUnits="dimensionless"'), undefined],
  [third(hour, ''), undefined],
  [third(hour, 'substanceUnits="mole"'), 'units of mole, not molecules'],
  [
    third(unit('nm', 'kind="mole" exponent="1" scale="-9" multiplier="1"'), 'substanceUnits="nm"'),
    '1e-9 mole',
  ],
  [
    third(hour, 'substanceUnits="item"').replace(
      'compartment="cell"',
      'compartment="cell" substanceUnits="mole"',
    ),
    'units of mole',
  ],
  [level2(base), 'units of mole'],
  [level2(list('UnitDefinitions', unit('substance', 'kind="item"')) + base), undefined],
])('the unit of amounts %#: %s', (text, wanted) => {
  const { notes = [] } = read(text);
  if (wanted === undefined) expect(notes).toEqual([]);
  else expect(notes).toEqual([expect.stringContaining(wanted)]);
});
