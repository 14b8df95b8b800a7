import { expect, test } from 'vitest';
import { variables } from '../../../../src/cme/van/model/variables.ts';

test('few counts first, those that follow from others left out', () => {
  const laws = [{ coefficients: [1, 0, 2, 0] }];
  const v = variables('van', ['A', 'B', 'C', 'D'], laws, [9, 1, 4, 30]);
  expect(v.species).toEqual([1, 2, 3]);
  expect(v.classes).toEqual([2, 5, 31]);
  expect(v.offset).toEqual([0, 2, 7]);
  expect(v.width).toBe(38);
  expect(v.dependents).toEqual([{ species: 0, coefficients: [1, 0, 2, 0] }]);
});

test('the order asked comes first', () => {
  expect(variables('van', ['A', 'B', 'C'], [], [1, 2, 3], ['C']).species).toEqual([2, 0, 1]);
  expect(() => variables('van', ['A'], [], [1], ['A', 'A'])).toThrow(/each once/);
  expect(() => variables('van', ['A'], [], [1], ['B'])).toThrow(/"B", which is no species/);
});
