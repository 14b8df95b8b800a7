import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { levelGauge, regauge, unitTau } from '../../../../src/learning/rncrn/model/gauge.ts';
import { layersOf, perceptronsOf, type Rncrn } from '../../../../src/learning/rncrn/model.ts';
import { published, publishedNames } from '../../../fixtures/rncrn/published.ts';
import { farthest, randomModel, shapes, uniforms } from '../random-models.ts';

function rates(model: Rncrn, x: ArrayLike<number>, lambda: ArrayLike<number>): Float64Array {
  const out = new Float64Array(model.executive);
  new ReducedField(model).rate(x, lambda, out);
  return out;
}

test.each(Object.entries(shapes))('%s: any gauge leaves the field as it is, to 1e-12', (_, shape) => {
  const model = randomModel(shape);
  const { executive: n, parameters: l } = shape;
  const gauge = {
    perceptrons: uniforms(perceptronsOf(model), 0.01, 100, 21),
    parameters: uniforms(l, 0.1, 100, 22),
  };
  const other = regauge(model, gauge);
  const [x, lambda] = [uniforms(n, 0.5, 2, 23), uniforms(l, 0.5, 2, 24)];
  const scaled = lambda.map((value, k) => value * gauge.parameters[k]!);
  expect(farthest(rates(other, x, scaled), rates(model, x, lambda))).toBeLessThan(1e-12);
  // The full equations too: their states grow by the gauge, and so do the rates of the states.
  const [a, b] = [new FullField(model), new FullField(other)];
  const y = uniforms(perceptronsOf(model), 0.5, 2, 25);
  const [one, two] = [new Float64Array(a.size), new Float64Array(a.size)];
  a.rate([...x, ...y], lambda, one);
  b.rate([...x, ...y.map((level, j) => level * gauge.perceptrons[j]!)], scaled, two);
  expect(
    farthest(
      two.map((rate, i) => (i < n ? rate : rate / gauge.perceptrons[i - n]!)),
      one,
    ),
  ).toBeLessThan(1e-12);
  // Control: parameters that are not scaled along are noticed.
  if (n > 0 && l > 0)
    expect(farthest(rates(other, x, lambda), rates(model, x, lambda))).toBeGreaterThan(1e-3);
});

test.each(publishedNames)('%s: tau = 1 and the same field', (name) => {
  const model = published(name);
  const normal = regauge(model, unitTau(model));
  for (const { tau } of layersOf(normal)) for (const one of tau) expect(one).toBeCloseTo(1, 14);
  const [x, lambda] = [uniforms(model.executive, 1, 5, 1), uniforms(model.parameters, 0, 2, 2)];
  expect(farthest(rates(normal, x, lambda), rates(model, x, lambda))).toBeLessThan(1e-12);
});

test('a level: every perceptron of the published torus has as many molecules', () => {
  const model = published('torus');
  const states = { rows: 40, x: uniforms(120, 2, 8, 5), lambda: [] };
  const even = regauge(model, levelGauge(model, states, 0.5));
  const field = new ReducedField(even);
  const [mean, levels] = [new Float64Array(7), new Float64Array(7)];
  for (let p = 0; p < 40; p++) {
    field.levels(states.x.subarray(3 * p, 3 * p + 3), [], levels);
    for (let j = 0; j < 7; j++) mean[j]! += levels[j]! / 40;
  }
  for (const level of mean) expect(level).toBeCloseTo(0.5, 12);
});

test('the region of the parameters is scaled with them', () => {
  const { region } = regauge(published('uni-bi'), { parameters: [100] });
  expect(region).toEqual({ executive: [[1, 9]], parameters: [[0, 100]] });
});

test.each([
  [{ parameters: [1, 2] }, /`parameters` has 2 factors, not 1/],
  [{ perceptrons: [1, 0, 1] }, /`perceptrons\[1\]` is 0/],
])('%j is refused', (gauge, message) => {
  try {
    regauge(published('uni-bi'), gauge);
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toMatch(message);
  }
});
