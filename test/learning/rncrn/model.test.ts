import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { layersOf, perceptronsOf, type RncrnParts, rncrn } from '../../../src/learning/rncrn/model.ts';

const switchParts: RncrnParts = {
  alpha: [-1, 2],
  beta: [1],
  omega: [1, -1],
  psi: [3, 0],
  theta: [0, 1],
  parameters: 1,
  mu: 0.1,
};

test('what is left out is filled in, and shapes follow from the arrays', () => {
  const model = rncrn(switchParts);
  expect(model).toMatchObject({ executive: 1, parameters: 1, perceptrons: 2, mu: 0.1, below: [] });
  expect([...model.gamma, ...model.tau]).toEqual([1, 1, 1, 1]);
  expect([...rncrn({ beta: [0, 0], theta: [1], mu: 1 }).alpha]).toEqual([0, 0]);
  expect(Object.isFrozen(model)).toBe(true);
});

test('arrays are copied: what the caller does to its own is not seen', () => {
  const alpha = Float64Array.of(-1, 2);
  const model = rncrn({ ...switchParts, alpha });
  alpha[0] = 7;
  expect(model.alpha[0]).toBe(-1);
});

test('layers are listed from the lowest, the model last', () => {
  const deep = rncrn({ ...switchParts, phi: new Array(6).fill(1), below: [{ theta: [0, 0, 0], mu: 0.2 }] });
  expect(layersOf(deep).map(({ perceptrons }) => perceptrons)).toEqual([3, 2]);
  expect(perceptronsOf(deep)).toBe(5);
});

test.each<[string, Partial<RncrnParts>, RegExp]>([
  ['a wrong length', { alpha: [1] }, /`alpha` has 1 numbers, not 2\n.*\[executive 1, perceptrons 2\]/],
  ['no finite weight', { omega: [1, Number.NaN] }, /`omega\[1\]` is NaN/],
  ['beta below 0', { beta: [-1] }, /`beta\[0\]` is -1\nGive a number that is at least 0/],
  ['gamma of 0', { gamma: [1, 0] }, /`gamma\[1\]` is 0\nGive a number that is above 0/],
  ['no perceptrons', { theta: [] }, /`theta` is empty/],
  ['mu of 0', { mu: 0 }, /`mu` is 0/],
  ['half a parameter', { parameters: 0.5 }, /`parameters` is 0.5/],
  ['weights on a layer that is not there', { phi: [1] }, /`phi` has 1 numbers, not 0/],
  ['a broken layer below', { below: [{ theta: [1], mu: -1 }], phi: [1, 1] }, /model, below\[0\]: `mu` is -1/],
  [
    'a region of another size',
    { region: { executive: [], parameters: [[0, 1]] } },
    /`region.executive` has 0/,
  ],
  ['a region upside down', { region: { executive: [[2, 1]], parameters: [[0, 1]] } }, /is \[2, 1\]/],
])('%s is refused, with its place', (_, wrong, message) => {
  try {
    rncrn({ ...switchParts, ...wrong }, 'model');
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toMatch(message);
  }
});
