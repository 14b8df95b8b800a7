import { expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { writeSbml } from '../../../../src/formats/sbml/write.ts';
import { meaning } from './mathml-walker.ts';

const network = crn(`
  A -> 0 @ k
  at 2.5: A = 10, B = A / 2
  when A * B > 6: B = B + k
  species B
`);
const written = (start: Record<string, number> = {}): string =>
  writeSbml({ name: 'events', network, rates: { k: 0.25 }, start });
const mathOf = (text: string, tag: string): string[] =>
  [...text.matchAll(new RegExp(`<${tag}[ >][\\s\\S]*?</${tag}>`, 'g'))].map(
    ([whole]) => /<math[\s\S]*<\/math>/.exec(whole)![0],
  );

test('triggers are the times and the conditions, and remember as ours do', () => {
  const triggers = mathOf(written(), 'trigger');
  expect([2.4, 2.5, 9].map((time) => meaning(triggers[0]!, {}, time))).toEqual([false, true, true]);
  expect(meaning(triggers[1]!, { A: 3, B: 2 }, 0)).toBe(false);
  expect(meaning(triggers[1]!, { A: 3, B: 3 }, 0)).toBe(true);
  const memory = (text: string) => [...text.matchAll(/<trigger ([^>]*)>/g)].map(([, all]) => all);
  expect(memory(written())).toEqual([
    'initialValue="false" persistent="true"',
    'initialValue="false" persistent="false"',
  ]);
  expect(memory(written({ when_1: 1 }))[1]).toBe('initialValue="true" persistent="false"');
  expect(written()).not.toContain('"when_1"');
  expect(written()).toContain('name="when A * B &gt; 6" useValuesFromTriggerTime="false"');
});

test('conditions come before set times, and each in the order of the text', () => {
  const priorities = mathOf(written(), 'priority').map((text) => meaning(text, {}, 0) as number);
  expect(priorities[1]).toBeGreaterThan(priorities[0]!);
  const two = writeSbml({
    name: 'two',
    network: crn('A -> 0 @ 1\nat 1: A = 2\nat 1: A = 3'),
    rates: {},
    start: {},
  });
  const [first, second] = mathOf(two, 'priority').map((text) => meaning(text, {}, 0) as number);
  expect(first).toBeGreaterThan(second!);
});

test('new values are whole numbers, halves go to the even one', () => {
  const [ten, half, more] = mathOf(written(), 'eventAssignment');
  expect(ten).toContain('<cn>10</cn>');
  expect([1, 2, 3, 4, 5, 6, 7].map((A) => meaning(half!, { A }, 0))).toEqual([0, 1, 2, 2, 2, 3, 4]);
  expect([0.25, 0.75].map((k) => meaning(more!, { B: 3, k }, 0))).toEqual([3, 4]);
});
