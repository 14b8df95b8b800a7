import { afterAll, beforeAll, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { type Crew, openCrew } from '../../../src/learning/crew.ts';
import type { DataPlan } from '../../../src/learning/job/plan-data.ts';
import { noWorkingFolder, type WorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import { TrainingData } from '../../../src/learning/stages/data.ts';

const network = crn('0 -> X @ birth\nX -> 0 @ death');
let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ network, threads: 1 });
});
afterAll(() => crew.close());

const plan: DataPlan = {
  eventsPerStep: 1e6,
  starts: 100,
  each: 4,
  longestChain: 3,
  chained: 0.4,
  epochsPerDraw: 0,
  heldOut: 40,
  search: 30,
  visited: 20,
};
const design = {
  dt: 1,
  seed: 3,
  counts: [[0, 20]] as const,
  rates: [
    [5, 20],
    [1, 1],
  ] as const,
  steps: [0.5, 2] as const,
};
const dataOf = (
  over: Partial<DataPlan>,
  folder: WorkingFolder = noWorkingFolder,
  shared: WorkingFolder | undefined = undefined,
) =>
  new TrainingData({
    ...{ design, events: 'any', plan: { ...plan, ...over }, crew, folder, key: 'k' },
    ...(shared ? { shared } : {}),
  });

/** Keeps in memory, and counts. */
function counting() {
  const kept = new Map<string, unknown>();
  const folder: WorkingFolder = {
    read: async () => undefined,
    write: async () => {},
    once: async (name, key, make) => {
      if (!kept.has(name + key)) kept.set(name + key, await make());
      return kept.get(name + key) as never;
    },
  };
  return { kept, folder };
}

test('data drawn in parts are those drawn at once, states, rates and steps included', async () => {
  const { kept, folder } = counting();
  // So many events a step that a part is no larger than the least; and so few that there is one part.
  const parts = await dataOf({}, folder).epoch(0);
  expect(kept.size).toBe(Math.ceil(100 / 125));
  const many = counting();
  const small = await dataOf({ eventsPerStep: 1e7 }, many.folder).epoch(0);
  expect(many.kept.size).toBe(7);
  expect(small).toEqual(parts);
  expect(small).toEqual(await dataOf({ epochsPerDraw: 1 }).epoch(0));
  expect(small.transitions.dt.every((dt) => dt >= 0.5 && dt <= 2)).toBe(true);
  // What is kept is not drawn again.
  const size = many.kept.size;
  expect(await dataOf({ eventsPerStep: 1e7 }, many.folder).epoch(5)).toEqual(small);
  expect(many.kept.size).toBe(size);
});

test('no two sets share a start: training, held-out, search, another epoch', async () => {
  const data = dataOf({ epochsPerDraw: 1 });
  const sets = [await data.epoch(0), await data.epoch(1), await data.heldOut(), await data.search()];
  const all = sets.flatMap(({ starts }) => Array.from(starts.rates.filter((_, i) => i % 2 === 0)));
  expect(all.length).toBe(100 + 100 + 40 + 30);
  expect(new Set(all).size).toBe(all.length);
  expect(sets.map(({ starts }) => starts.rows)).toEqual([100, 100, 40, 30]);
});

test('what the grid visited is gone through in turn', async () => {
  const pool = {
    rows: 50,
    counts: Int32Array.from({ length: 50 }, (_, i) => i),
    rates: Float64Array.from({ length: 100 }, () => 1),
    dt: new Float64Array(50).fill(1),
  };
  const data = dataOf({ epochsPerDraw: 1 });
  const [first, second] = [await data.visited(pool, 1, 0), await data.visited(pool, 1, 1)];
  expect(Array.from(first.starts.counts)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(Array.from(second.starts.counts)).toEqual(Array.from({ length: 20 }, (_, i) => 20 + i));
});

test('trainings may share what they draw, and not what their own grids visited', async () => {
  const [own, shared] = [counting(), counting()];
  const pool = { rows: 20, counts: new Int32Array(20).fill(3), rates: new Float64Array(40).fill(1) };
  const data = dataOf({}, own.folder, shared.folder);
  await Promise.all([data.epoch(0), data.heldOut(), data.search()]);
  expect([own.kept.size, shared.kept.size]).toEqual([0, 3]);
  await data.visited(pool, 1, 0);
  expect([own.kept.size, shared.kept.size]).toEqual([1, 3]);
});
