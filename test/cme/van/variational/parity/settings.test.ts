import { expect, test } from 'vitest';
import { paritySettings } from '../../../../../src/cme/van/variational/parity/settings.ts';

test('those that were published, unless said otherwise', () => {
  expect(paritySettings('van', { step: 0.1, rate: 0.01 })).toEqual({
    ...{ step: 0.1, loss: 'kl', updates: [5000, 100], batch: 1000, rate: 0.01 },
  });
  const settled = paritySettings('van', { loss: 'steady-state' });
  expect(settled.step).toBeUndefined();
  expect(settled.batch).toBe(400);
});

test.each([
  [{}, /`parity.step` is undefined/],
  [{ step: 0 }, /`parity.step` is 0/],
  [{ step: 1, loss: 'l3' }, /`parity.loss` is "l3"\nChoose one of kl, l2, hellinger, steady-state/],
  [{ step: 1, loss: 'steady-state' }, /no time goes by/],
  [{ step: 1, updates: [3] }, /`parity.updates` is/],
  [{ step: 1, batch: 1 }, /`parity.batch` is 1/],
  [{ step: 1, rate: -1 }, /`parity.rate` is -1/],
  [{ step: 1, steps: 3 }, /"steps"/],
])('%j', (given, message) => {
  expect(() => paritySettings('van', given as never)).toThrow(message);
});
