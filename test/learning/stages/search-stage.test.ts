import { expect, test } from 'vitest';
import type { Range } from '../../../src/kernels/abstraction.ts';
import { operations, type SearchSchedule, shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { mdn, search } from '../../../src/kernels/specs.ts';
import { openCrew } from '../../../src/learning/crew.ts';
import { memoryLog } from '../../../src/learning/keep/log.ts';
import { noWorkingFolder, type WorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import { searchSchedules } from '../../../src/learning/search/schedule.ts';
import { trainAbstraction } from '../../../src/learning/train.ts';
import { birthDeath } from '../../support/networks.ts';

const schedule: SearchSchedule = {
  ...searchSchedules.quick,
  epochs: 5,
  heatUp: 2,
  interval: 2,
  architecture: 1,
};
const cell = { cells: 1, cellSize: 1, reduce: 1, multiplier: 4, schedule } as const;

/** The turns that a small search tells. */
async function turnsOf(latency: number, folder: WorkingFolder) {
  const crew = await openCrew({ network: birthDeath.network, threads: 1 });
  const log = memoryLog();
  try {
    const shape = shapeOf(mdn({ mixtures: 2, body: search({ ...cell, latency }) }));
    const rates = birthDeath.rates.map((rate): Range => [rate, rate]);
    const job = { network: birthDeath.network, dt: 1, shape, ranges: [[0, 30]] as const, rates };
    const budget = { transitions: 1600, epochs: 1, batch: 400 };
    await trainAbstraction(job, { crew, backend: 'simd', budget, folder, log });
  } finally {
    await crew.close();
  }
  return log.records.filter(({ stage, epoch }) => stage === 'search' && epoch !== undefined);
}

test('a search follows its schedule, and what was measured before is not measured again', async () => {
  const asked: string[] = [];
  const folder: WorkingFolder = {
    ...noWorkingFolder,
    once: <T>(name: string, key: string, make: () => Promise<T>) => {
      if (!name.startsWith('latency-')) return noWorkingFolder.once(name, key, make);
      asked.push(name);
      return Promise.resolve(Object.fromEntries(operations.map((operation) => [operation, 7])) as T);
    },
  };
  const turns = await turnsOf(1e-3, folder);
  expect(turns.map(({ epoch }) => epoch)).toEqual([2, 4]);
  // Of two edges every operation costs 7, whatever their probabilities are.
  for (const { latency } of turns) expect(latency).toBeCloseTo(14, 9);
  expect(asked).toEqual(['latency-4']);
});

test('control: a search that does not weigh time measures nothing', async () => {
  const names: string[] = [];
  const once: WorkingFolder['once'] = (name, key, make) => {
    names.push(name);
    return noWorkingFolder.once(name, key, make);
  };
  const turns = await turnsOf(0, { ...noWorkingFolder, once });
  expect(turns.map(({ latency }) => latency)).toEqual([0, 0]);
  expect(names.filter((name) => name.startsWith('latency'))).toEqual([]);
});
