/** What a Kappa file says is what the model says. */
import { describe, expect, test } from 'vitest';
import type { Model } from '../../../src/formats/model.ts';
import { readKappa } from '../../../src/formats/rules/kappa.ts';
import { observed, reactionsOf } from './bngl/small-models.ts';

const head = `
%agent: A(x,s{u p}) // two sites
%agent: B(l,r)
/* a comment
   of two lines */
%var: 'k on' 2
%var: 'k' 'k on' / 2
`;
const read = (text: string, limits = {}): Model => readKappa(`${head}${text}`, 'small.ka', limits);

describe('rates are per embedding', () => {
  test('two of a kind meet in both orders, and a pair parts in both', () => {
    const model = read("%init: 5 A()\n'bind' A(x[.]),A(x[.]) <-> A(x[1]),A(x[1]) @ 'k on', 'k'");
    expect(reactionsOf(model, 2)).toEqual([
      ['A(x,s~u) + A(x,s~u) -> A(x!1,s~u).A(x!1,s~u)', 2 * 2],
      ['A(x!1,s~u).A(x!1,s~u) -> A(x,s~u) + A(x,s~u)', 2 * 2],
    ]);
    expect(model.network.reactions.map(({ name }) => name)).toEqual(['bind', 'bind_op']);
    expect(model.start).toEqual({ A_u: 5 });
  });

  test('parts of a left side meet in one complex as well as in two', () => {
    const model = read("%init: 1 A(x[1]),A(x[1])\nA(s{u}),A(s{u}) -> A(s{u}),A(s{p}) @ 'k'");
    // Two complexes: any of four agents with one of the two of the other complex, or with its own partner.
    expect(
      reactionsOf(model, 2)
        .slice(0, 2)
        .map(([, rate]) => rate),
    ).toEqual([4 * 2 * 1, 2 * 2]);
  });

  test('what only stands by is counted', () => {
    const model = read("%init: 1 A()\n%init: 1 B()\nA(s{u}),B() -> A(s{p}),B() @ 'k'");
    expect(reactionsOf(model, 3)).toEqual([['A(x,s~u) + B(l,r) -> B(l,r) + A(x,s~p)', 9]]);
  });
});

describe('ways to write a rule', () => {
  const seeds = '%init: 1 A(),B()\n';

  test.each([
    ['A(x[.]),B(l[.]) -> A(x[1]),B(l[1])', 'A(x[./1]),B(l[./1])'],
    ['A(x[.],s{u}) -> A(x[.],s{p})', 'A(x[.],s{u/p})'],
    ['A(s{u}),. -> A(s{p}),B()', 'A(s{u/p}),B()+'],
    ['A(),B() -> A(),.', 'A(),B()-'],
    ['A(x[.],s{u}) -> .', 'A(x[.],s{u})-'],
  ])('%s is %s', (arrow, edits) => {
    const [one, other] = [arrow, edits].map((rule) => reactionsOf(read(`${seeds}${rule} @ 'k'`), 2));
    expect(one!.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });

  test('what goes leaves the rest of its complex', () => {
    const model = read("%init: 1 A(x[1]),B(l[1],r[2]),A(x[2])\nB()- @ 'k'");
    expect(reactionsOf(model)).toEqual([['A(x!1,s~u).A(x!2,s~u).B(l!1,r!2) -> A(x,s~u) + A(x,s~u)', 1]]);
  });

  test('what is linked to an agent that goes is free', () => {
    const model = read("%init: 1 A(x[1]),B(l[1])\nB(l[1]),A(x[1])- @ 'k'");
    expect(reactionsOf(model)).toEqual([['A(x!1,s~u).B(l!1,r) -> B(l,r)', 1]]);
  });

  test('a site that is not written may be anything', () => {
    const model = read("%init: 1 A(x[1]),B(l[1])\n%init: 1 A()\nA(s{u/p}) @ 'k'");
    expect(reactionsOf(model)).toHaveLength(2);
  });
});

test('counts, time and names with blanks stand in formulas', () => {
  const model = read(`
%init: 10 A()
%init: 3 A()
%obs: 'free A' |A(x[.])|
%obs: 'scaled' 2 * 'free A' + |A(s{p})|
%var: 'rate' 'k' * (1 + |A(s{p})|) * [exp](0 - [T])
A(s{u/p}) @ 'rate'
%plot: 'free A'`);
  expect(model.start).toEqual({ A_u: 13 });
  expect(model.observables?.map(({ name }) => name)).toEqual(['free A', 'scaled', 'rate']);
  expect(observed(model, 'scaled', { 'A(x,s~u)': 4, 'A(x,s~p)': 5 })).toBe(2 * 9 + 5);
  expect(reactionsOf(model, 3).map(([, rate]) => rate)).toEqual([4 * 3]);
  expect(model.notes).toEqual(['Not carried out: %plot.']);
});

test.each([
  ['tokens', "|T| , A() -> A() @ 'k'", 'tokens are not read'],
  ['a token declared', '%token: T', '`%token` is not read'],
  ['a unary rate', "A(),B() -> A(),B() @ 'k' {2}", 'in braces'],
  ['a named link', "A(x[l.B]) -> A(x[.]) @ 'k'", 'the link `[l.B]` is not read'],
  ['an unknown agent', "C() -> . @ 'k'", 'there is no molecule type `C`'],
  ['an unknown site', "A(q[.]) -> . @ 'k'", 'has no site `q`'],
  ['agents in another order', "A(),B() -> B(),A() @ 'k'", 'stands opposite'],
  ['an unknown name', "A() -> . @ 'kk'", 'there is no parameter, function or observable `kk`'],
  ['the older notation', "A(s~u) -> A(s~p) @ 'k'", '`s~u` is no site'],
  ['no rate', 'A() -> .', 'this is no rule'],
  ['bonds made of wildcards', "A(x[_]) -> A(x[.]) @ 'k'", 'is made or broken'],
])('%s is refused with its line', (_, text, message) => {
  expect(() => read(`%init: 1 A()\n${text}`)).toThrow(message);
  expect(() => read(`%init: 1 A()\n${text}`)).toThrow(expect.objectContaining({ name: 'ModelError' }));
  expect(() => read(`%init: 1 A()\n${text}`)).toThrow(/^small\.ka, line 9: /);
});
