/** Simulation-based calibration of the whole of `smc`, by exact simulation of two networks: 200 replicates each. */
import { describe, expect, test } from 'vitest';
import { crn, scenario } from '../../../src/index.ts';
import { between } from '../../../src/sweep/factors/values.ts';
import { scaledDistance } from '../../../src/sweep/infer/abc/distance.ts';
import { openSimulator } from '../../../src/sweep/infer/abc/simulate.ts';
import { type Generation, smcAbc } from '../../../src/sweep/infer/abc/smc.ts';
import { calibrate, uniformityOf } from '../../../src/sweep/infer/calibrate.ts';
import { type Inference, inference } from '../../../src/sweep/infer/inference.ts';
import { smc } from '../../../src/sweep/infer/method.ts';
import { last, valueAtTime } from '../../../src/sweep/measures.ts';
import { misfit } from '../../support/chi-square.ts';

/** What is born and dies is counted too: with the mean count, near to all that a whole path tells. */
const birthDeath = inference(
  scenario({
    name: 'birth-death',
    crn: crn('0 -> X + Born @ birth\nX -> Dead @ death'),
    rates: { birth: 1, death: 1 },
    start: {},
    time: { step: 1, until: 3 },
    record: { observables: { X: ['X'], born: ['Born'], dead: ['Dead'] } },
  }),
  {
    prior: {
      rates: { birth: between(3, 30, { scale: 'log' }), death: between(0.2, 2, { scale: 'log' }) },
    },
    summary: { born: last('born'), dead: last('dead') },
    data: { born: 0, dead: 0 },
  },
);
/** How many had recovered early, and how many in the end. */
const sir = inference(
  scenario({
    name: 'sir',
    crn: crn('S + I -> 2 I @ {beta * S * I / (S + I + R)}\nI -> R @ gamma'),
    rates: { beta: 3, gamma: 1 },
    start: { S: 90, I: 10 },
    time: { step: 1, until: 4 },
    record: { observables: { I: ['I'], R: ['R'] } },
  }),
  {
    prior: {
      rates: { beta: between(0.5, 5, { scale: 'log' }), gamma: between(0.2, 2, { scale: 'log' }) },
    },
    summary: { early: valueAtTime('R', 1), ill: valueAtTime('I', 2), late: last('R') },
    data: { early: 0, ill: 0, late: 0 },
  },
);

const [replicates, draws, bins] = [200, 19, 10];
const spec = smc({ particles: 80, stop: { generations: 9, epsilon: 0.15, acceptance: 0.02 } });

async function rankOf(task: Inference, narrow: number): Promise<Int32Array[]> {
  const simulate = openSimulator(task, () => Promise.resolve(undefined));
  const { summary } = task.compared;
  const width = summary.names.length;
  return calibrate<Float64Array>({
    ...{ replicates, draws, parameters: 2, seed: 11 },
    async simulate(points, seed) {
      return (await simulate({ points, seeds: Float64Array.of(seed) }, summary)).summaries;
    },
    async infer(data, seed) {
      let found: Generation | undefined;
      const generations = smcAbc({
        ...{ seed, parameters: 2, width, lanes: 1, spec },
        simulate: (proposals) => simulate(proposals, summary),
        distance: (scales) => scaledDistance(data, scales),
      });
      for await (const generation of generations) found = generation;
      const { points, weights } = found!;
      const middle = [0, 1].map((p) => weights.reduce((sum, w, i) => sum + w * points[2 * i + p]!, 0));
      return { points: points.map((u, i) => middle[i % 2]! + narrow * (u - middle[i % 2]!)), weights };
    },
  });
}

function misfitOf(ranks: Int32Array): number {
  const found = new Float64Array(bins);
  for (const rank of ranks) found[Math.floor((rank * bins) / (draws + 1))]!++;
  return misfit(found, new Float64Array(bins).fill(1 / bins));
}

describe.each([
  ['birth and death', birthDeath],
  ['an epidemic', sir],
])('%s', (_, task) => {
  test('ranks are uniform: false alarm 1e-9 for each parameter', async () => {
    const ranks = await rankOf(task, 1);
    for (const of of ranks) {
      expect(misfitOf(of)).toBeLessThan(1);
      expect(uniformityOf(of, draws, bins).p).toBeGreaterThan(1e-6);
    }
  });

  test('control: posteriors a third as wide are found out', async () => {
    for (const of of await rankOf(task, 1 / 3)) expect(misfitOf(of)).toBeGreaterThan(1);
  });
});
