import { expect, test } from 'vitest';
import { CorrectedField } from '../../../../src/learning/rncrn/field/corrected.ts';
import { FullField } from '../../../../src/learning/rncrn/field/full.ts';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { type Rncrn, rncrn } from '../../../../src/learning/rncrn/model.ts';
import { randomModel, shapes, uniforms } from '../random-models.ts';
import { rungeKutta } from '../runge-kutta.ts';

/** A model whose layers are all `mu` fast. */
function withMu(model: Rncrn, mu: number): Rncrn {
  return rncrn({ ...model, mu, below: model.below.map((layer) => ({ ...layer, mu })) });
}

const lambdaAt = (t: number, l: number) =>
  Float64Array.from({ length: l }, (_, k) => 1 + 0.3 * Math.sin(t + k));
const slopeAt = (t: number, l: number) => Float64Array.from({ length: l }, (_, k) => 0.3 * Math.cos(t + k));

/** How far the field of X is from that of the full equations at the end of a run of these. */
function miss(model: Rncrn, corrected: boolean): number {
  const { executive: n, parameters: l } = model;
  const full = new FullField(model);
  const reduced = new ReducedField(model);
  const start = new Float64Array(full.size);
  start.set(uniforms(n, 0.5, 1, 11));
  const levels = new Float64Array(full.size - n);
  reduced.levels(start.subarray(0, n), lambdaAt(0, l), levels);
  start.set(levels, n);
  const end = 0.3;
  const state = rungeKutta((t, y, out) => full.rate(y, lambdaAt(t, l), out), start, end, 3000);
  const [truth, said] = [new Float64Array(full.size), new Float64Array(n)];
  full.rate(state, lambdaAt(end, l), truth);
  const x = state.subarray(0, n);
  if (corrected) new CorrectedField(model).rate(x, lambdaAt(end, l), said, slopeAt(end, l));
  else reduced.rate(x, lambdaAt(end, l), said);
  return Math.max(...said.map((rate, i) => Math.abs(rate - truth[i]!)));
}

test.each(['one layer with parameters', 'two layers', 'three layers'])(
  '%s: the error falls with mu², that of the reduced field with mu',
  (name) => {
    const model = randomModel(shapes[name]!, 3);
    const [coarse, fine] = [withMu(model, 4e-3), withMu(model, 2e-3)];
    expect(miss(coarse, true) / miss(fine, true)).toBeGreaterThan(3.3);
    expect(miss(coarse, true) / miss(fine, true)).toBeLessThan(4.7);
    expect(miss(coarse, false) / miss(fine, false)).toBeLessThan(2.4);
  },
);

test('as mu goes to 0 it is the reduced field', () => {
  const model = withMu(randomModel(shapes['two layers']!), 1e-12);
  const [a, b] = [new Float64Array(2), new Float64Array(2)];
  new CorrectedField(model).rate([1, 2], [0.5], a);
  new ReducedField(model).rate([1, 2], [0.5], b);
  a.forEach((rate, i) => {
    expect(rate).toBeCloseTo(b[i]!, 9);
  });
});
