/** Files that mean harm, and files that are broken: each is read or refused, and soon. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import {
  cell,
  event,
  level3,
  list,
  parameters,
  raw,
  reaction,
  reactions,
  read,
  refusal,
  rule,
  species,
  start,
} from './documents.ts';

const lambda = (id: string, names: readonly string[], body: string): string =>
  `<functionDefinition id="${id}">${raw(`<lambda>${names.map((name) => `<bvar><ci>${name}</ci></bvar>`).join('')}${body}</lambda>`)}</functionDefinition>`;
const call = (id: string, ...args: readonly string[]): string =>
  `<apply><ci>${id}</ci>${args.join('')}</apply>`;
const x = '<ci>x</ci>';

function quickly(text: string): string {
  const begun = performance.now();
  const said = refusal(text);
  expect(performance.now() - begun).toBeLessThan(2000);
  return said;
}

const numbers = Array.from({ length: 60 }, (_, n) => n);
const withFunctions = (functions: readonly string[]): string =>
  level3(
    list('FunctionDefinitions', ...functions) +
      cell() +
      species('A=1') +
      list('Rules', rule('p', raw(call('f59', '<ci>A</ci>')))) +
      parameters({ p: 0 }),
  );

test('functions that grow twofold with every call', () => {
  const twofold = numbers.map((n) =>
    lambda(
      `f${n}`,
      ['x'],
      n === 0 ? x : `<apply><plus/>${call(`f${n - 1}`, x)}${call(`f${n - 1}`, x)}</apply>`,
    ),
  );
  expect(quickly(withFunctions(twofold))).toContain('this formula has more than 2000 parts');
});

test('functions that stay small and take ever longer', () => {
  const first = lambda('first', ['x', 'y'], x);
  const slow = numbers.map((n) =>
    lambda(`f${n}`, ['x'], n === 0 ? x : call('first', call(`f${n - 1}`, x), call(`f${n - 1}`, x))),
  );
  expect(quickly(withFunctions([first, ...slow]))).toContain('take too many steps');
});

test('functions that call themselves, or each other in a long row', () => {
  const loop = numbers.map((n) => lambda(`f${n}`, ['x'], call(`f${(n + 59) % 60}`, x)));
  expect(quickly(withFunctions(loop))).toContain('calls itself');
  const row = Array.from({ length: 3000 }, (_, n) => lambda(`f${59 + n}`, ['x'], call(`f${60 + n}`, x)));
  expect(quickly(withFunctions(row))).toContain('nested too deeply');
});

test('rules in a long row, in a loop, and rules that grow', () => {
  const names = Array.from({ length: 5000 }, (_, n) => `p${n}`);
  const chain = (formula: (n: number) => string, last: string): string =>
    level3(
      cell() +
        species('A=1') +
        `<listOfParameters>${names.map((id) => `<parameter id="${id}"/>`).join('')}</listOfParameters>` +
        list('Rules', ...names.map((id, n) => rule(id, raw(n + 1 < names.length ? formula(n + 1) : last)))),
    );
  const next = (n: number): string => `<ci>p${n}</ci>`;
  expect(refusal(chain(next, '<ci>A</ci>'))).toBe('read');
  expect(refusal(chain(next, '<ci>p0</ci>'))).toContain('reads itself: p0, p1');
  const twice = (n: number): string => `<apply><plus/>${next(n)}${next(n)}</apply>`;
  expect(quickly(chain(twice, '<ci>A</ci>'))).toContain('more than 2000 parts');
});

test('depth and width', () => {
  const deep = '<apply><minus/>'.repeat(5000) + x + '</apply>'.repeat(5000);
  expect(quickly(level3(list('Rules', rule('p', raw(deep)))))).toContain('Up to 500 elements may be nested');
  const wide = `<apply><plus/>${'<cn>1</cn>'.repeat(100_000)}</apply>`;
  expect(quickly(level3(parameters({ p: 0 }) + list('Rules', rule('p', raw(wide)))))).toContain(
    '<plus> of 100000 parts',
  );
  const spaces = Array.from({ length: 500 }, (_, n) => ` xmlns:p${n}="u"`).join('');
  expect(quickly(level3('', spaces))).toContain('more than 100 namespaces');
});

test('names of JavaScript objects are names', () => {
  const odd = ['__proto__', 'constructor', 'toString'];
  const text = level3(
    cell() +
      species(...odd.map((id) => `${id}=3`)) +
      parameters({ hasOwnProperty: 2 }) +
      reactions(reaction('valueOf', 'constructor -> toString', 'hasOwnProperty * constructor')),
  );
  const model = read(text);
  expect(Object.values(model.start)).toEqual([3, 3, 3]);
  expect(Object.values(model.labels!)).toEqual(odd);
});

const pieces = [
  ...['<', '>', '/', '"', '&', '&#0;', '<!--', '-->', '<![CDATA[', ']]>', '<?x?>', '\u0000', '\ud800', 'é'],
  ...['1', '0', '-1', '1e999', 'NaN', 'INF', '0.5', 'true', 'false', 'A', 'B', 'k', 'cell', 't', '__proto__'],
  ...[
    '<ci>A</ci>',
    '<cn>2</cn>',
    '<apply>',
    '</apply>',
    '<minus/>',
    '<infinity/>',
    '<piecewise/>',
    '<true/>',
  ],
  ...['reversible="true"', 'constant="true"', 'boundaryCondition="true"', 'xmlns="x"', 'math', 'species'],
];
const victim = level3(
  list('FunctionDefinitions', lambda('f', ['x'], `<apply><plus/>${x}<cn>1</cn></apply>`)) +
    cell('0.5') +
    species('A=10', 'B:2', 'C=1 boundaryCondition="true"', 'D=1') +
    parameters({ k: 1, p: 2, n: 2 }) +
    list('InitialAssignments', start('k', 'p * 2')) +
    list('Rules', rule('D', 'A + B'), rule('p', '3 + n')) +
    reactions(
      reaction('r', '2 A + C -> B', 'k * A * (A - 1) / 2 - p * B', 'reversible="true"'),
      reaction('s', 'A -> 0', raw(`<apply><times/>${call('f', '<ci>k</ci>')}<ci>A</ci></apply>`)),
    ) +
    list('Events', event('A > 3', 'A = B / 2'), event('t >= 4', 'B = 1')),
);

test('5000 broken files are read or refused as model files are', () => {
  const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const change = fc.record({
    at,
    cut: fc.integer({ min: 0, max: 40 }),
    put: fc.constantFrom('', ...pieces),
    from: at,
  });
  let refused = 0;
  let longest = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = victim;
      for (const { at: place, cut, put, from } of changes) {
        const i = Math.floor(place * text.length);
        const copied = Math.floor(from * text.length);
        const by = put === '' ? text.slice(copied, copied + cut * 5) : put;
        text = text.slice(0, i) + by + text.slice(i + (put === '' ? 0 : cut));
      }
      const begun = performance.now();
      try {
        read(text);
      } catch (error) {
        if (!isCrnGridError(error, 'ModelError')) throw error;
        refused++;
      }
      longest = Math.max(longest, performance.now() - begun);
    }),
    { numRuns: 5000, seed: 20 },
  );
  expect(longest).toBeLessThan(2000);
  // Control: the broken are many, and some go through.
  expect(refused).toBeGreaterThan(2500);
  expect(refused).toBeLessThan(5000);
  expect(refusal(victim)).toBe('read');
}, 15000);

test('single words in the place of others', () => {
  const words = [...victim.matchAll(/(?<=[<"> ])[\w.]+(?=[<"> ])/g)].map(({ 0: word, index }) => ({
    word,
    index,
  }));
  const others = [...new Set([...words.map(({ word }) => word), 'NaN', '1e300', '-1'])];
  fc.assert(
    fc.property(fc.constantFrom(...words), fc.constantFrom(...others), ({ word, index }, other) => {
      try {
        read(victim.slice(0, index) + other + victim.slice(index + word.length));
      } catch (error) {
        if (!isCrnGridError(error, 'ModelError')) throw error;
      }
    }),
    { numRuns: 3000, seed: 21 },
  );
}, 60_000);
