/** Rates found from what a learned kernel says of each transition, without a simulation. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../../../src/cli/given/load-scenario.ts';
import { learnedShape } from '../../../../src/kernels/open-kernel.ts';
import { ssa } from '../../../../src/kernels/specs.ts';
import { findAbstraction } from '../../../../src/learning/store.ts';
import { run } from '../../../../src/run/run.ts';
import type { Scenario } from '../../../../src/run/scenario.ts';
import { between } from '../../../../src/sweep/factors/values.ts';
import { observed } from '../../../../src/sweep/infer/data/observed.ts';
import { infer } from '../../../../src/sweep/infer/engine/infer.ts';
import { openHands } from '../../../../src/sweep/infer/engine/jobs.ts';
import { keptNowhere } from '../../../../src/sweep/infer/engine/kept.ts';
import { inference } from '../../../../src/sweep/infer/inference.ts';
import { particleMarginal } from '../../../../src/sweep/infer/method.ts';

const file = resolve(import.meta.dirname, '../../../../scenarios/x16-rates.ts');
const shipped = await loadScenario(file);
const truth = { a11: 100, a12: 2, a21: 500, b1: 2, on: 0.01, off: 0.01 };
const cell = {
  ...shipped.scenario,
  rates: truth,
  grid: { size: [1, 1] },
  record: undefined,
  time: { unit: '', step: 20, until: 800 },
} as unknown as Scenario;

test('two rates of a gene, from forty steps of exact simulation', async () => {
  const rows: Record<string, number>[] = [];
  for await (const { time, scalars } of run(cell, { kernel: ssa(), threads: 1 }))
    rows.push({ time, ...scalars });
  const task = inference(cell as never, {
    prior: { rates: { a21: between(310, 690), b1: between(1.25, 2.75) } } as never,
    data: observed(rows),
    method: particleMarginal({ iterations: 300, warmup: 200, chains: 1 }),
  });
  const shape = learnedShape(shipped.scenario.kernel as never)!;
  const found = await findAbstraction([shipped.abstractions], { network: cell.crn, dt: 20, shape });
  const hands = openHands(task, () => Promise.resolve(found!.abstraction));
  const { parameters } = await infer(task, hands, { kept: keptNowhere });
  for (const { name, mean, sd, prior } of parameters) {
    // The posterior is near to Gaussian: the truth is 7 sd off once in 1e11.
    expect(Math.abs(mean - truth[name as 'a21'])).toBeLessThan(7 * sd);
    // And it is narrow: a fifth of the prior off would be told.
    expect(7 * sd).toBeLessThan(0.5 * (prior.high - prior.low));
  }
});
