import { expect, test } from 'vitest';
import { ReducedField } from '../../../../src/learning/rncrn/field/reduced.ts';
import { inFasterTime, withMu } from '../../../../src/learning/rncrn/train/calibrate.ts';
import { randomModel, shapes } from '../random-models.ts';

test('the field is the factor times what it was, everywhere', () => {
  const model = randomModel(shapes['two layers']!);
  const [slow, fast] = [new Float64Array(2), new Float64Array(2)];
  for (const x of [
    [0.3, 2],
    [1.5, 0.7],
  ]) {
    new ReducedField(model).rate(x, [0.4], slow);
    new ReducedField(inFasterTime(model, 1.7)).rate(x, [0.4], fast);
    slow.forEach((rate, i) => expect(fast[i]).toBeCloseTo(1.7 * rate, 12));
  }
});

test('mu is that of every layer, and nothing else changes', () => {
  const model = withMu(randomModel(shapes['three layers']!), 0.003);
  expect([model, ...model.below].map(({ mu }) => mu)).toEqual([0.003, 0.003, 0.003]);
  expect(model.alpha).toEqual(randomModel(shapes['three layers']!).alpha);
});
