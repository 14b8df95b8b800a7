import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { tau } from '../../../src/kernels/specs.ts';
import { checkTau } from '../../../src/kernels/tau/check-tau.ts';

/** Pairs that vanish: a leap that overlooks how many have gone takes too many. */
const pairs = crn('2 A -> 0 @ k');
const sample = { counts: Int32Array.of(4000, 3000, 5000, 2000), rates: Float64Array.of(5e-4), dt: 1 };
const events = 1000;

test('leaps that follow the exact law pass; control: coarse ones fail', async () => {
  const check = (epsilon: number) => checkTau(tau({ epsilon }), pairs, sample, events, 1.3);
  const fine = await check(0.03);
  expect(fine.says).toMatch(/^A [\d.]+ × floor \(limit [\d.]+; 4 states × 2000, one step\)$/);
  expect(fine.pass).toBe(true);
  expect(await check(0.5)).toMatchObject({ pass: false });
});

test('chance is allowed for where nothing is tolerated; control: still not what is wrong', async () => {
  // Without it one of two exact sets in two would fail.
  expect(await checkTau(tau({ epsilon: 0.01 }), pairs, sample, events, 1)).toMatchObject({ pass: true });
  expect(await checkTau(tau({ epsilon: 0.5 }), pairs, sample, events, 1)).toMatchObject({ pass: false });
});

test('rows too few to leap are exact, and what takes too long is not checked', async () => {
  const small = { ...sample, counts: Int32Array.of(30, 20, 40, 10) };
  expect(await checkTau(tau(), pairs, small, 10, 1.3)).toEqual({
    pass: true,
    says: 'no row leaps: all are stepped exactly',
  });
  expect((await checkTau(tau(), pairs, sample, 1e7, 1.3)).says).toMatch(/^not checked: .* take too long/);
});
