/** Two-sample tests of whole grids: an exact kernel passes as often as is said, and others do not. */
import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { ssa } from '../../../src/kernels/specs.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { compareGrids } from '../../../src/run/replicates/compare-grids.ts';
import { compareRuns } from '../../../src/run/replicates/compare-runs.ts';
import { type Replicates, replicate } from '../../../src/run/replicates/replicates.ts';
import { scenario } from '../../../src/run/scenario.ts';

const chance = 1e-9;
const runs = 60;
const times = [1, 3];
/** Bound and free molecules in each cell; the free ones come and go. */
const pond = (birth: number) =>
  scenario({
    name: 'pond',
    crn: crn('species X, On, Off\n0 -> X @ birth\nX -> 0 @ death\nX + Off <-> X + On @ bind, loose'),
    rates: { birth, death: 1, bind: 0.1, loose: 0.5 },
    grid: { size: [4, 4] },
    start: { X: 5, Off: 3 },
    hop: { X: 0.5 },
    time: { step: 0.5, until: 3 },
    record: { observables: { free: ['X'], on: ['On'] } },
  });
const many = (birth: number, first: number): Promise<Replicates> =>
  replicate({
    scenario: pond(birth),
    overrides: { kernel: ssa() },
    seeds: Array.from({ length: runs }, (_, i) => first + i),
    times,
    threads: 1,
  });
const exact = await many(20, 1);

test('an exact kernel passes, and breaks nothing', async () => {
  const heard: number[] = [];
  const { tests, violations, tally } = await compareGrids({
    scenario: pond(20),
    spec: ssa(),
    runs,
    times,
    chance,
    seed: 1,
    threads: 1,
    onRun: (done, total) => heard.push(done / total),
  });
  expect(tests.map(({ name, time }) => [name, time])).toEqual([
    ['free', 1],
    ['free', 3],
    ['on', 1],
    ['on', 3],
  ]);
  expect(tests.filter((t) => !t.pass)).toEqual([]);
  expect(violations).toEqual({ conservation: 0, negative: 0, fromNothing: 0 });
  expect(tally.learned).toBe(0);
  expect(heard.at(-1)).toBe(1);
  // Of the mean and of the law, of two observables at two times: each has an eighth of the chance.
  for (const t of tests) expect(2 * Math.exp(-(t.zLimit ** 2) / 2)).toBeCloseTo(chance / 8, 15);
});

test('control: one with a rate 10 % off fails', async () => {
  const { tests } = compareRuns(exact, await many(22, 1000), pond(20), chance);
  expect(tests.find((t) => t.name === 'free' && t.time === 3)!.pass).toBe(false);
});

test('violations are counted: conservation, less than nothing, something from nothing', () => {
  const spoilt = (spoil: (counts: Int32Array) => void): Replicates => ({
    ...exact,
    runs: exact.runs.map((frames, r) =>
      frames.map((frame, t) => {
        const counts = frame.counts.slice();
        if (r === 4 && t === 1) spoil(counts);
        return { ...frame, counts };
      }),
    ),
  });
  const violations = (spoil: (counts: Int32Array) => void) =>
    compareRuns(exact, spoilt(spoil), pond(20), chance).violations;
  expect(violations(() => undefined)).toEqual({ conservation: 0, negative: 0, fromNothing: 0 });
  // X comes and goes: no law holds it.
  expect(violations((c) => c.fill(-1, 0, 1))).toEqual({ conservation: 0, negative: 1, fromNothing: 0 });
  expect(violations((c) => c.set([7, 0], 1))).toEqual({ conservation: 1, negative: 0, fromNothing: 0 });
  const starts = exact.starts.map((counts) => counts.map((n, i) => (i % 3 === 0 ? n : 0)));
  const empty = compareRuns(exact, { ...exact, starts }, pond(20), chance).violations;
  const all = 16 * runs * times.length;
  expect(empty).toEqual({ conservation: all, negative: 0, fromNothing: all });
});

/** Twenty runs whose observables are normal deviates, 30 at one time. */
function drawn(agent: number): Replicates {
  const stream = new Stream().open(9, 0, agent, Purpose.analysis);
  const names = Array.from({ length: 30 }, (_, i) => `o${i}`);
  const frames = () => [
    {
      step: 1,
      time: 1,
      counts: new Int32Array(48),
      fields: {},
      scalars: Object.fromEntries(names.map((name) => [name, stream.normal()])),
    },
  ];
  const starts = Array.from({ length: 20 }, () => new Int32Array(48));
  return { ...exact, starts, runs: starts.map(frames) };
}

test('the chance is that of failing any of the tests', () => {
  // Of 100 exact kernels 2 fail at a chance of 2 %, or fewer: more than 16 have a chance of 1e-9.
  const fails = (chance: number): number => {
    const kernels = Array.from({ length: 100 }, (_, i) => i);
    const passes = (i: number): boolean =>
      compareRuns(drawn(2 * i), drawn(2 * i + 1), pond(20), chance).tests.every((t) => t.pass);
    return kernels.filter((i) => !passes(i)).length;
  };
  expect(fails(0.02)).toBeLessThan(17);
  // Control: the same chance for each of the 60 tests is more than that in all.
  expect(fails(60 * 0.02)).toBeGreaterThan(16);
});
