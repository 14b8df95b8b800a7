import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { morris, saltelli } from '../../../../src/sweep/designs/design-spec.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import { type Sensitivity, sensitivityOf } from '../../../../src/sweep/results/report/sensitivity.ts';
import { readSweep } from '../../../../src/sweep/results/report/sweep-data.ts';
import { ishigami } from '../../../support/sensitivity-models.ts';
import { madeUp, type Output } from './made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sensitivity-'));
});
afterEach(() => rm(folder, { recursive: true }));

const unit = between(0, 1);
const rates = { make: unit, turn: unit, lose: unit };
const of = async (options: object, output: Output): Promise<Sensitivity | undefined> =>
  sensitivityOf(await readSweep(folder, await madeUp(folder, { rates, ...options }, output)), 0);

const known: Output = (values) => ishigami.at(Float64Array.from(values));
/** Uniform with variance 12, about that of the function itself. */
const noise = (run: number): number => 12 * (new Stream().open(9, run, 0, Purpose.bootstrap).uniform() - 0.5);

function expectNear(found: readonly number[], wanted: readonly number[], within: number): void {
  found.forEach((value, f) => {
    expect(Math.abs(value - wanted[f]!)).toBeLessThan(within);
  });
}

/** First and total indices that were found. */
function indices(found: Sensitivity | undefined): [first: number[], total: number[]] {
  if (found?.kind !== 'sobol') throw new Error('no indices');
  const all = found.indices.factors!;
  return [all.map(({ first }) => first.value), all.map(({ total }) => total.value)];
}

test('indices of a known function are the known ones, each with its factor', async () => {
  const found = await of({ design: saltelli(512) }, known);
  const [first, total] = indices(found);
  expectNear(first, ishigami.first, 0.06);
  expectNear(total, ishigami.total, 0.06);
  expect(found).toMatchObject({ noiseRemoved: false });
  // Control: with the first two factors exchanged they are far off.
  const [other] = indices(
    await of({ design: saltelli(512) }, ([a, b, c], r, run) => known([b!, a!, c!], r, run)),
  );
  expect(Math.abs(other[0]! - ishigami.first[0]!)).toBeGreaterThan(0.1);
});

test('seeds of their own are noise that is taken off; control: of one run it stays', async () => {
  const noisy: Output = (values, r, run) => (known(values, r, run) as number) + noise(run);
  const found = await of({ design: saltelli(256), replicates: 4 }, noisy);
  expect(found).toMatchObject({ noiseRemoved: true });
  const [, total] = indices(found);
  expectNear(total, ishigami.total, 0.12);
  const one = await of({ design: saltelli(256) }, noisy);
  expect(one).toMatchObject({ noiseRemoved: false });
  expect(indices(one)[1][2]! - ishigami.total[2]!).toBeGreaterThan(0.2);
});

test('seeds that rows share are no noise', async () => {
  const found = await of(
    { design: saltelli(64), seed: [1, 2, 3] },
    (v, r, run) => (known(v, r, run) as number) + 9 * r,
  );
  expect(found).toMatchObject({ noiseRemoved: false });
});

test('base points that lack a number are left out, and indices stay', async () => {
  const lacking: Output = (v, r, run) => (run % 97 === 5 ? 'bad' : known(v, r, run));
  const found = await of({ design: saltelli(512) }, lacking);
  expectNear(indices(found)[0], ishigami.first, 0.08);
  expect(found?.kind === 'sobol' && found.indices.dropped).toBeGreaterThan(20);
});

test('elementary effects of a straight line are its slopes', async () => {
  const line: Output = ([a, b, c]) => 3 * a! - 2 * b! + 0 * c!;
  const found = await of(
    { design: morris({ trajectories: 6 }), replicates: 2 },
    (v, r, run) => (line(v, r, run) as number) + r,
  );
  if (found?.kind !== 'morris') throw new Error('no effects');
  const { factors, trajectories, dropped } = found.effects;
  const numbers = factors.map(({ mean, size, spread }) => [mean.value, size.value, spread.value]);
  expectNear(numbers.flat(), [3, 3, 0, -2, 2, 0, 0, 0, 0], 1e-9);
  expect([trajectories, dropped]).toEqual([6, 0]);
  // A point without a number takes its trajectory with it; a run of two does not.
  const lacking: Output = (v, r, run) => (run === 1 || run === 8 || run === 9 ? 'bad' : line(v, r, run));
  const rest = await of({ design: morris({ trajectories: 6 }), replicates: 2 }, lacking);
  expect(rest).toMatchObject({ effects: { trajectories: 5, dropped: 1 } });
});

test('designs that tell none give none, as do those of which too little is whole', async () => {
  expect(await of({ design: { kind: 'sobol', points: 8 } }, known)).toBeUndefined();
  for (const design of [saltelli(8), morris({ trajectories: 4 })])
    expect(await of({ design }, () => 'bad')).toBeUndefined();
});
