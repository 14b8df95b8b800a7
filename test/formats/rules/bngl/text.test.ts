/** Formulas and lines as BNGL has them. */
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../../../src/errors.ts';
import { Definitions } from '../../../../src/formats/rules/bngl/definitions.ts';
import { parseFormula } from '../../../../src/formats/rules/bngl/text/formula.ts';
import { readBlocks, splitAtCommas, withoutIndex } from '../../../../src/formats/rules/bngl/text/lines.ts';

const refuse = (what: string, todo: string): ModelError => new ModelError('a formula', what, todo);
const parameters = ['a 2', 'b 3'].map((text, i) => ({ line: i + 1, text }));
const definitions = new Definitions(parameters, [], ['X'], 'a file');
const worth = (text: string): number => definitions.number(parseFormula(text, refuse), refuse);

describe('formulas', () => {
  test.each([
    ['-a^2', 4],
    ['2^3^2', 64],
    ['2^-2', 0.25],
    ['2**3', 8],
    ['a/b/4', 1 / 6],
    ['1-a-b', -4],
    ['1-a+b', 2],
    ['2*-3', -6],
    ['-a^-a', 0.25],
    ['a<b==1', 1],
    ['1||0&&0', 0],
    ['!(a>b)', 1],
    ['rint(2.5)+10*rint(-2.5)', -17],
    ['log10(100)+log2(8)+ln(1)', 5],
    ['sum(1,2)+avg(1,3)+max(a,b)', 8],
    ['if(a~=2, 5, 6.02e23/1.E23)', 6.02],
    ['2*asin(1) - _pi', 0],
    ['tan(1)*cos(1)/sin(1)', 1],
  ])('%s is %d', (text, value) => {
    expect(worth(text)).toBeCloseTo(value, 12);
  });

  test.each([
    ['1/0', 'is no finite number'],
    ['ln(-1)', 'is no finite number'],
    ['2 3', '`3` does not belong here'],
    ['(1', 'a bracket is not closed'],
    ['1 +', 'ends too early'],
    ['a $ b', 'is no formula'],
    ['1e999', 'too large a number'],
    ['log(10)', '`log` with arguments is no function known here'],
    ['exp(1,2)', 'does not take 2 arguments'],
    ['X', '`X` changes with time'],
    ['2*time()', 'changes with time'],
    ['constructor', 'there is no parameter'],
    [`${'('.repeat(400)}1${')'.repeat(400)}`, 'nested too deeply'],
    [`1${'+1'.repeat(5000)}`, 'too long'],
  ])('%s is refused', (text, message) => {
    expect(() => worth(text)).toThrow(message);
  });

  test('functions that double again and again are worked out once each', () => {
    const functions = Array.from({ length: 40 }, (_, i) => ({
      line: i + 1,
      text: `f${i + 1}() = f${i}()*0.5 + f${i}()*0.5`,
    }));
    const all = new Definitions([], [{ line: 0, text: 'f0() = 3' }, ...functions], [], 'a file');
    const of = all.expressions(() => undefined);
    expect(of({ kind: 'name', name: 'f40' }, refuse)).toEqual({ op: 'number', value: 3 });
  });
});

describe('lines', () => {
  test('comments, continuations and blocks', () => {
    const { blocks, actions } = readBlocks(
      'begin model # here\nbegin  Reaction_Rules\nA -> \\  # goes on\n  B k\n\nend reaction rules\nend model\nrun()',
      'x',
    );
    expect([...blocks]).toEqual([['reaction rules', [{ line: 3, text: 'A -> B k' }]]]);
    expect(actions).toEqual([{ line: 8, text: 'run()' }]);
  });

  test('parameters may be called begin and end', () => {
    const { blocks } = readBlocks('begin parameters\nbegin 1.5\nend 540.0\nend parameters', 'x');
    expect(blocks.get('parameters')!.map(({ text }) => text)).toEqual(['begin 1.5', 'end 540.0']);
  });

  test('numbers before statements are left out, nothing is', () => {
    expect(withoutIndex('12 A(b) 100')).toBe('A(b) 100');
    expect(withoutIndex('0 -> A(b) k')).toBe('0 -> A(b) k');
    expect(withoutIndex('3 0 -> A(b) k')).toBe('0 -> A(b) k');
  });

  test('commas in brackets part nothing', () => {
    expect(splitAtCommas('if(a,b,c), k')).toEqual(['if(a,b,c)', 'k']);
  });
});
