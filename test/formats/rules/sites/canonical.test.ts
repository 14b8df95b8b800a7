/** Equal forms for isomorphic graphs, and for no others. */
import { expect, test } from 'vitest';
import { Budget } from '../../../../src/formats/rules/sites/budget.ts';
import { canonical } from '../../../../src/formats/rules/sites/canonical.ts';
import { type SiteGraph, sitesOfMolecule, subgraph } from '../../../../src/formats/rules/sites/site-graph.ts';
import { generator } from '../../../support/mutated.ts';
import { drawn } from './drawn.ts';

const budget = new Budget('a test', 60);
const keyOf = (graph: SiteGraph): string => canonical(graph, budget).key;

function shuffled<T>(items: readonly T[], draw: (n: number) => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** A ring of molecules that each hold the next by either hand. */
const ring = (n: number): string =>
  Array.from({ length: n }, (_, i) => `X(h!b${i},h!b${(i + 1) % n})`).join('.');

/** Three hands each; the bonds by their ends. */
function cubic(bonds: readonly (readonly [number, number])[]): string {
  const hands = Array.from({ length: 6 }, () => [] as string[]);
  bonds.forEach(([a, b], i) => {
    hands[a]!.push(`h!${i}`);
    hands[b]!.push(`h!${i}`);
  });
  return hands.map((own) => `X(${own})`).join('.');
}

const complexes = [
  'A(b~0!1,b~1).B(a!1)',
  'L(r!1,r!2,r).R(l!1,l).R(l!2,l!3).L(r!3,r,r)',
  'A(x!1,x!2).A(x!1,x!2)',
  'K(s~U,a!1).X(k!1,b!2,b!3).A(x!2).A(x!3)',
  ring(7),
  'A(h!1,h!1)',
];

test.each(complexes)('any order of molecules and sites of %s has one form', (text) => {
  const [graph] = drawn(text);
  const draw = generator(11);
  const keys = new Set(
    Array.from({ length: 50 }, () => {
      const order = shuffled(
        graph!.molecules.map((_, m) => m),
        draw,
      );
      return keyOf(subgraph(graph!, order, (m) => shuffled(sitesOfMolecule(graph!, m), draw)));
    }),
  );
  expect(keys.size).toBe(1);
});

test('different complexes have different forms', () => {
  const [one, state, bond, chain] = drawn(
    'A(b~0!1,b~1).A(b~0!1,b~1)',
    'A(b~0!1,b~1).A(b~1!1,b~0)',
    'A(b~0!1,b~1!2).A(b~0!1,b~1!2)',
    'A(b~0!1,b~1!2).A(b~1!2,b~0!1)',
  );
  expect(new Set([one, state, bond].map((graph) => keyOf(graph!))).size).toBe(3);
  expect(keyOf(chain!)).toBe(keyOf(bond!));
});

test('graphs that refinement of colours cannot tell apart are told apart', () => {
  const prism = cubic([
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 5],
    [5, 3],
    [0, 3],
    [1, 4],
    [2, 5],
  ]);
  const bipartite = cubic([
    [0, 3],
    [0, 4],
    [0, 5],
    [1, 3],
    [1, 4],
    [1, 5],
    [2, 3],
    [2, 4],
    [2, 5],
  ]);
  const [a, b] = drawn(prism, bipartite);
  expect(keyOf(a!)).not.toBe(keyOf(b!));
});

test('the form of a form is itself', () => {
  for (const graph of drawn(...complexes)) {
    const { key, graph: form } = canonical(graph, budget);
    expect(canonical(form, budget)).toEqual({ key, graph: form });
  }
});

test('a tree of like arms and a long ring take no time', () => {
  const arms = Array.from({ length: 12 }, (_, i) => `R(l!${i})`);
  const star = `L(${arms.map((_, i) => `r!${i}`)}).${arms.join('.')}`;
  const patient = new Budget('a test', 2);
  for (const graph of drawn(star, ring(40))) canonical(graph, patient);
});
