import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { printEquation } from '../../src/crn/print.ts';
import * as published from '../support/networks.ts';

const equations = (network: ReturnType<typeof crn>) =>
  network.reactions.map(({ reactants, products }) => printEquation(reactants, products, network.species));

describe('reactions', () => {
  test('species and rates come in the order of first appearance', () => {
    const network = crn(`
      Flower -> Flower + Nectar @ bloom   # a comment
      Bee + Nectar -> Bee + Honey @ forage

      2 Honey -> Bee @ hatch
      Bee -> 0 @ 0.05
    `);
    expect(network.species).toEqual(['Flower', 'Nectar', 'Bee', 'Honey']);
    expect(network.rates).toEqual(['bloom', 'forage', 'hatch']);
    expect(network.reactions.map(({ line }) => line)).toEqual([2, 3, 5, 6]);
    expect(network.reactions[2]).toMatchObject({
      name: '2 Honey -> Bee',
      reactants: [{ species: 3, count: 2 }],
      products: [{ species: 2, count: 1 }],
      change: [
        { species: 2, count: 1 },
        { species: 3, count: -2 },
      ],
    });
  });

  test('repeated species add up, and multiplicity needs no blank', () => {
    const network = crn('A + 2B + A -> 3 C @ k');
    expect(equations(network)).toEqual(['2 A + 2 B -> 3 C']);
    expect(network.species).toEqual(['A', 'B', 'C']);
  });

  test('nothing is 0 or ∅', () => {
    expect(equations(crn('0 -> X @ k\nX -> ∅ @ g'))).toEqual(['0 -> X', 'X -> 0']);
  });

  test('a double arrow is two reactions', () => {
    const network = crn('bind: A + B <-> C @ k_on, {k_off * C / 2}');
    expect(network.reactions.map(({ name }) => name)).toEqual(['bind', 'bind_inverse']);
    expect(equations(network)).toEqual(['A + B -> C', 'C -> A + B']);
    expect(network.rates).toEqual(['k_on', 'k_off']);
  });

  test('declarations fix the order of columns', () => {
    const network = crn('A -> B @ k\nspecies C, B\nB -> A @ m\nrates m, unused');
    expect(network.species).toEqual(['A', 'B', 'C']);
    expect(network.rates).toEqual(['m', 'unused', 'k']);
  });

  test('species alone make a network of walkers', () => {
    expect(crn('species A').reactions).toEqual([]);
  });

  test('the result is plain data, frozen to the bottom', () => {
    const network = crn('A -> B @ k\nwhen A > 1: A = 0');
    const parts = [
      network,
      network.reactions,
      network.reactions[0]!.law,
      network.events[0]!.set,
      network.laws,
    ];
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
    expect(structuredClone(network)).toEqual(network);
  });

  test('a tagged template takes text and numbers', () => {
    expect(crn`A -> B @ ${0.25}`.reactions[0]!.law).toEqual(crn('A -> B @ 0.25').reactions[0]!.law);
  });

  test('Windows line ends and tabs are blanks', () => {
    expect(equations(crn('A\t->\tB @ k\r\nB -> A @ k\r\n'))).toEqual(['A -> B', 'B -> A']);
  });
});

describe('events', () => {
  const network = crn(`
    A -> B @ k
    at 5: A = 10, B = B + dose
    when A > 20 && B < 3: A = 0
    when B == 0: B = 1
  `);

  test('have their trigger for a name', () => {
    expect(network.events.map(({ name }) => name)).toEqual(['at 5', 'when A > 20 && B < 3', 'when B == 0']);
  });

  test('set species to formulas', () => {
    expect(network.events[0]!.at).toBe(5);
    expect(network.events[0]!.set).toEqual([
      { species: 0, to: { op: 'number', value: 10 } },
      { species: 1, to: { op: 'add', a: { op: 'species', index: 1 }, b: { op: 'rate', index: 1 } } },
    ]);
  });

  test('remember a condition in a latch after all species', () => {
    expect(network.species).toEqual(['A', 'B', 'when_1', 'when_2']);
    expect(network.events.map(({ latch }) => latch)).toEqual([undefined, 2, 3]);
  });

  test('may use a choice in a condition', () => {
    const { when } = crn('A -> B @ k\nwhen A > 1 ? B : 0: B = 0').events[0]!;
    expect(when!.op).toBe('if');
  });
});

describe('published networks', () => {
  const { sir, gene, x16, x40, x44, x47, bees, egfr, toggle } = published;
  test.each([
    ['SIR', sir, ['S', 'I', 'R'], ['S + I -> 2 I', 'I -> R']],
    [
      'Gene',
      gene,
      ['G0', 'G1', 'M', 'P'],
      ['G1 -> G1 + M', 'M -> M + P', 'M -> 0', 'P -> 0', 'G1 + P -> G0', 'G0 -> G1 + P'],
    ],
    [
      'X16',
      x16,
      ['G1', 'G2', 'P1'],
      ['G1 -> G1 + P1', 'G1 + P1 -> G1', 'G2 -> G2 + P1', 'P1 -> 0', 'G1 -> G2', 'G2 -> G1'],
    ],
    [
      'X40',
      x40,
      ['G1', 'G2', 'P1', 'P2'],
      ['G1 + P2 -> G1 + P1', 'G2 + P2 -> G2 + P1', 'P1 -> 0', '0 -> P2', 'G1 -> G2', 'G2 -> G1'],
    ],
    [
      'X47',
      x47,
      ['G1', 'G2', 'P1', 'P2'],
      [
        'G1 + 2 P2 -> G1 + P1 + P2',
        '0 -> P2',
        'P2 -> 0',
        'P2 -> P1',
        'P1 + 2 P2 -> 3 P2',
        'G1 -> G2',
        'G2 -> G1',
      ],
    ],
    [
      'Bees',
      bees,
      ['Bee', 'BeeA', 'BeeD', 'P'],
      ['BeeA -> BeeD + 2 P', 'BeeA + P -> BeeD + 3 P', 'Bee + P -> BeeA + P', 'P -> 0'],
    ],
  ] as const)('%s', (_, { network, rates, start }, species, wanted) => {
    expect(network.species).toEqual(species);
    expect(equations(network)).toEqual(wanted);
    expect(rates.every(Number.isFinite)).toBe(true);
    expect(start).toHaveLength(species.length);
  });

  test('X44 has 14 reactions of 7 species', () => {
    expect(x44.network.species).toEqual(['G1', 'G2', 'G3', 'P1', 'P2', 'P3', 'P4']);
    expect(equations(x44.network).slice(6, 10)).toEqual([
      'P1 + P2 -> P3',
      'P3 -> P1 + P2',
      'P3 -> P2 + P4',
      'P2 + P4 -> P3',
    ]);
    expect(x44.network.reactions).toHaveLength(14);
  });

  test('EGFR has 47 channels of 23 species', () => {
    const { network, rates, start } = egfr();
    expect(network.species).toHaveLength(23);
    expect(network.reactions).toHaveLength(47);
    expect(rates.every(Number.isFinite)).toBe(true);
    expect(start.reduce((sum, n) => sum + n)).toBe(680 + 100 + 105 + 85 + 34 + 150);
    const inverses = network.reactions.filter(({ name }) => name.endsWith('_inverse'));
    expect(inverses).toHaveLength(22);
  });

  test('the others parse', () => {
    const { birthDeath, geneExpression, epidemic, cascade1 } = published;
    for (const { network, rates, start } of [
      birthDeath,
      geneExpression,
      toggle,
      epidemic(0.2),
      cascade1(15),
    ]) {
      expect(rates.every(Number.isFinite)).toBe(true);
      expect(start).toHaveLength(network.species.length);
    }
    expect(cascade1(15).network.reactions).toHaveLength(30);
  });
});

test('any text gives a network or a CrnSyntaxError inside it', () => {
  const piece = fc.constantFrom(
    ...[
      'A',
      'B',
      'k',
      '->',
      '<->',
      '@',
      '{',
      '}',
      '(',
      ')',
      '+',
      '-',
      '*',
      '^',
      '2',
      '0',
      '1e-5',
      '.5',
      ',',
      ':',
    ],
    ...[
      '=',
      '==',
      '<',
      'at',
      'when',
      'species',
      'rates',
      'exp',
      'hill',
      't',
      '?',
      '!',
      '#',
      '\n',
      ' ',
      '∅',
      '%',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join(' ');
      try {
        return crn(text).species.length > 0;
      } catch (error) {
        const { place, name } = error as {
          name: string;
          place: { line: number; column: number; source: string };
        };
        return (
          name === 'CrnSyntaxError' &&
          place.source === text.split('\n')[place.line - 1]!.trimEnd() &&
          place.column >= 1 &&
          place.column <= place.source.length + 1
        );
      }
    }),
    { numRuns: 3000, seed: 5 },
  );
});
