import { expect, test } from 'vitest';
import { checkNames, suggestName, written } from '../../src/crn/check-names.ts';
import { isCrnGridError } from '../../src/errors.ts';

const check = (given: unknown) => () =>
  checkNames('pond', 'train', given, ['ranges', 'epochs'], 'entry of train');

test.each([
  [{ epoch: 3 }, /pond: `train` names "epoch", which is no entry of train.*Did you mean "epochs"/s],
  [{ seed: 3 }, /names "seed".*There are: ranges, epochs/s],
  [null, /`train` is null.*Give an object/s],
  ['3', /`train` is "3"/],
  [[3], /`train` is \[3\]/],
])('refuses %j in words', (given, words) => {
  try {
    check(given)();
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect(String(error)).toMatch(words);
  }
});

test('control: known names, and none at all, are fine', () => {
  for (const given of [undefined, {}, { ranges: 1, epochs: undefined }]) expect(check(given)).not.toThrow();
});

test('values as they were written', () => {
  expect(['10', 10, undefined, null, [1], Number.NaN].map(written)).toEqual([
    ...['"10"', '10', 'undefined', 'null', '[1]', 'NaN'],
  ]);
  expect(suggestName('x', [])).toBe('There are: (none).');
});
