import { expect, test } from 'vitest';
import { CorrectedField } from '../../../../src/learning/rncrn/field/corrected.ts';
import { Weights } from '../../../../src/learning/rncrn/field/weights.ts';
import { withMu } from '../../../../src/learning/rncrn/train/calibrate.ts';
import { LaggedBatch } from '../../../../src/learning/rncrn/train/lagged-batch.ts';
import { farthest, randomModel, shapes, uniforms } from '../random-models.ts';

const shape = shapes['one layer with parameters']!;

test('along the corrected field itself it gives the corrected field', () => {
  const mu = 0.2;
  const model = withMu(randomModel(shape), mu);
  const [n, l, rows] = [shape.executive, shape.parameters, 5];
  const data = { rows, x: uniforms(rows * n, 0.5, 2, 7), lambda: uniforms(rows * l, 0.5, 2, 8) };
  const flow = new Float64Array(rows * n);
  const corrected = new CorrectedField(model);
  for (let p = 0; p < rows; p++)
    corrected.rate(
      data.x.subarray(p * n, (p + 1) * n),
      data.lambda.subarray(p * l, (p + 1) * l),
      flow.subarray(p * n, (p + 1) * n),
    );
  const values = (at: number): Float64Array => {
    const out = new Float64Array(rows * n);
    new LaggedBatch(new Weights(model), at).values({ ...data, flow }, out);
    return out;
  };
  expect(farthest(values(mu), flow)).toBeLessThan(1e-12);
  // Control: a mu 10 % off.
  expect(farthest(values(1.1 * mu), flow)).toBeGreaterThan(1e-3);
});
