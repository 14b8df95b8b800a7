import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Range } from '../../src/kernels/abstraction.ts';
import { shapeOf } from '../../src/kernels/learned/shape/shape.ts';
import { bodyB, gaussian, mdn } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { type Examples, examplesOf } from '../../src/learning/data/examples.ts';
import { drawStarts } from '../../src/learning/data/starts.ts';
import { drawTransitions } from '../../src/learning/data/transitions.ts';
import { keeper } from '../../src/learning/fit/constraints.ts';
import { type FittingOptions, fullFitting } from '../../src/learning/fit/fitting.ts';
import { penalise } from '../../src/learning/fit/regularisers.ts';
import { beginFit, type FitOptions, type FitState, fitEpoch, isFitted } from '../../src/learning/fit.ts';
import { trainingGraph } from '../../src/learning/job/graph.ts';
import { domainOf, scalingOf } from '../../src/learning/scaling.ts';
import { openTrainer } from '../../src/tensor/backends.ts';
import { type Graph, paramLayout } from '../../src/tensor/graph.ts';
import { initParams } from '../../src/tensor/initialise.ts';
import type { Trainer } from '../../src/tensor/machine.ts';
import { sir } from '../support/networks.ts';

/** The published configuration: eight diagonal normals after body_b of two blocks a. */
const shape = shapeOf(
  mdn({
    head: gaussian({ components: new Array(8).fill('normal-diag') }),
    body: bodyB({ block: 'a', hidden: 50, blocks: 2, activation: 'relu' }),
  }),
);
const dt = 0.2;
const { network } = sir;
let plain: Graph;
let training: Examples;
let heldOut: Examples;
const trainers: Trainer[] = [];

beforeAll(async () => {
  const ssa = await openSsa({ network });
  const fixed = sir.rates.map((rate): Range => [rate, rate]);
  const design = { network, dt, seed: 1, counts: network.species.map((): Range => [0, 150]), rates: fixed };
  const draw = (rows: number, first: number, set: number) =>
    drawTransitions(drawStarts(design, rows, ssa, first), {
      network,
      ssa,
      dt,
      seed: 1,
      each: 2,
      events: 'any',
      set,
      first,
    });
  const [data, held] = [draw(3000, 0, 0), draw(500, 2 ** 31, 1)];
  const domain = domainOf(network, data.before, data.rates, [dt, dt]);
  const parts = { shape, domain, dt, scaling: scalingOf({ network, shape, domain, dt, seed: 1 }, data) };
  plain = trainingGraph(network, parts);
  training = examplesOf(network, parts, data);
  heldOut = examplesOf(network, parts, held);
});
afterAll(() => {
  for (const trainer of trainers) trainer.dispose();
});

interface Job {
  readonly trainer: Trainer;
  readonly options: FitOptions;
  readonly begun: FitState;
}

async function open(fitting: FittingOptions, over: Partial<FitOptions> = {}): Promise<Job> {
  const full = fullFitting(fitting);
  const graph = penalise(plain, shape.head, full.regularisers, network.species.length);
  const trainer = await openTrainer(graph, { backend: 'simd', threads: 1 });
  trainers.push(trainer);
  const options = {
    ...full,
    keep: keeper(graph, full.constraints),
    epochs: 4,
    batch: 256,
    learningRate: 3e-3,
    patience: 50,
    seed: 1,
    round: 0,
    ...over,
  };
  return { trainer, options, begun: await beginFit(trainer, heldOut, initParams(graph, 1), options) };
}

async function run({ trainer, options, begun }: Job, epochs = options.epochs): Promise<FitState> {
  let state = begun;
  while (state.epoch < epochs && !isFitted(state, options))
    state = await fitEpoch(trainer, training, heldOut, state, options);
  return state;
}

/** As the trainer, but what it gives is changed. */
function meddled(
  trainer: Trainer,
  change: (gradient: Float32Array, call: number) => number | undefined,
): Trainer {
  let call = 0;
  return {
    backend: trainer.backend,
    setParams: (params) => trainer.setParams(params),
    run: (...args) => trainer.run(...args),
    dispose: () => {},
    lossAndGradient: async (rows, inputs) => {
      const { loss, gradient } = await trainer.lossAndGradient(rows, inputs);
      return { loss: change(gradient, call++) ?? loss, gradient };
    },
  };
}

const published: FittingOptions = {
  strategy: 'tolerance-drop',
  noise: 0.01,
  regularisers: { body: { kernel: 'l2', bias: 'l2' }, head: { kernel: 'l2', bias: 'l2' } },
};

describe('the published configuration', () => {
  test('learns a small set of SIR; control: not with one gradient in three turned round', async () => {
    const enough = -7;
    const job = await open(published, { epochs: 15 });
    expect((await run(job)).bestValidation).toBeLessThan(enough);
    const turned = meddled(job.trainer, (gradient) => {
      for (let i = 0; i < gradient.length; i += 3) gradient[i]! *= -1;
      return undefined;
    });
    expect((await run({ ...job, trainer: turned })).bestValidation).toBeGreaterThan(enough);
  });
});

describe('a fit', () => {
  test.each<[string, FittingOptions]>([
    ['by default', {}],
    ['as published', published],
    [
      'with all else',
      {
        optimiser: 'sgd',
        strategy: { kind: 'exp-decay', cosSteps: 30 },
        constraints: { body: { kernel: 'maxnorm' } },
      },
    ],
  ])('goes on bit for bit from a saved state: %s', async (_name, fitting) => {
    const job = await open(fitting);
    const whole = await run(job);
    const half = structuredClone(await run(job, 2));
    expect(await run({ ...job, begun: half })).toEqual(whole);
    expect(whole.updates).toBe(4 * Math.floor(training.rows / 256));
  });

  test('keeps the running mean of the weights where that is better, and says its loss', async () => {
    const long = { epochs: 40, learningRate: 0.01 };
    const state = await run(await open({}, long), 2);
    const without = await run(await open({ average: 0 }, long), 2);
    expect(without.average.length).toBe(0);
    expect(without.params).toEqual(state.params);
    expect(state.bestEpoch).toBe(2);
    expect(state.best).toEqual(state.average);
    expect(state.bestValidation).toBeLessThan(without.bestValidation);
  });

  test('noise is fresh in every epoch, the same for the same seed, and never on the held-out set', async () => {
    const [one, other] = [await open({ noise: 0.05 }), await open({ noise: 0.05 })];
    expect(await run(one, 2)).toEqual(await run(other, 2));
    const still = { learningRate: 1e-30, batch: training.rows };
    const quiet = await open({ average: 0 }, still);
    const noisy = await open({ noise: 0.05, average: 0 }, still);
    const [first, second] = [await run(noisy, 1), await run(noisy, 2)];
    expect(first.validation).toBe((await run(quiet, 1)).validation);
    expect(first.loss).not.toBe(second.loss);
  });

  test('keeps the weights it starts from where no epoch is better; control: fresh ones are left', async () => {
    const job = await open({ average: 0 });
    const before = await run(job);
    const wild = { ...job.options, learningRate: 0.5 };
    const again = await beginFit(job.trainer, heldOut, before.best, wild);
    expect(again.bestValidation).toBe(before.bestValidation);
    const after = await run({ ...job, options: wild, begun: again }, 2);
    expect(after.validation).toBeGreaterThan(before.bestValidation);
    expect([after.bestEpoch, after.bestValidation]).toEqual([0, before.bestValidation]);
    expect(after.best).toEqual(before.best);
    expect(before.bestEpoch).toBeGreaterThan(0);
    expect(before.bestValidation).toBeLessThan(job.begun.bestValidation);
  });

  test('keeps its constraints', async () => {
    const { params } = await run(
      await open({ constraints: { body: { kernel: 'unitnorm' } }, average: 0 }),
      1,
    );
    const kernels = paramLayout(plain).params.filter(({ name }) => /^body.*weights$/.test(name));
    expect(kernels.length).toBe(5);
    for (const { offset, rows, width } of kernels)
      for (let k = 0; k < width; k++) {
        let square = 0;
        for (let i = 0; i < rows; i++) square += params[offset + i * width + k]! ** 2;
        expect(square).toBeCloseTo(1, 4);
      }
  });

  test('goes back with half the learning rate when a loss is no number, three times', async () => {
    const job = await open({ average: 0 });
    const once = meddled(job.trainer, (_, call) => (call === 5 ? Number.NaN : undefined));
    const state = await run({ ...job, trainer: once }, 1);
    expect(state.setbacks).toBe(1);
    const slower = await open({ average: 0 }, { learningRate: 1.5e-3 });
    expect(state.params).toEqual((await run(slower, 1)).params);
    const never = meddled(job.trainer, (gradient) => {
      gradient[0] = Number.NaN;
      return undefined;
    });
    await expect(run({ ...job, trainer: never }, 1)).rejects.toThrow(/no number in epoch 1.*eighth/);
  });
});
