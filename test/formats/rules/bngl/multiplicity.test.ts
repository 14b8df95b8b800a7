/** How often a rule acts: cases whose factors follow from counting molecules and sites by hand. */
import { expect, test } from 'vitest';
import { model, reactionsOf } from './small-models.ts';

/** Propensities of reactions with two molecules of each species; k is 1, k2 is 10, k3 is 100. */
const cases: readonly (readonly [
  what: string,
  seeds: string,
  rules: string,
  expected: readonly (readonly [string, number])[],
])[] = [
  [
    'two molecules of one kind meet as one pair, and part at the plain rate',
    'A(a) 10',
    'A(a) + A(a) <-> A(a!1).A(a!1) k, k2',
    [
      ['A(a) + A(a) -> A(a!1).A(a!1)', 1],
      ['A(a!1).A(a!1) -> A(a) + A(a)', 20],
    ],
  ],
  [
    'each free site of two like ones can bind, each bound one can let go',
    'R(l,l) 1;L(r) 1',
    'R(l) + L(r) <-> R(l!1).L(r!1) k, k2',
    [
      ['R(l,l) + L(r) -> R(l,l!1).L(r!1)', 8],
      ['L(r) + R(l,l!1).L(r!1) -> R(l!1,l!2).L(r!1).L(r!2)', 4],
      ['R(l,l!1).L(r!1) -> R(l,l) + L(r)', 20],
      ['R(l!1,l!2).L(r!1).L(r!2) -> L(r) + R(l,l!1).L(r!1)', 40],
    ],
  ],
  [
    'what only stands by is not counted',
    'K(s~0,a!1).X(k!1,b!2,b!3).C(x!2).C(x!3) 1',
    'K(s~0).C() -> K(s~1).C() k',
    [['K(s~0,a!1).X(k!1,b!2,b!3).C(x!2).C(x!3) -> K(s~1,a!1).X(k!1,b!2,b!3).C(x!2).C(x!3)', 2]],
  ],
  [
    'a change of one of two like partners can be a change of either',
    'B(x~1,y!1).B(x~1,y!1) 1',
    'B(x~1).B(x~1) -> B(x~0).B(x~1) k',
    [['B(x~1,y!1).B(x~1,y!1) -> B(x~1,y!1).B(x~0,y!1)', 4]],
  ],
  [
    'a change of both at once is one change',
    'B(x~1,y!1).B(x~1,y!1) 1',
    'B(x~1).B(x~1) -> B(x~0).B(x~0) k',
    [['B(x~1,y!1).B(x~1,y!1) -> B(x~0,y!1).B(x~0,y!1)', 2]],
  ],
  [
    'like molecules that stand by halve the rate of their pairs',
    'A(s~0) 1;B() 1',
    'A(s~0) + B() + B() -> A(s~1) + B() + B() k',
    [['A(s~0) + B + B -> B + B + A(s~1)', 2]],
  ],
  [
    'a complex goes once, however often the pattern lies in it',
    'A(x!1).A(x!1) 1',
    'A() -> 0 k',
    [['A(x!1).A(x!1) -> 0', 2]],
  ],
  [
    'molecules that go by themselves go each at the rate',
    'A(x!1).A(x!1) 1',
    'A() -> 0 k DeleteMolecules',
    [
      ['A(x!1).A(x!1) -> A(x)', 4],
      ['A(x) -> 0', 2],
    ],
  ],
  [
    'one match is enough where that is said',
    'A(x~0,x~0,x~0) 1',
    '{MatchOnce}A(x~0,x~0) -> A(x~1,x~1) k',
    [['A(x~0,x~0,x~0) -> A(x~0,x~1,x~1)', 1]],
  ],
  [
    'rules with one constant that do the same are one reaction',
    'A(x~0) 1',
    'A(x~0) -> A(x~1) k;A(x~0) -> A(x~1) k;A(x~0) -> A(x~1) k2',
    [
      ['A(x~0) -> A(x~1)', 4],
      ['A(x~0) -> A(x~1)', 20],
    ],
  ],
];

test.each(cases)('%s', (_, seeds, rules, expected) => {
  expect(reactionsOf(model({ seeds, rules }), 2)).toEqual(expected);
});

test('a ring of three opens at each bond, and a chain of three closes once', () => {
  const chain = 'D(x,x!1).D(x!1,x!2).D(x!2,x)';
  const ring = 'D(x!3,x!1).D(x!1,x!2).D(x!2,x!3)';
  const read = model({ seeds: `${chain} 1`, rules: `${chain} <-> ${ring} k, k` });
  expect(reactionsOf(read).map(([, rate]) => rate)).toEqual([1, 3]);
});

test('chains of a molecule with two like hands, up to four', () => {
  const read = model({
    seeds: 'A(x,x) 1',
    rules: 'A(x) + A(x) <-> A(x!1).A(x!1) k, k2',
    actions: 'generate_network({max_agg=>4})',
  });
  // n in [1, 4] with m: 4 pairs of ends, halved where the two are of one species, whose pairs are n(n-1)/2.
  expect(
    reactionsOf(read, 2)
      .filter(([, rate]) => rate % 20 !== 0)
      .map(([, rate]) => rate),
  ).toEqual([4, 16, 4, 16]);
  // Inner bonds part in one way or two, all at k2.
  expect(
    reactionsOf(read, 2)
      .filter(([, rate]) => rate % 20 === 0)
      .map(([, rate]) => rate),
  ).toEqual([20, 40, 40, 20]);
});
