import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { Range } from '../../src/kernels/abstraction.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { mdn } from '../../src/kernels/specs.ts';
import { type Budget, type TrainJob, type TrainOptions, trainAbstraction } from '../../src/learning/train.ts';
import { bees, birthDeath } from '../support/networks.ts';

const fixed = (rates: readonly number[]): Range[] => rates.map((r) => [r, r]);
const job: TrainJob = {
  network: birthDeath.network,
  dt: 1,
  shape: { head: 'counts', mixtures: 2, hidden: [8], rateInputs: [] },
  ranges: [[0, 30]],
  rates: fixed(birthDeath.rates),
};
const budget: Budget = { transitions: 4000, epochs: 4, batch: 400 };
const train = (options: TrainOptions = {}, over: Partial<TrainJob> = {}) =>
  trainAbstraction({ ...job, ...over }, { backend: 'cpu', budget, ...options });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('training', () => {
  test('gives the same weights for the same seed, others for another', async () => {
    const [first, again, other] = [
      await train(),
      await train(),
      await train({ budget: { ...budget, seed: 2 } }),
    ];
    expect(again.weights).toEqual(first.weights);
    expect(other.weights).not.toEqual(first.weights);
    // Untrained it is above 4.
    expect(first.provenance.validation).toBeLessThan(3.2);
  });

  test('killed and started again, it ends with the weights of one that was not', async () => {
    const checkpoint = join(folder, 'training');
    const visits: Int32Array[] = [];
    const visit = async () => {
      const visited = Int32Array.from({ length: 60 }, (_, i) => i % 37);
      visits.push(visited);
      return visited;
    };
    const rounds = { ...budget, rounds: 2 };
    const whole = await train({ budget: rounds, visit });
    for (const stopAt of ['0:2', '1:1']) {
      const stop = new AbortController();
      const killed = train({
        budget: rounds,
        visit,
        checkpoint,
        signal: stop.signal,
        onProgress: ({ round, epoch, phase }) => {
          if (phase === 'fit' && `${round}:${epoch}` === stopAt) stop.abort(new Error('killed'));
        },
      });
      await expect(killed).rejects.toThrow('killed');
    }
    expect(await readdir(folder)).toEqual(['training']);
    const visitsBefore = visits.length;
    const resumed = await train({ budget: rounds, visit, checkpoint });
    expect(visits.length).toBe(visitsBefore);
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.domain.counts[0]![1]).toBeGreaterThanOrEqual(36);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a checkpoint of another training is not gone on from, a broken one is refused', async () => {
    const checkpoint = join(folder, 'broken');
    await writeFile(checkpoint, 'no training');
    await expect(train({ checkpoint })).rejects.toThrow(/Remove it to train from the start/);
    await rm(checkpoint);
  });

  test('learns the gaussian head and rate inputs too', async () => {
    const gaussian = await train({}, { shape: { ...job.shape, head: 'gaussian' } });
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
