import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { type CrnSyntaxError, isCrnGridError } from '../../src/errors.ts';

/** Bad text, the line, column and length of the mistake, what is said, and part of what to do. */
const mistakes: readonly (readonly [
  text: string,
  place: readonly [line: number, column: number, length: number],
  what: string,
  todo: string,
])[] = [
  // The text as a whole.
  ['', [1, 1, 1], 'the text has no reaction and no species', 'A -> B @ k'],
  ['\n # nothing', [1, 1, 1], 'the text has no reaction and no species', 'A -> B @ k'],
  ['at 5: A = 1', [1, 1, 2], 'the text has no reaction and no species', 'A -> B @ k'],
  // Characters.
  ['A -> B @ k;', [1, 11, 1], 'unknown character ";"', 'one statement a line'],
  ['A → B @ k', [1, 3, 1], 'unknown character "→"', '`->`'],
  ['A -> B @ {A & B}', [1, 13, 1], 'unknown character "&"', '`&&`'],
  ['\tA -> B @ {A % 2}', [1, 14, 1], 'unknown character "%"', 'floor'],
  ['é -> B @ k', [1, 1, 1], 'unknown character "é"', 'A-Z'],
  ['A -> B @ k // slow', [1, 12, 2], '`//` begins no comment', 'begins with `#`'],
  ['# right\n// wrong', [2, 1, 2], '`//` begins no comment', 'begins with `#`'],
  // Arrows.
  ['A => B @ k', [1, 3, 2], 'this arrow is not known', '`->`'],
  ['A --> B @ k', [1, 3, 1], 'unexpected `-`', '`->`'],
  ['A + B @ k', [1, 1, 9], 'this line has no `->`', 'A + B -> C @ k'],
  ['A -> B @ k\nwhn A > 5: A = 0', [2, 1, 16], 'this line has no `->`', 'Did you mean `when`?'],
  ['A -> B -> C @ k', [1, 8, 2], 'a second arrow', 'two lines'],
  // Rates.
  ['A -> B', [1, 7, 1], 'this reaction has no rate', '@ 0.5'],
  ['A -> B @  # later', [1, 9, 1], 'expected a rate, found the end of the line', 'a name'],
  ['A -> B k', [1, 8, 1], 'expected `+` or `@`, found `k`', '`A + B`'],
  ['A -> B @ k, m', [1, 11, 1], '`->` has one rate', '`<->`'],
  ['A <-> B @ k', [1, 3, 3], '`<->` needs two rates', '`@ forward, backward`'],
  ['A <-> B @ k, m, n', [1, 15, 1], 'unexpected `,`', 'braces'],
  ['A -> B @ -1', [1, 10, 1], 'a rate constant cannot be negative', 'Swap'],
  ['A -> B @ 1e999', [1, 10, 5], '1e999 is too large a number', 'finite'],
  ['A -> B @ k * A', [1, 10, 5], 'a formula must be in braces', '@ {…}'],
  ['A -> B @ A', [1, 10, 1], '`A` is a species, not a rate constant', '@ {k * A}'],
  ['11 A -> B @ k', [1, 13, 1], 'mass action of 11 molecules of one species', 'braces'],
  // Names.
  ['t -> A @ k', [1, 1, 1], '`t` is the time, so no species can have this name', 'another name'],
  ['A -> exp @ k', [1, 6, 3], '`exp` is a function, so no species can have this name', 'another name'],
  ['A -> B @ t', [1, 10, 1], '`t` is the time, so no rate constant can have this name', 'another name'],
  ['A -> B @ {k * nan}', [1, 15, 3], '`nan` is not a finite number', 'another name'],
  ['at: A -> B @ k', [1, 1, 2], '`at` starts a statement of its own', 'another name'],
  ['A -> when_1 @ k', [1, 6, 6], '`when_1` is kept for the memory of a `when` event', 'another name'],
  ['A -> constructor @ k', [1, 6, 11], '`constructor` is a word of JavaScript objects', 'another name'],
  ['x: A <-> B @ k, m\nx_inverse: A -> 0 @ k', [2, 1, 9], 'two reactions are called `x_inverse`', 'own name'],
  // Sides.
  ['-2 A -> B @ k', [1, 1, 1], 'a negative number of molecules', 'other side'],
  ['0 A -> B @ k', [1, 1, 1], 'zero molecules of a species', 'stands alone'],
  ['A + 0 -> B @ k', [1, 5, 1], 'zero molecules of a species', 'stands alone'],
  ['2.5 A -> B @ k', [1, 1, 3], '2.5 is not a whole number of molecules', '1, 2, 3'],
  ['2 * A -> B @ k', [1, 3, 1], 'unexpected `*`', '`2 A`'],
  ['0 -> 9999999 A @ k', [1, 14, 1], 'more than 1000000 molecules of one species', 'smaller'],
  ['A -> @ k', [1, 6, 1], 'expected a species before `@`, found `@`', '`0`'],
  ['A + B -> B + A @ k', [1, 1, 14], 'this reaction changes nothing', 'Remove it'],
  // Declarations.
  ['species A B', [1, 11, 1], 'unexpected `B`', 'commas'],
  ['species A, A', [1, 12, 1], '`A` is declared twice', 'Remove one'],
  ['rates k, A\nA -> B @ k', [1, 10, 1], '`A` is a species too', 'Rename'],
  // Formulas.
  ['A -> B @ {k*A', [1, 10, 1], 'this brace is not closed', 'on the same line'],
  ['A -> B @ {(k*A}', [1, 11, 1], 'this bracket is not closed', 'Add `)` before `}`'],
  ['A -> B @ {k*A)}', [1, 14, 1], 'expected `}`, found `)`', 'one formula'],
  ['A -> B @ {}', [1, 11, 1], 'expected a number, a name or `(`, found `}`', 'Complete'],
  ['A -> B @ {2A}', [1, 12, 1], 'an operator is missing before `A`', '`2 * A`'],
  ['A -> B @ {hil(A, 1, 2)}', [1, 11, 3], 'unknown function `hil`', 'Did you mean `hill`?'],
  ['A -> B @ {k(A + B)}', [1, 11, 1], 'unknown function `k`', '`k * (…)`'],
  ['A -> B @ {hill(A, 1)}', [1, 11, 10], '`hill` takes 3 arguments, not 2', 'hill(x, K, n)'],
  ['A -> B @ {exp * 2}', [1, 11, 3], '`exp` is a function', 'exp(…)'],
  ['A -> B @ {A ? 1}', [1, 16, 1], 'expected `:`, found `}`', 'c ? a : b'],
  [`A -> B @ {${'('.repeat(300)}A${')'.repeat(300)}}`, [1, 211, 1], 'nested too deeply', 'simpler'],
  [`A -> B @ {${Array(1500).fill('A').join('+')}}`, [1, 11, 1], 'more than 2000 parts', 'simpler'],
  // Events.
  ['A -> B @ k\nat -1: A = 2', [2, 4, 1], 'an event cannot be before time 0', '0 or more'],
  ['A -> B @ k\nat k: A = 2', [2, 4, 1], 'expected a time, found `k`', 'at 5: A = 10'],
  ['A -> Bee @ k\nat 5: Bea = 2', [2, 7, 3], '`Bea` is not a species of this network', 'Did you mean `Bee`?'],
  ['A -> B @ k\nat 5: A = 2, A = 3', [2, 14, 1], '`A` is set twice', 'Remove one'],
  ['A -> B @ k\nat 5: A = 2 B = 3', [2, 13, 1], 'an operator is missing before `B`', '`,`'],
  ['A -> B @ k\nwhen A = 5: A = 0', [2, 8, 1], '`=` sets a value', '`==`'],
  ['A -> B @ k\nwhen k > 5: A = 0', [2, 6, 1], 'this condition reads no species', 'Compare a species'],
  ['A -> B @ k\nwhen A + t > 5: A = 0', [2, 10, 1], 'a condition cannot read the time', 'at 5: A = 10'],
];

describe('mistakes', () => {
  test.each(mistakes)('%j', (text, [line, column, length], what, todo) => {
    const error = thrown(text);
    expect(error.place).toMatchObject({ line, column, length });
    expect(error.message).toContain(`crn text, line ${line}, column ${column}: `);
    expect(error.message.split('\n')[0]).toContain(what);
    expect(error.message.split('\n').at(-1)).toContain(todo);
  });

  test('show the line with a caret', () => {
    expect(thrown('A -> B @ k\n\tA <-> B @ k  # back').message).toBe(
      [
        'crn text, line 2, column 4: `<->` needs two rates',
        '     A <-> B @ k  # back',
        '       ^^^',
        'Write `@ forward, backward`, or use `->`.',
      ].join('\n'),
    );
  });

  test('outside the text are told as well', () => {
    expect(() => crn('A -> B @ k', { massAction: 'cubes' as 'powers' })).toThrow(/"cubes"\nChoose one of/);
    expect(() => crn`A -> B @ ${Number.NaN}`).toThrow(/value 1 of the template is NaN/);
  });
});

function thrown(text: string): CrnSyntaxError {
  try {
    crn(text);
  } catch (error) {
    if (isCrnGridError(error, 'CrnSyntaxError')) return error;
  }
  return expect.fail(`no CrnSyntaxError for ${text}`);
}
