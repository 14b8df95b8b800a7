import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { type RncrnJson, rncrnFromJson, rncrnToJson } from '../../../../src/learning/rncrn/model/json.ts';
import { published } from '../../../fixtures/rncrn/published.ts';
import { randomModel, shapes } from '../random-models.ts';

test.each(Object.entries(shapes))('%s comes back from a file as it was', (_, shape) => {
  const model = randomModel(shape);
  expect(rncrnFromJson(JSON.parse(JSON.stringify(rncrnToJson(model))))).toEqual(model);
});

test('regions come back too', () => {
  const model = published('uni-bi');
  expect(rncrnFromJson(rncrnToJson(model))).toEqual(model);
});

const good = rncrnToJson(published('uni-bi'));
test.each<[string, unknown, RegExp]>([
  ['no object', 7, /file.json: 7 is no model/],
  ['another format', { ...good, format: 'x' }, /`format` is "x"/],
  ['a later version', { ...good, version: 2 }, /version 2 of the format is not known/],
  ['an unknown key', { ...good, bias: [1] }, /unknown key "bias"\nThere are: omega/],
  ['a missing array', { ...good, theta: undefined }, /`theta` is missing/],
  ['rows of unequal length', { ...good, omega: [[1], [2, 3], [4]] }, /`omega\[1\]` has 2 numbers, not 1/],
  ['text for a number', { ...good, mu: '0.1' }, /`mu` is "0.1"/],
  ['half an interval', { ...good, region: { executive: [[1]], parameters: [] } }, /Write \[low, high\]/],
])('%s is refused', (_, json, message) => {
  try {
    rncrnFromJson(json as RncrnJson, 'file.json');
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toMatch(message);
  }
});
