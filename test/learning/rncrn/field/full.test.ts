import { expect, test } from 'vitest';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { differences, farthest, randomModel, shapes, uniforms } from '../random-models.ts';

test.each(Object.entries(shapes))('%s: Jacobians are those of finite differences', (_, shape) => {
  const field = new FullField(randomModel(shape));
  const [size, l] = [field.size, shape.parameters];
  const [state, lambda] = [uniforms(size, 0.5, 2, 3), uniforms(l, 0.5, 2, 4)];
  const [byState, byLambda] = [new Float64Array(size * size), new Float64Array(size * l)];
  field.jacobian(state, lambda, byState);
  field.lambdaJacobian(state, byLambda);
  const moved = differences((at, out) => field.rate(at, lambda, out), state, size);
  expect(farthest(byState, moved)).toBeLessThan(1e-8);
  expect(
    farthest(
      byLambda,
      differences((at, out) => field.rate(state, at, out), lambda, size),
    ),
  ).toBeLessThan(1e-8);
  // Control: at another state it is another.
  field.jacobian(
    state.map((y) => 1.1 * y),
    lambda,
    byState,
  );
  expect(farthest(byState, moved)).toBeGreaterThan(1e-2);
});

test('perceptrons at rest stand still, and X then follows the reduced field', () => {
  for (const shape of Object.values(shapes)) {
    const model = randomModel(shape);
    const [full, reduced] = [new FullField(model), new ReducedField(model)];
    const n = shape.executive;
    const [x, lambda] = [uniforms(n, 0.5, 2, 3), uniforms(shape.parameters, 0.5, 2, 4)];
    const levels = new Float64Array(full.size - n);
    reduced.levels(x, lambda, levels);
    const [rate, expected] = [new Float64Array(full.size), new Float64Array(n)];
    full.rate([...x, ...levels], lambda, rate);
    reduced.rate(x, lambda, expected);
    expect([...rate.subarray(0, n)]).toEqual([...expected]);
    expect(Math.max(...rate.subarray(n).map(Math.abs))).toBeLessThan(1e-10);
  }
});

test('blocks are the parts of the dense Jacobian', () => {
  const shape = shapes['one layer with parameters']!;
  const field = new FullField(randomModel(shape));
  const [n, size] = [3, 8];
  const m = size - n;
  const [state, lambda] = [uniforms(size, 0.5, 2, 3), uniforms(2, 0.5, 2, 4)];
  const dense = new Float64Array(size * size);
  field.jacobian(state, lambda, dense);
  const blocks = {
    head: new Float64Array(n * n).fill(9),
    right: new Float64Array(n * m).fill(9),
    below: new Float64Array(m * n).fill(9),
    diagonal: new Float64Array(m).fill(9),
  };
  field.blocks(state, lambda, blocks);
  const whole = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) whole[i * size + k] = blocks.head[i * n + k]!;
    for (let j = 0; j < m; j++) whole[i * size + n + j] = blocks.right[i * m + j]!;
  }
  for (let j = 0; j < m; j++) {
    for (let k = 0; k < n; k++) whole[(n + j) * size + k] = blocks.below[j * n + k]!;
    whole[(n + j) * (size + 1)] = blocks.diagonal[j]!;
  }
  expect([...whole]).toEqual([...dense]);
});
