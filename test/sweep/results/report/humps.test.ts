import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { normalQuantile } from '../../../../src/numerics/statistics.ts';
import { humpsOf, humpTest } from '../../../../src/sweep/results/report/humps.ts';
import { readSweep } from '../../../../src/sweep/results/report/sweep-data.ts';
import { madeUp, type Output } from './made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'humps-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (options: object, output: Output) =>
  readSweep(folder, await madeUp(folder, options, output));

const n = 40;
const normal = (r: number): number => normalQuantile((r + 0.5) / n);
/** Three in ten near 0, the others near 30. */
const twoFates = (r: number): number => (r % 10 < 3 ? 0 : 30) + normal(r);

test('the point whose runs fall in two groups is found, with how many and where; others are not', async () => {
  const data = await read({ rates: { make: [1, 2, 3] }, replicates: n }, ([make], r) =>
    make === 2 ? twoFates(r) : 10 * normal(r),
  );
  const [found, ...others] = humpsOf(data, 0)!;
  expect(others).toEqual([]);
  expect(found).toMatchObject({ point: 1, run: n });
  expect(found!.found.humps.map(({ share }) => share)).toEqual([0.3, 0.7]);
  expect(found!.found.humps[0]!.place).toBeCloseTo(0, 0);
  expect(found!.found.humps[1]!.place).toBeCloseTo(30, 0);
});

test('control: one hump, wide or narrow, whole numbers or one value alone, is not two', async () => {
  const laws = [normal, (r: number) => r, (r: number) => Math.round(3 * normal(r)), () => 5];
  const data = await read({ rates: { make: [0, 1, 2, 3] }, replicates: n }, ([law], r) => laws[law!]!(r));
  expect(humpsOf(data, 0)).toEqual([]);
});

test('fewer runs than it takes cannot tell, whether planned or left', async () => {
  const few = await read({ replicates: 14 }, (_, r) => twoFates(r));
  expect(humpsOf(few, 0)).toBeUndefined();
  const lacking = await read({ replicates: n }, (_, r) => (r < 26 ? 'bad' : twoFates(r)));
  expect(humpsOf(lacking, 0)).toEqual([]);
  // Control: the runs that are there are enough.
  const enough = await read({ replicates: n }, (_, r) => (r < 10 ? 'bad' : twoFates(r)));
  expect(humpsOf(enough, 0)).toHaveLength(1);
});

test('two fates without anything between are found, where other points tell that values are counts', async () => {
  const data = await read({ rates: { make: [1, 2] }, replicates: n }, ([make], r) =>
    make === 1 ? 30 * (r % 2) : r,
  );
  expect(humpsOf(data, 0)!.map(({ point }) => point)).toEqual([0]);
});

test('points and measures share the chance; where too small, it is the least that can be told', () => {
  const of = (points: number, replicates: number, measures: readonly string[]) =>
    humpTest({ points, replicates, measures });
  expect(of(100, 20, ['a'])).toEqual({ each: 1e-4, together: 0.01 });
  expect(of(100, 20, ['a', 'b'])).toEqual({ each: 5e-5, together: 0.01 });
  expect(of(50_000, 20, ['a'])).toMatchObject({ each: 1 / 500_001 });
  expect((of(50_000, 20, ['a']) as { together: number }).together).toBeCloseTo(0.1, 5);
  expect(of(1_000_000, 20, ['a'])).toBe('many points');
  expect(of(10, 14, ['a'])).toBe('few runs');
});

test('one of six hundred points is found all the same', async () => {
  const make = Array.from({ length: 600 }, (_, i) => i);
  const data = await read({ rates: { make }, replicates: 15 }, ([m], r) =>
    m === 417 ? 30 * (r % 2) + normal(r) : r,
  );
  expect(humpsOf(data, 0)!.map(({ point }) => point)).toEqual([417]);
});
