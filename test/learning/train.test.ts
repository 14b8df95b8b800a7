import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Range } from '../../src/kernels/abstraction.ts';
import { shapeOf } from '../../src/kernels/learned/shape/shape.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { gaussian as gaussianHead, mdn, search } from '../../src/kernels/specs.ts';
import type { Budget } from '../../src/learning/budget.ts';
import { type Crew, openCrew } from '../../src/learning/crew.ts';
import type { TrainJob } from '../../src/learning/job/job.ts';
import { openLog } from '../../src/learning/keep/log.ts';
import { openWorkingFolder } from '../../src/learning/keep/working-folder.ts';
import { type GridVisit, type TrainOptions, trainAbstraction } from '../../src/learning/train.ts';
import { bees, birthDeath } from '../support/networks.ts';

const fixed = (rates: readonly number[]): Range[] => rates.map((r) => [r, r]);
const job: TrainJob = {
  network: birthDeath.network,
  dt: 1,
  shape: shapeOf(mdn({ mixtures: 2, hidden: [8] })),
  ranges: [[0, 30]],
  rates: fixed(birthDeath.rates),
};
const budget: Budget = { transitions: 4000, epochs: 4, batch: 400 };
const crews = new Map<Network, Crew>();
const crewOf = async (network: Network): Promise<Crew> => {
  if (!crews.has(network)) crews.set(network, await openCrew({ network, threads: 1 }));
  return crews.get(network)!;
};
const train = async (options: Partial<TrainOptions> = {}, over: Partial<TrainJob> = {}) => {
  const all = { ...job, ...over };
  const crew = await crewOf(all.network);
  return trainAbstraction(all, { crew, backend: 'simd', budget, ...options });
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Counts that a grid may have visited. */
const visit: GridVisit = {
  key: 'sixty',
  states: async () => Int32Array.from({ length: 60 }, (_, i) => i % 37),
};

/** Trains, stopped at each of these moments in turn and started again, and looks what is in the log. */
async function interrupted(
  name: string,
  moments: readonly string[],
  options: Partial<TrainOptions>,
  over: Partial<TrainJob> = {},
) {
  const path = join(folder, name);
  for (const moment of [...moments, 'never']) {
    const stop = new AbortController();
    const kept = { folder: openWorkingFolder(path), log: await openLog(join(path, 'log.jsonl')) };
    const running = train(
      {
        ...options,
        ...kept,
        signal: stop.signal,
        onProgress: ({ stage, share, epoch }) => {
          if (moment === `${stage}:${epoch ?? (share < 1 ? 'within' : 'end')}`)
            stop.abort(new Error('stopped'));
        },
      },
      over,
    );
    if (moment === 'never') return { abstraction: await running, records: kept.log.records };
    await expect(running, moment).rejects.toThrow('stopped');
  }
  throw new Error('not reached');
}

describe('training', () => {
  test('gives the same weights for the same seed, others for another', async () => {
    const [first, again, other] = [
      await train(),
      await train(),
      await train({ budget: { ...budget, seed: 2 } }),
    ];
    expect(again).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
    // Untrained it is above 4.
    expect(first.provenance.validation).toBeLessThan(3.2);
  });

  test.each([
    ['data drawn for every epoch', {}],
    // A step of so many events that they are drawn once, in parts of a few starts.
    ['data drawn once', { dt: 5, rates: fixed([100, 1]), ranges: [[80, 120]] as Range[] }],
  ])('stopped in every stage and started again, it ends as one that was not: %s', async (name, over) => {
    const options = { budget: { ...budget, rounds: 2 }, visit };
    const moments = ['simulate:within', 'fit-1:2', 'fit-1:4', 'visit-2:within', 'fit-2:1', 'fit-2:2'];
    const whole = await train(options, over);
    const { abstraction, records } = await interrupted(name, moments, options, over);
    expect(abstraction).toEqual(whole);
    expect(abstraction.domain.counts[0]![1]).toBeGreaterThanOrEqual(36);
    const lines = records.map(({ stage, epoch }) => (epoch ? `${stage}:${epoch}` : stage));
    expect(lines).toEqual([
      'simulate',
      ...['fit-1:1', 'fit-1:2', 'fit-1:3', 'fit-1:4', 'fit-1'],
      'visit-2',
      ...['fit-2:1', 'fit-2:2', 'fit-2'],
    ]);
  });

  test('a search that was stopped goes on, and its weights are fitted on', async () => {
    const shape = shapeOf(mdn({ mixtures: 2, body: search({ cells: 1, cellSize: 1, reduce: 1 }) }));
    const small = { budget: { ...budget, transitions: 1600, epochs: 2 } };
    const whole = await train(small, { shape });
    const { abstraction, records } = await interrupted('searched', ['search:within', 'fit-1:2'], small, {
      shape,
    });
    expect(abstraction).toEqual(whole);
    expect(abstraction.genotype!.cells).toHaveLength(1);
    const turns = records.filter(({ stage, epoch }) => stage === 'search' && epoch);
    expect(turns.length).toBeGreaterThan(2);
    expect(new Set(turns.map(({ epoch }) => epoch)).size).toBe(turns.length);
  });

  test('another seed does not go on with what is kept, and a broken file is refused', async () => {
    const path = join(folder, 'mixed');
    await train({ folder: openWorkingFolder(path) });
    const other = { ...budget, seed: 2 };
    expect((await train({ folder: openWorkingFolder(path), budget: other })).weights).toEqual(
      (await train({ budget: other })).weights,
    );
    for (const file of await readdir(path)) await writeFile(join(path, file), 'no stage');
    await expect(train({ folder: openWorkingFolder(path) })).rejects.toThrow(/Remove it, and this stage/);
  });

  test('learns the gaussian head and rate inputs too', async () => {
    const gaussian = await train({}, { shape: { ...job.shape, head: gaussianHead() } });
    expect(gaussian.scaling.head).toBe('gaussian');
    const swept = await train(
      {},
      {
        shape: { ...job.shape, rateInputs: ['birth'] },
        rates: [
          [5, 20],
          [1, 1],
        ],
      },
    );
    const kernel = await openKernel(mdn(swept.shape), { network: job.network, dt: 1, abstraction: swept });
    const counts = new Int32Array(40).fill(5);
    kernel.step(counts, Float64Array.from([7, 1]), 0, 1, { seed: 1, step: 0, firstAgent: 0 });
    expect(kernel.tally).toMatchObject({ learned: 40, outside: 0 });
    kernel.step(new Int32Array(40).fill(5), Float64Array.from([3, 1]), 0, 1, {
      seed: 1,
      step: 0,
      firstAgent: 0,
    });
    expect(kernel.tally.outside).toBe(40);
  });

  test.each([
    [
      'a network with nothing to learn',
      { network: crn('A -> 0 @ k') as Network, ranges: [[0, 1]] as Range[], rates: fixed([1]) },
      'only 0 steps of two events or more',
    ],
    [
      'propensities that read the time',
      { network: crn('A -> 0 @ {k * t}') as Network, rates: fixed([1]) },
      'reads the time t',
    ],
    [
      'events',
      { network: crn('A -> 0 @ k\nat 5: A = 3') as Network, rates: fixed([1]) },
      'events happen inside a step',
    ],
    [
      'rates that are none',
      { network: bees.network, shape: { ...job.shape, rateInputs: ['sting'] } },
      'names "sting"',
    ],
  ])('refuses %s', async (_what, over, message) => {
    await expect(train({}, over)).rejects.toThrow(message);
  });

  test('refuses budgets that are none', async () => {
    await expect(train({ budget: { epochs: 0 } })).rejects.toThrow('`epochs` is 0');
    await expect(train({ budget: { rounds: 2 } })).rejects.toThrow('no grid to visit');
  });
});
