/** Whole inferences beside posteriors that the master equation gives. */
import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../../../src/cme/fsp.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { scenario } from '../../../../src/run/scenario.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import { observed } from '../../../../src/sweep/infer/data/observed.ts';
import { type InferOptions, infer } from '../../../../src/sweep/infer/engine/infer.ts';
import { openHands } from '../../../../src/sweep/infer/engine/jobs.ts';
import { type Kept, keptNowhere } from '../../../../src/sweep/infer/engine/kept.ts';
import { type Inference, inference } from '../../../../src/sweep/infer/inference.ts';
import { particleMarginal, smc } from '../../../../src/sweep/infer/method.ts';
import { sizeOf } from '../../../../src/sweep/infer/posterior.ts';
import { last } from '../../../../src/sweep/measures.ts';
import { gridMoments, middles } from '../support.ts';

const network = crn('S + I -> 2 I @ {beta * S * I / 10}\nI -> R @ gamma');
const household = scenario({
  name: 'household',
  crn: network,
  rates: { beta: 2, gamma: 1 },
  start: { S: 9, I: 1 },
  time: { step: 3, until: 3 },
});
const range = between(0.3, 10, { scale: 'log' });
const prior = { rates: { beta: range } };

/** Moments of log beta where so many have recovered at t = 3: probabilities from the master equation. */
const known = new Map<number, ReturnType<typeof gridMoments>>();
async function exactFor(recovered: number) {
  const before = known.get(recovered);
  if (before) return before;
  const logs = middles(40).map((u) => Math.log(range.low) + u * Math.log(range.high / range.low));
  const likelihood: number[] = [];
  for (const log of logs) {
    const task = { network, rates: { beta: Math.exp(log), gamma: 1 }, start: { S: 9, I: 1 }, times: [3] };
    for await (const law of solveFsp(task)) likelihood.push(law.marginal('R')[recovered] ?? 0);
  }
  const moments = gridMoments(logs, likelihood);
  known.set(recovered, moments);
  return moments;
}

const run = (task: Inference, options: InferOptions = { kept: keptNowhere }) =>
  infer(
    task,
    openHands(task, () => Promise.resolve(undefined)),
    options,
  );

function momentsOf(values: Float64Array, weights: Float64Array) {
  return gridMoments([...values.map(Math.log)], [...weights]);
}

describe('beta of a household of ten, of which six have recovered', () => {
  test('by smc, once only six is near enough', async () => {
    const task = inference(household, {
      prior,
      summary: { recovered: last('R') },
      data: { recovered: 6 },
      method: smc({ particles: 400, stop: { generations: 20 } }),
    });
    const { posterior, how, predicted } = await run(task);
    expect(how).toMatchObject({ kind: 'smc', ended: 'epsilon' });
    const { mean, sd } = momentsOf(posterior.values[0]!, posterior.weights);
    const error = 6.2 / Math.sqrt(sizeOf(posterior));
    const exact = await exactFor(6);
    expect(Math.abs(mean - exact.mean)).toBeLessThan(error * exact.sd);
    expect(Math.abs(sd - exact.sd)).toBeLessThan(error * exact.sd);
    // Control: the posterior of three recovered is another.
    const other = await exactFor(3);
    expect(Math.abs(mean - other.mean)).toBeGreaterThan(error * exact.sd);
    // New runs lie around the data.
    expect(predicted).toHaveLength(400);
    expect(predicted.reduce((a, b) => a + b, 0) / 400).toBeGreaterThan(3);
  });

  const chains = inference(household, {
    prior,
    data: observed([{ time: 3, R: 6 }]),
    method: particleMarginal({
      particles: 40,
      iterations: 1500,
      warmup: 300,
      chains: 2,
      observation: { R: 'exact' },
    }),
  });

  test('by chains and a particle filter', async () => {
    const { posterior, how } = await run(chains);
    if (how.kind !== 'particle-marginal') throw new Error('another method');
    const { rHat, size } = how.convergence[0]!;
    expect(rHat).toBeLessThan(1.1);
    const { mean, sd } = momentsOf(posterior.values[0]!, posterior.weights);
    const exact = await exactFor(6);
    const error = (6.2 / Math.sqrt(size)) * exact.sd;
    expect(Math.abs(mean - exact.mean)).toBeLessThan(error);
    expect(Math.abs(sd - exact.sd)).toBeLessThan(error);
    expect(Math.abs(mean - (await exactFor(3)).mean)).toBeGreaterThan(error);
  });

  test('what was kept is not done again, and ends with the same bits', async () => {
    const entries = new Map<string, string>();
    const kept: Kept = {
      read: <T>(name: string) =>
        Promise.resolve(entries.has(name) ? (JSON.parse(entries.get(name)!) as T) : undefined),
      write: (name, entry) => {
        const text = JSON.stringify(entry, (_, v: unknown) => (v instanceof Float64Array ? [...v] : v));
        entries.set(name, text);
        return Promise.resolve();
      },
    };
    const short = { ...chains, method: { ...chains.method, iterations: 200, warmup: 50 } } as Inference;
    const whole = await run(short);
    const stop = new AbortController();
    const stopped = run(short, {
      kept,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(entries.size).toBeGreaterThan(0);
    expect((await run(short, { kept })).posterior).toEqual(whole.posterior);
    let calls = 0;
    await run(short, { kept, onProgress: () => calls++ });
    expect(calls).toBe(0);
  });
});

describe('particleMarginal refuses', () => {
  const start = { S: 9, I: 1 };
  const time = { step: 1, until: 3 };
  const data = observed([{ time: 3, R: 6 }]);
  const refused = (of: Parameters<typeof scenario>[0], more: object = {}) => {
    const given = scenario(of as never) as typeof household;
    const method = particleMarginal({ observation: { R: 'poisson' } });
    return run(inference(given, { prior, data, method, ...more }));
  };
  const base = { name: 'h', crn: network, rates: { beta: 1, gamma: 1 }, start, time };
  test.each<[string, object, object, string]>([
    ['grids', { grid: { size: [2, 2] } }, {}, 'is for one well-mixed cell, and the grid has 4'],
    ['hops', { hop: { S: 1 } }, {}, 'without `hop`, `fields` and `max`'],
    [
      'data without a way they were seen',
      {},
      { method: particleMarginal() },
      'the kernel ssa does not know how likely a transition is',
    ],
    [
      'an observation of what was not seen',
      {},
      { method: particleMarginal({ observation: { I: 'poisson' } }) },
      '`observation` names "I", which the data do not have',
    ],
    [
      'data that are no series',
      {},
      { data: { r: 3 }, summary: undefined },
      '`summary` does not say what the numbers',
    ],
  ])('%s', async (_, scene, more, message) => {
    await expect(async () => refused({ ...base, ...scene } as never, more)).rejects.toThrow(message);
  });
});
