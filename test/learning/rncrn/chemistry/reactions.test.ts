import { expect, test } from 'vitest';
import { layerLetters, reactionsOf, speciesOf } from '../../../../src/learning/rncrn/chemistry/reactions.ts';
import { compose } from '../../../../src/learning/rncrn/model/compose.ts';
import { rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published } from '../../../fixtures/rncrn/published.ts';

test.each([
  ['uni-bi', 19],
  ['circle', 37],
  ['hopf', 42],
  ['hopf-critical', 44],
  ['torus', 66],
  ['heart', 72],
  ['homoclinic', 82],
  ['multi-cycle', 107],
])('%s has %d reactions', (name, reactions) => {
  expect(reactionsOf(published(name))).toHaveLength(reactions);
});

test('a switch steered by a classifier has the reactions of both', () => {
  expect(reactionsOf(compose(published('uni-bi'), published('xor')))).toHaveLength(46);
});

test('constants of the smallest published network, as its file has them', () => {
  const of = (weight: string) =>
    reactionsOf(published('uni-bi')).find((reaction) => reaction.weight === weight)!;
  expect(of('psi_2_1')).toMatchObject({ reactants: ['L_1', 'Y_2'], products: ['L_1'] });
  expect(of('psi_2_1').rate).toBeCloseTo(214_947.44, 1);
  expect(of('alpha_1_2')).toMatchObject({ reactants: ['Y_2', 'X_1'], products: ['Y_2', 'X_1', 'X_1'] });
  expect(of('alpha_1_2').rate).toBe(188.69615);
  expect(of('theta_3')).toMatchObject({ reactants: ['Y_3'], products: ['Y_3', 'Y_3'] });
  expect(of('tau_3')).toMatchObject({ reactants: ['Y_3', 'Y_3'], products: ['Y_3'] });
  expect(of('tau_3').rate).toBeCloseTo(11_229.736, 2);
  expect(of('beta_1')).toMatchObject({ reactants: [], products: ['X_1'], rate: 35.969883 });
});

test('a weight of 0 is no reaction', () => {
  const model = rncrn({ alpha: [0], beta: [0], omega: [0], theta: [0], mu: 0.5 });
  expect(reactionsOf(model).map(({ weight, rate }) => [weight, rate])).toEqual([
    ['gamma_1', 2],
    ['tau_1', 2],
  ]);
});

test('every reaction changes one species by one', () => {
  for (const { reactants, products } of reactionsOf(compose(published('eq-cycle'), published('threshold')))) {
    const change = new Map<string, number>();
    for (const name of products) change.set(name, (change.get(name) ?? 0) + 1);
    for (const name of reactants) change.set(name, (change.get(name) ?? 0) - 1);
    expect([...change.values()].filter((by) => by !== 0).map(Math.abs)).toEqual([1]);
  }
});

test('letters of layers: Y acts on X, R feeds Y, Z feeds R', () => {
  expect(layerLetters(2, 1)).toEqual(['Y']);
  expect(layerLetters(2, 2)).toEqual(['R', 'Y']);
  expect(layerLetters(2, 3)).toEqual(['Z', 'R', 'Y']);
  expect(layerLetters(2, 4)).toEqual(['Z1', 'Z2', 'R', 'Y']);
  expect(layerLetters(0, 2)).toEqual(['Z', 'R']);
  expect(speciesOf(published('xor')).layers).toEqual([['Z_1', 'Z_2', 'Z_3', 'Z_4'], ['R_1']]);
});
