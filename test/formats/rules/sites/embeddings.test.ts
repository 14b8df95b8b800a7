/** How often patterns lie in complexes. */
import { expect, test } from 'vitest';
import { Budget } from '../../../../src/formats/rules/sites/budget.ts';
import { Matcher } from '../../../../src/formats/rules/sites/embeddings.ts';
import { drawn } from './drawn.ts';

const budget = new Budget('a test', 60);

test.each([
  ['A(x)', 'A(x,x,x)', 3],
  ['A(x,x)', 'A(x,x,x)', 6],
  ['A()', 'A(x,x,x)', 1],
  ['A(x!1).A(x!1)', 'A(x!1).A(x!1)', 2],
  ['A(x!+)', 'A(x!1,x).A(x!1,x)', 2],
  ['A(x!?)', 'A(x!1,x).A(x!1,x)', 4],
  ['A(x)', 'A(x!1,x).A(x!1,x)', 2],
  ['A().A()', 'A(x!1).A(x!1)', 2],
  ['A().A().A()', 'A(x!1).A(x!1)', 0],
  ['A(s~0)', 'A(s~0!1,t).A(s~1,t!1)', 0],
  ['A(s~0!+)', 'A(s~0!1,t).A(s~1,t!1)', 1],
  ['A(s~?!?)', 'A(s~0!1,t).A(s~1,t!1)', 2],
  ['A(a!1).B(b!1)', 'A(a!1,a!2).B(b!1).B(b!2)', 2],
  ['B(b!1).A(a!1,a!2).B(b!2)', 'A(a!1,a!2).B(b!1).B(b!2)', 2],
  ['A(a!1,a!2).B(b!1,b!2)', 'A(a!1,a!2).B(b!1,b!2)', 2],
])('%s lies in %s %i times', (pattern, complex, times) => {
  const [small, large] = drawn(pattern, complex);
  expect(new Matcher(small!, budget).in(large!)).toHaveLength(times);
});

test('each way is another, and keeps bonds', () => {
  const [pattern, complex] = drawn('R(l!1).L(r!1,r!2).R(l!2)', 'L(r!1,r!2,r!3).R(l!1).R(l!2).R(l!3)');
  const ways = new Matcher(pattern!, budget).in(complex!);
  expect(new Set(ways.map(({ sites }) => `${sites}`)).size).toBe(6);
  for (const { sites } of ways)
    pattern!.bonds.forEach((other, s) => expect(complex!.bonds[sites[s]!]).toBe(sites[other]));
});

test('patterns are the same only where they leave the same open', () => {
  const [some, same, other] = drawn('A(x!+,y)', 'A(y,x!+)', 'A(x!?,y)');
  const matcher = new Matcher(some!, budget, true);
  expect(matcher.in(same!)).toHaveLength(1);
  expect(matcher.in(other!)).toHaveLength(0);
});

test('work past its time is given up', () => {
  const [pattern, complex] = drawn(
    Array.from({ length: 12 }, () => 'A()').join('.'),
    Array.from({ length: 12 }, (_, i) => `A(l!${i},r!${i + 1})`)
      .join('.')
      .replace('l!0', 'l')
      .replace('r!12', 'r'),
  );
  expect(() => new Matcher(pattern!, new Budget('slow.bngl', 0.05)).in(complex!)).toThrow(
    'slow.bngl: its rules',
  );
});
