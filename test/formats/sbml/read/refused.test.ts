import { expect, test } from 'vitest';
import {
  cell,
  level3,
  list,
  math,
  parameters,
  reaction,
  reactions,
  refusal,
  rule,
  species,
  start,
} from './documents.ts';

const base = cell() + species('A=1', 'B=2') + parameters({ k: 1, q: 2 });
const r = reaction('r', 'A -> B', 'k * A');
const whole = (more: string): string => level3(base + more);
const law = (changed: (text: string) => string): string => whole(reactions(changed(r)));

test('control: the base is read', () => {
  expect(refusal(whole(reactions(r)))).toBe('read');
});

test.each([
  ['', 'm.xml, line 1, column 1: not well-formed XML'],
  ['<sbml><model></sbml>', 'm.xml, line 1, column 14: not well-formed XML'],
  ['<html/>', '<html> is no SBML document'],
  [level3('').replace('level="3"', 'level="1"'), 'SBML level 1 is not read'],
  [level3('').replace(/<model.*model>/, ''), 'there is no <model>'],
  ['<!DOCTYPE sbml [<!ENTITY a "b">]><sbml/>', 'documents with a DOCTYPE or entities are not read'],
  [level3(cell()).replace('"cell"', '"&cell;"'), 'unknown entity &cell;'],
  [level3('<x:y/>'), 'the prefix of <x:y> has no namespace'],
  [level3('<listOfDreams/>'), '<listOfDreams> is not known in <model>'],
  [
    level3(base, ' xmlns:c="http://www.sbml.org/sbml/level3/version1/comp/version1" c:required="true"'),
    'the package comp is required, and not read',
  ],
  [
    level3(base, ' xmlns:d="http://www.sbml.org/sbml/level3/version1/distrib/version1" d:required="true"'),
    'draws from distributions (package distrib) are not read yet',
  ],
  [level3(cell()), 'no species that can change'],
])('documents %#', (text, message) => {
  expect(refusal(text)).toContain(message);
});

test('packages that a file may be read without are left out', () => {
  const space = ' xmlns:l="http://www.sbml.org/sbml/level3/version1/layout/version1" l:required="false"';
  expect(refusal(level3(`${base + reactions(r)}<l:listOfLayouts/>`, space))).toBe('read');
});

test.each([
  [base.replace('compartment="cell"', 'compartment="hell"'), 'species "A": there is no compartment "hell"'],
  [base.replace('id="k"', 'id="A"'), 'parameter "A": two things have the id "A"'],
  [base.replace(' id="k"', ''), '<parameter> has no attribute `id`'],
  [base.replace('value="1"', 'value="one"'), 'parameter "k": `value` of <parameter> is "one"'],
  [base.replace('initialAmount="1"', 'initialAmount="-1"'), 'species "A": its amount at time 0 is -1'],
  [base.replace('initialAmount="1"', 'initialAmount="NaN"'), 'species "A": its amount at time 0 is NaN'],
  [
    base.replace('hasOnlySubstanceUnits="true"', 'hasOnlySubstanceUnits="yes"'),
    '`hasOnlySubstanceUnits` of <species> is "yes"',
  ],
  [
    base
      .replace('size="1"', 'size="0"')
      .replace('hasOnlySubstanceUnits="true"', 'hasOnlySubstanceUnits="false"'),
    'compartment "cell": its size is 0, and "A" is a concentration in it',
  ],
])('what is declared %#', (model, message) => {
  expect(refusal(level3(model))).toContain(message);
});

test.each([
  [list('Rules', rule('A', '2', 'rateRule')), 'm.xml: the rate rule of "A" makes it change steadily'],
  [list('Rules', `<algebraicRule>${math('A - B')}</algebraicRule>`), 'algebraic rules are not read'],
  [list('Rules', rule('C', '2')), 'assignmentRule of "C": nothing has the id "C"'],
  [list('Rules', rule('k', 'q + 1'), rule('q', 'k + 1')), 'reads itself: k, q, k'],
  [list('Rules', rule('k', '1'), rule('k', '2')), 'assignmentRule of "k": a second one'],
  [list('Rules', rule('cell', 'A + 1')), 'assignmentRule of "cell": this changes'],
  [list('InitialAssignments', start('k', 'q'), start('q', 'k')), 'reads itself: k, q, k'],
  [
    list('InitialAssignments', start('k', '1 / (q - 2)')),
    'initialAssignment of "k": its value at time 0 is Infinity',
  ],
  [
    list('InitialAssignments', start('k', '1')) + list('Rules', rule('k', '1')),
    '"k" has a rule and an initial assignment',
  ],
])('rules %#', (more, message) => {
  expect(refusal(whole(more))).toContain(message);
});

test('a rate rule of 0 keeps what it sets', () => {
  expect(refusal(whole(list('Rules', rule('k', '0', 'rateRule')) + reactions(r)))).toBe('read');
});

test.each([
  [
    law((text) => text.replace('reversible', 'fast="true" reversible')),
    'reaction "r": fast reactions are not read',
  ],
  [law((text) => text.replace(/<kineticLaw.*kineticLaw>/s, '')), 'reaction "r": there is no kinetic law'],
  [law((text) => text.replace(/<math.*math>/s, '')), 'kinetic law of "r": <kineticLaw> has no <math>'],
  [
    law((text) => text.replace('stoichiometry="1"', 'stoichiometry="1.5"')),
    'reaction "r", species reference to "A": its stoichiometry is 1.5',
  ],
  [law((text) => text.replace('stoichiometry="1"', 'stoichiometry="-1"')), 'its stoichiometry is -1'],
  [law((text) => text.replace('stoichiometry="1"', '')), 'its stoichiometry is not given'],
  [
    law((text) => text.replace('species="A"', 'species="C"')),
    'species reference to "C": there is no such species',
  ],
  [
    law((text) => text.replace('</math>', '</math><listOfFriends/>')),
    '<listOfFriends> is not known in <kineticLaw>',
  ],
  [
    whole(list('Rules', rule('A', '2')) + reactions(r)),
    'reactions cannot change it: it is constant, or a rule sets it',
  ],
  [
    level3(
      base
        .replace('<species id="B"', '<species conversionFactor="half" id="B"')
        .replace('id="q" value="2"', 'id="half" value="0.5"') + reactions(r),
    ),
    'its stoichiometry is 1, with its conversion factor 0.5',
  ],
  [whole(reactions(reaction('r', 'A -> B', 'C * A'))), 'kinetic law of "r": nothing has the id "C"'],
  [level3(base.replace('value="1"', '') + reactions(r)), 'kinetic law of "r": "k" has no value'],
  [
    level3(base.replace('value="1"', 'value="INF"') + reactions(r)),
    'kinetic law of "r": this formula holds the number Infinity',
  ],
])('reactions %#', (text, message) => {
  expect(refusal(text)).toContain(message);
});
