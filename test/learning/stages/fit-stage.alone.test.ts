import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Range } from '../../../src/kernels/abstraction.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { mdn } from '../../../src/kernels/specs.ts';
import { type Budget, fullBudget } from '../../../src/learning/budget.ts';
import { type Crew, openCrew } from '../../../src/learning/crew.ts';
import { noStarts } from '../../../src/learning/data/starts.ts';
import { type KernelParts, trainingGraph } from '../../../src/learning/job/graph.ts';
import { drawnEvents, fitOptions, startDesign, type TrainJob } from '../../../src/learning/job/job.ts';
import { planData } from '../../../src/learning/job/plan-data.ts';
import { memoryLog } from '../../../src/learning/keep/log.ts';
import { noWorkingFolder, type WorkingFolder } from '../../../src/learning/keep/working-folder.ts';
import { TrainingData } from '../../../src/learning/stages/data.ts';
import { type FitJob, fitStage } from '../../../src/learning/stages/fit-stage.ts';
import { simulateStage } from '../../../src/learning/stages/simulate-stage.ts';
import { openTrainer } from '../../../src/tensor/backends.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import type { Trainer } from '../../../src/tensor/machine.ts';
import { birthDeath } from '../../support/networks.ts';

vi.mock('../../../src/tensor/backends.ts', { spy: true });

const { network } = birthDeath;
const job: TrainJob = {
  ...{ network, dt: 1, shape: shapeOf(mdn({ mixtures: 2, hidden: [8] })), ranges: [[0, 30]] },
  rates: birthDeath.rates.map((rate): Range => [rate, rate]),
};
const small = { transitions: 1600, epochs: 6, batch: 400 };

let crew: Crew;
beforeAll(async () => {
  crew = await openCrew({ network, threads: 1 });
});
afterAll(() => crew.close());

/** A fit of the job from nothing. */
async function fitJob(over: Partial<FitJob> = {}, more: Budget = {}, share?: number): Promise<FitJob> {
  const budget = fullBudget({ ...small, ...more });
  const design = startDesign(job, budget);
  const planned = await planData(design, budget, false, crew);
  const plan = share === undefined ? planned : { ...planned, epochsPerDraw: share };
  const events = drawnEvents(job);
  const data = new TrainingData({ design, events, plan, crew, folder: noWorkingFolder, key: 'data' });
  const onProgress = () => {};
  const simulate = { job, seed: 1, plan, data, signal: undefined, onProgress };
  const { domain, scaling } = await simulateStage(simulate);
  const parts: KernelParts = { shape: job.shape, dt: job.dt, domain, scaling };
  return {
    ...{ name: 'fit-1', network, parts, backend: 'simd', threads: 1, data, onProgress },
    ...{ options: fitOptions(job, budget, plan, 0), firstEpoch: 0, epochsPerDraw: plan.epochsPerDraw },
    ...{ weights: initParams(trainingGraph(network, parts), 1), seen: { states: 0, transitions: 0 } },
    ...{ pool: noStarts, heldPool: noStarts, folder: noWorkingFolder, key: 'fit', log: memoryLog() },
    ...{ saveSeconds: 30, ...over },
  };
}

/** A trainer whose losses are no numbers in some of its updates. */
async function brokenIn(updates: readonly number[]): Promise<void> {
  const { openTrainer: real } = await vi.importActual<typeof import('../../../src/tensor/backends.ts')>(
    '../../../src/tensor/backends.ts',
  );
  let call = 0;
  vi.mocked(openTrainer).mockImplementationOnce(async (...args) => {
    const trainer = await real(...args);
    const { lossAndGradient } = trainer;
    trainer.lossAndGradient = async (...of: Parameters<Trainer['lossAndGradient']>) => {
      const found = await lossAndGradient.apply(trainer, of);
      return updates.includes(call++) ? { ...found, loss: Number.NaN } : found;
    };
    return trainer;
  });
}

test('each epoch is a line in the log; stopped and begun again, it ends as one that was not', async () => {
  const whole = await fitJob();
  const fitted = await fitStage(whole);
  expect(whole.log.records.map(({ stage, epoch }) => `${stage}:${epoch}`)).toEqual(
    [1, 2, 3, 4, 5, 6].map((epoch) => `fit-1:${epoch}`),
  );
  const losses = whole.log.records.map(({ heldOut }) => heldOut!);
  expect(fitted.heldOutLoss).toBe(Math.min(...losses));
  expect(fitted.epoch).toBe(1 + losses.indexOf(fitted.heldOutLoss));

  const kept = new Map<string, unknown>();
  const folder: WorkingFolder = {
    ...noWorkingFolder,
    read: async <T>(name: string) => structuredClone(kept.get(name)) as T | undefined,
    write: async (name, _key, value) => void kept.set(name, structuredClone(value)),
  };
  const stop = new AbortController();
  const log = memoryLog();
  const stopped = await fitJob({
    ...{ folder, log, signal: stop.signal },
    onProgress: ({ epoch }) => {
      if (epoch === 4) stop.abort(new Error('stopped'));
    },
  });
  await expect(fitStage(stopped)).rejects.toThrow('stopped');
  expect(log.records).toHaveLength(3);
  // What was told and not saved is told again.
  await log.add({ stage: 'fit-1', epoch: 4, seconds: 1 });
  expect(await fitStage(await fitJob({ folder, log }))).toEqual(fitted);
  const told = (records: typeof log.records) => records.map(({ seconds: _, ...rest }) => rest);
  expect(told(log.records)).toEqual(told(whole.log.records));
});

test('an epoch begun again is told with the rate that it had; control: others are not', async () => {
  const batches = small.transitions / small.batch;
  const plain = await fitJob();
  await fitStage(plain);
  // The second epoch fails in its first update and in that of its second try.
  await brokenIn([batches, batches + 1]);
  const halved = await fitJob();
  await fitStage(halved);
  expect(halved.log.records.map(({ setbacks }) => setbacks)).toEqual([undefined, 2, ...Array(4)]);
  const rates = ({ log }: FitJob) => log.records.map(({ learningRate }) => learningRate!);
  const [own, usual] = [rates(halved), rates(plain)];
  expect(own[0]).toBe(usual[0]);
  for (let i = 1; i < own.length; i++) expect(own[i]).toBeCloseTo(usual[i]! / 4, 12);
  for (const record of plain.log.records) expect(Object.keys(record)).not.toContain('setbacks');
});

test('so are the drops of a strategy, after the epochs that were no better', async () => {
  const strategy = { kind: 'tolerance-drop', patience: 1, decay: 0.5 } as const;
  const dropping = await fitJob({}, { strategy, learningRate: 0.1 });
  await fitStage(dropping);
  let best = Number.POSITIVE_INFINITY;
  const first = dropping.log.records[0]!.learningRate!;
  let rate = first;
  for (const { heldOut, drops, learningRate } of dropping.log.records) {
    expect(learningRate).toBeCloseTo(rate, 12);
    // The weights that it began with are worse than any of these.
    const worse = heldOut! >= best;
    expect(drops).toBe(worse ? 1 : undefined);
    if (worse) rate *= 0.5;
    best = Math.min(best, heldOut!);
  }
  expect(rate).toBeLessThan(first);
});

test('data of a draw that the round before has ended in are counted once', async () => {
  const budget: Budget = { epochs: 3 };
  const first = await fitStage(await fitJob({ epochsPerDraw: 4 }, budget, 4));
  expect(first.seen.lastEpoch).toBe(2);
  const round = async (firstEpoch: number) => {
    const job = await fitJob({ epochsPerDraw: 4, firstEpoch, seen: first.seen }, budget, 4);
    const { seen } = await fitStage({ ...job, options: { ...job.options, round: 1, epochs: 1 } });
    return {
      states: seen.states - first.seen.states,
      transitions: seen.transitions - first.seen.transitions,
    };
  };
  // Epochs 0 to 3 share a draw.
  expect(await round(3)).toEqual({ states: 0, transitions: 0 });
  // Control: the next one is new.
  expect((await round(4)).states).toBeGreaterThan(0);
});
