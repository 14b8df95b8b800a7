import { expect, test } from 'vitest';
import { type Guard, offsetOf } from '../../../../src/tensor/trainer/plan/plan.ts';
import { Storage } from '../../../../src/tensor/trainer/plan/storage.ts';

test('what outlives a tile lies one after the other, in each region from 0', () => {
  const storage = new Storage();
  const fixed = [
    storage.allocate('fixed', 32, 3, true, undefined),
    storage.allocate('fixed', 96, 2, false, undefined),
  ];
  const slice = storage.allocate('slice', 32, 1, true, undefined);
  storage.allocate('scratch', 96, 5, false, undefined);
  expect(fixed.map(offsetOf)).toEqual([0, 96]);
  expect(offsetOf(slice)).toBe(0);
  expect(storage.bytes).toEqual({ fixed: 288, slice: 32 });
});

test('neighbouring sums behind one guard are one segment, and segments are the whole slice', () => {
  const storage = new Storage();
  const guard = {} as Guard;
  for (const own of [undefined, undefined, guard, guard, undefined])
    storage.allocate('slice', 32, 2, false, own);
  expect(storage.segments).toEqual([
    { from: 0, to: 128, guard: undefined },
    { from: 128, to: 256, guard },
    { from: 256, to: 320, guard: undefined },
  ]);
});
