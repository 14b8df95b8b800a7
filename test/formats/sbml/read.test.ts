import { expect, test } from 'vitest';
import { evaluate } from '../../../src/crn/evaluate.ts';
import {
  cell,
  event,
  level2,
  level3,
  lines,
  list,
  parameters,
  raw,
  reaction,
  reactions,
  read,
  rule,
  species,
  start,
} from './read/documents.ts';

test('a whole document: names, numbers, laws, and what is told of it', () => {
  const model = read(`<?xml version="1.0" encoding="UTF-8"?>
    <!-- A comment. -->
    ${level3(
      `<notes><p xmlns="http://www.w3.org/1999/xhtml">&nbsp;</p></notes>${[
        cell(),
        species('A=10', 'B=0', 'C=2.5 name="the &lt;third&gt; &#945;"'),
        parameters({ k: 0.5, V: 3, K: '1e1' }),
        reactions(reaction('meet', 'A + B -> C', 'k * A * B'), reaction('use', 'C -> 0', 'V * C / (K + C)')),
        list('Constraints', '<constraint/>'),
      ].join('')}`,
    ).replace('<model id="m">', '<model id="m" name="a pond" timeUnits="second" substanceUnits="mole">')}`);
  expect(model).toMatchObject({
    name: 'a pond',
    rates: { k: 0.5, V: 3, K: 10 },
    start: { A: 10, B: 0, C: 2.5 },
    timeUnit: 'second',
    labels: { C: 'the <third> α' },
  });
  expect(model.network.species).toEqual(['A', 'B', 'C']);
  expect(lines(model)).toEqual(['meet: A + B -> C @ k', 'use: C -> 0 @ {V * C / (K + C)}']);
  expect(model.notes).toEqual([
    expect.stringContaining('Amounts are in units of mole, not molecules'),
    'Amounts at time 0 that are no whole numbers: C.',
    'Constraints are left out: they stop a simulation, and change nothing in it.',
  ]);
});

test('concentrations: formulas read amounts over the size, and the start is an amount', () => {
  const parts = (size: string) =>
    level3(
      cell(size) +
        species('A:4', 'B:0') +
        parameters({ k: 3 }) +
        reactions(
          reaction('one', 'A -> B', 'cell * k * A'),
          reaction('two', 'A + B -> 0', 'cell * k * A * B'),
          reaction('odd', 'B -> 0', 'k * B / (1 + B)'),
        ),
    );
  const model = read(parts('0.25'));
  expect(model.start).toEqual({ A: 1, B: 0 });
  expect(model.volumes).toEqual({ A: 0.25, B: 0.25 });
  expect(lines(model)).toEqual([
    'one: A -> B @ k',
    'two: A + B -> 0 @ {4 * k * A * B}',
    'odd: B -> 0 @ {k * (B / 0.25) / (1 + B / 0.25)}',
  ]);
  expect(lines(read(parts('1e-15')))[0]).toBe('one: A -> B @ k');
  expect(lines(read(parts('1e-15')))[1]).toBe('two: A + B -> 0 @ {k / 1e-15 * A * B}');
});

test('rules are put in where they are read, and observed as amounts', () => {
  const model = read(
    level3(
      cell('2') +
        species('A=6', 'half: boundaryCondition="true"') +
        parameters({ k: 2, twice: 0 }) +
        list('Rules', rule('twice', '2 * k'), rule('half', 'A / 4 * twice')) +
        reactions(reaction('r', 'A -> 0', 'twice * A'), reaction('s', 'A + half -> half', 'half * k')),
    ),
  );
  expect(model.network.species).toEqual(['A']);
  expect(lines(model)).toEqual(['r: A -> 0 @ {2 * k * A}', 's: A -> 0 @ {k * k / 2 * A}']);
  const values = model.observables!.map(({ name, of }) => [name, evaluate(of, [6], [2], 0)]);
  // 6 / 4 · 4 = 6 in a volume of 2.
  expect(Object.fromEntries(values)).toEqual({ twice: 4, half: 12 });
  expect(model.volumes).toEqual({ half: 2 });
});

test('initial assignments are worked out in the order of what they read', () => {
  const model = read(
    level3(
      list('Compartments', '<compartment id="cell" constant="true"/>') +
        species('A:', 'B=1') +
        parameters({ a: 0, b: 0, c: 5 }) +
        list(
          'InitialAssignments',
          start('A', 'b + 1'),
          start('b', 'a * 2'),
          start('a', 'c + B'),
          start('cell', 'c / 10'),
        ) +
        reactions(reaction('r', 'A -> B', 'a * A')),
    ),
  );
  expect(model.rates).toEqual({ a: 6, b: 12, c: 5 });
  expect(model.start).toEqual({ A: 6.5, B: 1 });
  expect(lines(model)).toEqual(['r: A -> B @ {2 * a * A}']);
});

test('boundary species stay, constant ones are rate constants, names are told apart', () => {
  const model = read(
    level3(
      cell() +
        species(
          'A=1',
          'S=7 boundaryCondition="true"',
          'F=2 boundaryCondition="true" constant="true"',
          't=0',
        ) +
        parameters({ k: 1, exp: 2 }) +
        reactions(
          reaction('one', 'A + S -> 0', 'k * A * S'),
          reaction('two', 'A + S -> 0', 'k * A'),
          reaction(
            'three',
            'A + F -> t',
            'q * A * F',
            'reversible="false"',
            list('LocalParameters', '<localParameter id="q" value="3"/>'),
          ),
          reaction(
            'four',
            '0 -> A',
            raw('<apply><times/><ci>k</ci><ci> exp </ci></apply>'),
            'reversible="false"',
            list('LocalParameters', '<localParameter id="k" value="4"/>'),
          ),
          reaction('five', 'S -> 0', 'k * S'),
        ),
    ),
  );
  expect(model.network.species).toEqual(['A', 'S', 't_']);
  expect(model.labels).toEqual({ t_: 't' });
  expect(model.rates).toEqual({ k: 1, exp_: 2, F: 2, q: 3, four_k: 4 });
  expect(lines(model)).toEqual([
    'one: A + S -> S @ k',
    'two: A -> 0 @ k',
    'three: A -> t_ @ {q * F * A}',
    'four: 0 -> A @ {four_k * exp_}',
  ]);
});

test('level 2: defaults of its own', () => {
  const model = read(
    level2(
      list('Compartments', '<compartment id="cell" size="1"/>') +
        list(
          'Species',
          '<species id="A" compartment="cell" initialAmount="3" hasOnlySubstanceUnits="true"/>',
        ) +
        list(
          'Reactions',
          `<reaction id="r"><listOfReactants><speciesReference species="A"/></listOfReactants>${reaction('x', '0 -> 0', 'k * A', '', list('Parameters', '<parameter id="k" value="2"/>')).replace(/^.*?(?=<kineticLaw)/, '')}`,
        ) +
        list('Events', event('A > 2', 'A = 9')),
    ),
  );
  // A law without a minus is one way; a trigger that holds at time 0 has held before.
  expect(lines(model)).toEqual(['r: A -> 0 @ k', 'when A > 2: A = 9']);
  expect(model).toMatchObject({ start: { A: 3, when_1: 1 }, timeUnit: 'second', rates: { k: 2 } });
  expect(model.notes![0]).toContain('units of mole');
});

test('stoichiometries by formulas and conversion factors are whole numbers', () => {
  const model = read(
    level3(
      cell() +
        species('A=1', 'B=0 conversionFactor="n"') +
        parameters({ k: 1, n: 2 }) +
        list('InitialAssignments', start('ref', 'n + 1')) +
        reactions(
          reaction('r', '0 -> A', 'k * ref').replace('species="A"', 'species="A" id="ref"'),
          reaction('s', 'A -> B', 'k * A'),
        ),
    ),
  );
  expect(lines(model)).toEqual(['r: 0 -> 3 A @ {3 * k}', 's: A -> 2 B @ k']);
});
