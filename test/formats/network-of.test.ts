import { expect, test } from 'vitest';
import type { Expression } from '../../src/crn/expression.ts';
import { parseNetwork } from '../../src/crn/parse.ts';
import { freeName, networkOf } from '../../src/formats/network-of.ts';

const a: Expression = { op: 'species', index: 0 };
const k: Expression = { op: 'rate', index: 0 };
const one = (species: number, count = 1) => ({ species, count });

test('a network has the text that gives it', () => {
  const network = networkOf({
    species: ['A', 'B'],
    rates: ['k'],
    massAction: 'combinations',
    reactions: [
      { label: 'pairs', reactants: [one(0, 2)], products: [one(1)], rate: { constant: k } },
      { reactants: [], products: [one(0)], rate: { constant: { op: 'number', value: 0.5 } } },
      { reactants: [one(0)], products: [], rate: { constant: { op: 'mul', a: k, b: k } } },
      {
        reactants: [one(1)],
        products: [one(0)],
        rate: { law: { op: 'div', a: k, b: { op: 'add', a: k, b: a } } },
      },
      // Nobody can see that this one fires.
      { reactants: [one(0)], products: [one(0)], rate: { constant: k } },
    ],
    events: [
      { at: 5, set: [{ species: 0, to: { op: 'number', value: 3 } }] },
      { when: a, set: [{ species: 1, to: a }] },
    ],
  });
  expect(network.text.split('\n')).toEqual([
    'species A, B',
    'rates k',
    'pairs: 2 A -> B @ k',
    '0 -> A @ 0.5',
    'A -> 0 @ {k * k * A}',
    'B -> A @ {k / (k + A)}',
    'at 5: A = 3',
    'when A: B = A',
  ]);
  expect(parseNetwork(network.text)).toEqual(network);
});

test('names of a file become names of a network, each its own', () => {
  const taken = new Set<string>();
  const names = ['A', 'R(l!1).L(r!1)', 'R l 1 L r 1', 't', '2x', 'A', '', 'toString', 'at'].map((n) =>
    freeName(n, taken),
  );
  expect(names).toEqual(['A', 'R_l_1_L_r_1_', 'R_l_1_L_r_1', 't_', '_2x', 'A_2', '_', 'toString_', 'at_']);
});
