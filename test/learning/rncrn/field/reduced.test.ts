import { expect, test } from 'vitest';
import { activation } from '../../../../src/learning/rncrn/field/activation.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { perceptronsOf, rncrn } from '../../../../src/learning/rncrn/model.ts';
import { differences, farthest, randomModel, shapes, uniforms } from '../random-models.ts';

test('the formula, written out', () => {
  const model = rncrn({
    alpha: [1, -2],
    beta: [0.5],
    omega: [3, -1],
    psi: [0.2, 0.4],
    theta: [-1, 2],
    gamma: [1, 4],
    tau: [2, 0.5],
    parameters: 1,
    mu: 0.1,
  });
  const out = new Float64Array(1);
  new ReducedField(model).rate([1.5], [0.7], out);
  const y = [activation(4.5 + 0.14 - 1, 1, 2), activation(-1.5 + 0.28 + 2, 4, 0.5)];
  expect(out[0]).toBeCloseTo(0.5 + 1.5 * (y[0]! - 2 * y[1]!), 14);
});

test('X is produced at beta where it is 0, so it never goes below', () => {
  const model = randomModel(shapes['one layer']!);
  const out = new Float64Array(2);
  new ReducedField(model).rate([0, 3], [], out);
  expect(out[0]).toBe(model.beta[0]);
});

test.each(Object.entries(shapes).filter(([, { executive }]) => executive > 0))(
  'Jacobians of %s are those of finite differences',
  (_, shape) => {
    const { executive: n, parameters: l } = shape;
    const field = new ReducedField(randomModel(shape));
    const [x, lambda] = [uniforms(n, 0.5, 2, 5), uniforms(l, 0.5, 2, 6)];
    const [dx, dlambda] = [new Float64Array(n * n), new Float64Array(n * l)];
    field.jacobian(x, lambda, dx, dlambda);
    expect(
      farthest(
        dx,
        differences((at, out) => field.rate(at, lambda, out), x, n),
      ),
    ).toBeLessThan(1e-8);
    expect(
      farthest(
        dlambda,
        differences((at, out) => field.rate(x, at, out), lambda, n),
      ),
    ).toBeLessThan(1e-8);
    // Control: a weight 10 % off is seen.
    const other = new ReducedField(randomModel(shape, 2));
    expect(
      farthest(
        dx,
        differences((at, out) => other.rate(at, lambda, out), x, n),
      ),
    ).toBeGreaterThan(1e-3);
  },
);

test('levels are listed from the lowest layer, each at rest under the one below', () => {
  const model = randomModel(shapes.classifier!);
  const levels = new Float64Array(perceptronsOf(model));
  new ReducedField(model).levels([], [1, 2], levels);
  const { psi, theta, gamma, tau } = model.below[0]!;
  const first = activation(psi[0]! + 2 * psi[1]! + theta[0]!, gamma[0]!, tau[0]!);
  expect(levels[0]).toBeCloseTo(first, 14);
  const own = model.theta[1]! + model.psi[2]! + 2 * model.psi[3]!;
  const s = own + levels.subarray(0, 4).reduce((sum, y, k) => sum + y * model.phi[4 + k]!, 0);
  expect(levels[5]).toBeCloseTo(activation(s, model.gamma[1]!, model.tau[1]!), 14);
});
