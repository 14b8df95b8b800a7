import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { meanEstimate } from '../../../../src/numerics/sensitivity/bootstrap.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { latinHypercube } from '../../../../src/sweep/designs/design-spec.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import {
  contrastOf,
  type LevelResponse,
  meansOver,
  responseOf,
} from '../../../../src/sweep/results/report/responses.ts';
import { readSweep } from '../../../../src/sweep/results/report/sweep-data.ts';
import { madeUp, type Output } from './made-up.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'responses-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (options: object, output: Output) =>
  readSweep(folder, await madeUp(folder, options, output));

const noise = (n: number): number => new Stream().open(3, n, 0, Purpose.bootstrap).uniform();
const two = { rates: { make: [1, 2, 4], turn: [10, 20] } };
const seeds = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const length = (of: { low: number; high: number }): number => of.high - of.low;

test('means are over all that else varies; tenths of the runs lie beyond the ends', async () => {
  const data = await read({ ...two, seed: seeds(5) }, ([make, turn], r) => make! * turn! + 100 * r);
  const found = responseOf(data, 0, data.levels[0]!);
  expect(found.map(({ mean }) => mean)).toEqual([215, 230, 260]);
  expect(found[0]).toMatchObject({ runs: 10, without: 0 });
  // Runs 10, 20, 110, 120, … 420.
  expect([found[0]!.low, found[0]!.high]).toEqual([15, 415]);
});

test('of a grid, an interval is over whole replicates: what the points of one share counts once', async () => {
  const values = seeds(8).map((r) => 10 * noise(r));
  const data = await read({ rates: { make: [1, 2], turn: seeds(12) }, seed: seeds(8) }, (_, r) => values[r]!);
  const found = responseOf(data, 0, data.levels[0]!);
  const units = meanEstimate(values);
  for (const { interval } of found) {
    expect(interval!.low).toBeCloseTo(units.low, 9);
    expect(interval!.high).toBeCloseTo(units.high, 9);
  }
  // Control: were each of the 96 runs a unit, it would be far shorter.
  const runs = meanEstimate(data.outputs[0]!.slice(0, 96) as number[]);
  expect(length(runs)).toBeLessThan(0.5 * length(found[0]!.interval!));
});

test('with fewer than three replicates there is a mean without an interval', async () => {
  for (const [count, some] of [
    [1, false],
    [2, false],
    [3, true],
  ] as const) {
    const options = { rates: { make: [1], turn: seeds(30) }, seed: seeds(count) };
    const data = await read(options, (_v, _r, run) => noise(run));
    const [found] = responseOf(data, 0, data.levels[0]!);
    expect(found!.mean).toBeGreaterThan(0);
    expect(found!.interval !== undefined).toBe(some);
  }
});

test('of a design that draws, an interval is over points: which fell into a part is chance too', async () => {
  const options = {
    rates: { make: between(0, 10), turn: between(0, 1) },
    ...{ design: latinHypercube(200), replicates: 4 },
  };
  // The other factor moves it by 100, chance by 1.
  let [held, control, parts] = [0, 0, 0];
  for (let designSeed = 1; designSeed <= 10; designSeed++) {
    const data = await read({ ...options, designSeed }, ([, turn], _r, run) => 100 * turn! + noise(run));
    const drawn = responseOf(data, 0, data.levels[0]!);
    const grid = { ...data, header: { ...data.header, design: { kind: 'grid' as const } } };
    const over = responseOf(grid, 0, data.levels[0]!);
    const holds = ({ interval }: LevelResponse): boolean => interval!.low <= 50.5 && 50.5 <= interval!.high;
    held += drawn.filter(holds).length;
    control += over.filter(holds).length;
    parts += drawn.length;
  }
  // 95 of 100 ± 2.2, 6.1 deviations. Control: over replicates hardly any do.
  expect(parts).toBe(100);
  expect(held).toBeGreaterThan(81);
  expect(control).toBeLessThan(50);
});

test('of one listed point of a design that draws, an interval is over its runs', async () => {
  const design = { kind: 'list', points: [{ make: 1 }, { make: 2 }] };
  const data = await read({ rates: { make: [1, 2] }, design, replicates: 6 }, (_v, r) => r);
  const [found] = responseOf(data, 0, data.levels[0]!);
  expect(length(found!.interval!)).toBeCloseTo(length(meanEstimate([0, 1, 2, 3, 4, 5])), 9);
});

test('replicates that lack runs: the mean is of the runs there are, and the lack is told', async () => {
  const lacking: Output = ([make, turn], r) => (make === 1 && turn === 20 && r > 0 ? null : make! * turn!);
  const data = await read({ ...two, seed: seeds(5) }, lacking);
  const [first, second] = responseOf(data, 0, data.levels[0]!);
  expect(first).toMatchObject({ runs: 6, without: 4 });
  expect(first!.mean).toBeCloseTo((5 * 10 + 20) / 6, 12);
  expect(second).toMatchObject({ runs: 10, without: 0, mean: 30, interval: { low: 30, high: 30 } });
});

test('where no run has a number there is no mean; of one there is no interval', async () => {
  const output: Output = ([make], r) => (make === 1 ? null : make === 2 && r > 0 ? 'bad' : 7);
  const data = await read({ rates: { make: [1, 2, 4] }, replicates: 3 }, output);
  const found = responseOf(data, 0, data.levels[0]!);
  expect(found.map(({ mean, interval, runs, without }) => [mean, interval, runs, without])).toEqual([
    [undefined, undefined, 0, 3],
    [7, undefined, 1, 2],
    [7, { low: 7, high: 7 }, 3, 0],
  ]);
});

test('levels of a range without a point are empty', async () => {
  const design = { kind: 'list', points: [{ make: 0.5 }, { make: 9.5 }] };
  const data = await read({ rates: { make: between(0, 10) }, design, replicates: 2 }, ([make]) => make!);
  const found = responseOf(data, 0, data.levels[0]!);
  expect(found.map(({ runs }) => runs)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test('common seeds pair: what chance does to both falls out; control: noise of each run does not', async () => {
  const shared: Output = ([make, turn], r) => 3 * make! + 50 * noise(1000 * r + turn!);
  const paired = await read({ ...two, seed: seeds(6) }, shared);
  const found = contrastOf(paired, 0, 0)!;
  expect(found).toMatchObject({ pairs: 6, dropped: 0 });
  expect([found.mean.value, found.mean.low, found.mean.high].map((x) => x.toFixed(9))).toEqual([
    ...new Array(3).fill('9.000000000'),
  ]);
  expect(found.correlation).toBeCloseTo(1, 9);
  const own = await read({ ...two, seed: seeds(6) }, ([make], _r, run) => 3 * make! + 50 * noise(run));
  expect(length(contrastOf(own, 0, 0)!.mean)).toBeGreaterThan(5);
});

test('pairs of one seed are one unit; control: as many of their own would be surer', async () => {
  // Each seed moves the effect of make, alike at all twelve values of turn.
  const effect = seeds(5).map((r) => 3 + noise(r));
  const wide = { rates: { make: [0, 1], turn: seeds(12) }, seed: seeds(5) };
  const data = await read(wide, ([make], r) => effect[r]! * make!);
  const found = contrastOf(data, 0, 0)!;
  expect(length(found.mean)).toBeCloseTo(length(meanEstimate(effect)), 9);
  const all = seeds(12).flatMap(() => effect);
  expect(length(meanEstimate(all))).toBeLessThan(0.3 * length(found.mean));
});

test('pairs of which one lacks its number are left out', async () => {
  const lacking: Output = ([make, turn], r) =>
    make === 4 && (turn === 20 || r < 1) && r < 2 ? 'bad' : make! + 100 * r;
  const data = await read({ ...two, seed: seeds(4) }, lacking);
  expect(contrastOf(data, 0, 0)).toMatchObject({ pairs: 3, dropped: 1, mean: { value: 3, low: 3, high: 3 } });
  const few = await read({ ...two, seed: seeds(2) }, ([make]) => make!);
  expect(contrastOf(few, 0, 0)).toBeUndefined();
});

test('there is no contrast where points need not share the other factors', async () => {
  const design = {
    kind: 'list',
    points: [
      { make: 1, turn: 0.1 },
      { make: 4, turn: 0.9 },
    ],
  };
  const rates = { make: [1, 4], turn: between(0, 10) };
  const listed = await read({ rates, design, seed: seeds(6) }, ([make]) => make!);
  expect(contrastOf(listed, 0, 0)).toBeUndefined();
  const many = await read({ rates: { make: [1, 4], turn: seeds(101) }, seed: seeds(3) }, ([make]) => make!);
  expect(contrastOf(many, 0, 0)).toBeUndefined();
  const grid = await read({ rates: { make: [1, 4], turn: seeds(100) }, seed: seeds(3) }, ([make]) => make!);
  expect(contrastOf(grid, 0, 0)).toMatchObject({ pairs: 3 });
});

test('a map has the means of every two levels, and none where there is none', async () => {
  const output: Output = ([make, turn], r) => (make === 2 && turn === 10 ? null : make! * turn! + r);
  const data = await read({ ...two, seed: seeds(3) }, output);
  const [make, turn] = data.levels;
  expect(meansOver(data, 0, [make!, turn!])).toEqual([
    [11, 21],
    [undefined, 41],
    [41, 81],
  ]);
  expect(meansOver(data, 0, [turn!, make!])[0]).toEqual([11, undefined, 41]);
});
