/** A run whose network a device computes: the same law, and the same bits on any number of threads. */

import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { mdn, ssa } from '../../../src/kernels/specs.ts';
import { runReplicas } from '../../../src/run/replicates/replica-worker.ts';
import { run } from '../../../src/run/run.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { randomAbstraction } from '../../kernels/learned/random-abstraction.ts';
import { publishedGrid } from '../../support/scenarios.ts';

const shape = shapeOf(mdn({ mixtures: 3, hidden: [8, 8] }));
const { kind: _, ...options } = publishedGrid('nearest', 10);
const dt = options.time.step;
const rates = options.crn.rates.map((name) => options.rates[name as keyof typeof options.rates] as number);
const abstraction = randomAbstraction(options.crn, {
  mixtures: 3,
  hidden: [8, 8],
  dt,
  rates,
  seed: 2,
  wild: 1,
});
const bees = scenario({
  ...options,
  // So many bees, and so much pheromone, that many cells ask the network.
  start: ({ x, y }) => ({ Bee: 10 + x, P: 5 + y }),
  kernel: mdn({ ...shape, outside: 'learned' }),
});

async function finalCounts(backend: string | undefined, threads: number) {
  const outcome = await run(bees, { abstraction, threads, ...(backend ? { backend } : {}) }).outcome;
  expect(outcome.tally.asked).toBeGreaterThan(400);
  expect(outcome.threads).toBe(threads);
  return Array.from(outcome.final.counts);
}

test.each(['cpu', 'wasm', 'simd'])('%s gives the same bits on 1, 2, 3 and 8 threads', async (backend) => {
  const one = await finalCounts(backend, 1);
  for (const threads of [2, 3, 8]) expect(await finalCounts(backend, threads)).toEqual(one);
});

test('all backends draw from one law with one stream: hardly a count differs', async () => {
  const own = await finalCounts('simd', 2);
  const differing = (other: number[]): number => other.filter((n, i) => n !== own[i]).length;
  expect(differing(await finalCounts('wasm', 2))).toBeLessThan(own.length / 20);
  // Control: weights of another seed give other counts.
  const others = randomAbstraction(options.crn, { mixtures: 3, hidden: [8, 8], dt, rates, seed: 3, wild: 1 });
  const { final } = await run(bees, { abstraction: others, threads: 2 }).outcome;
  expect(differing(Array.from(final.counts))).toBeGreaterThan(own.length / 5);
});

test('a run on a device can be held and changed', async () => {
  const change = { kind: 'paint', cells: [5, 99], add: { P: 30 } } as const;
  const live = run(bees, { abstraction, threads: 2, backend: 'cpu' });
  const steer = async (): Promise<void> => {
    await live.pause();
    await live.stepOnce();
    await live.intervene(change);
    live.resume();
  };
  const [outcome] = await Promise.all([live.outcome, steer()]);
  const { step } = live.interventions[0]!;
  const interventions = [{ step, ...change }];
  const known = await run(bees, { abstraction, threads: 1, backend: 'cpu', interventions }).outcome;
  expect(outcome.final).toEqual(known.final);
  // Control.
  expect(await finalCounts('cpu', 1)).not.toEqual(Array.from(known.final.counts));
});

test('a backend that is not there is one clear error', async () => {
  const error = await run(bees, { abstraction, backend: 'abacus' }).outcome.catch((e: unknown) => e);
  expect(isCrnGridError(error, 'BackendError')).toBe(true);
});

test('a backend without a network to compute is refused, and so are replicates on a device', async () => {
  expect(() => run(bees, { kernel: ssa(), backend: 'cpu' })).toThrow('no network to compute');
  const { setup, start } = setUp(bees, { backend: 'cpu' });
  const work = { setup, replicas: [{ seed: 1, start }], steps: [1], abstraction };
  await expect(runReplicas(work)).rejects.toThrow('runs that are stacked are computed by the threads');
});
