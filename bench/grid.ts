/**
 * Whole grids: the published 10×10 bees stepped exactly, beside the paper's times, and
 * a million cells on one and two threads.
 */

import { crn, run, type Scenario, scenario } from '../src/index.ts';
import { replicate } from '../src/run/replicates.ts';
import { setUp } from '../src/run/setup.ts';
import { planSharedState } from '../src/run/shared-state.ts';
import { publishedGrid } from '../test/support/scenarios.ts';
import { saveResult, spreadOf } from './measure.ts';

const rounds = 5;

async function publishedBees(): Promise<object> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const seeds = Array.from({ length: 100 }, (_, i) => 100 * round + i + 1);
    const { seconds: spent } = await replicate({
      scenario: publishedGrid('nearest', 100),
      seeds,
      times: [100],
      threads: 1,
    });
    seconds.push(spent / 100);
  }
  const spread = spreadOf(seconds, false);
  process.stdout.write(
    `bees 10×10 to t = 100, exact: ${(1000 * spread.median).toFixed(2)} ms a run on one thread (the paper: SSA "> 10 h", abstraction "< 2 s")\n`,
  );
  return { secondsPerRun: spread, paper: { ssa: '> 10 h', abstraction: '< 2 s' } };
}

/** The meadow of `scenarios/bees-large.ts`, a thousand cells wide. */
function meadow(): Scenario {
  return scenario({
    name: 'meadow',
    crn: crn(`
      species Bee, BeeA, BeeD, P
      BeeA     -> BeeD + 2 P   @ sting
      BeeA + P -> BeeD + 3 P   @ stingAlarmed
      Bee + P  -> BeeA + P     @ {alarm * Bee * (1 / (1 + exp(-steepness * P)) - 1/2)}
      P        -> 0            @ fade
    `),
    rates: { sting: 0.1, stingAlarmed: 0.4, alarm: 0.125, steepness: 0.2, fade: 0.15 },
    grid: { size: [1000, 1000] },
    start: ({ radius, random }) => ({ Bee: Math.floor(20 * random()), P: radius < 16 ? 20 : 0 }),
    hop: { Bee: 0.02, P: 0.2 },
    time: { unit: 'time unit', step: 0.5, until: 10 },
    record: { every: 20, observables: { alive: ['Bee', 'BeeA'] } },
    seed: 7,
  });
}

async function million(): Promise<object> {
  const rates: Record<number, number[]> = { 1: [], 2: [] };
  const shares: Record<string, number> = {};
  for (let round = 0; round < 3; round++)
    for (const threads of [1, 2]) {
      const outcome = await run(meadow(), { threads }).outcome;
      rates[threads]!.push(outcome.cellSteps / outcome.wall);
      for (const [phase, s] of Object.entries(outcome.seconds))
        shares[`${threads}: ${phase}`] = s / outcome.wall;
    }
  const { setup } = setUp(meadow());
  const plan = planSharedState(setup, 1);
  const frames = Object.entries(plan.places).reduce(
    (sum, [name, p]) => (name.startsWith('frame') ? sum + p.length * 4 : sum),
    0,
  );
  const state = Object.values(plan.places).reduce((sum, p) => sum + p.length * (p.type === 'i32' ? 4 : 8), 0);
  const result = {
    cellStepsPerSecond: { 1: spreadOf(rates[1]!), 2: spreadOf(rates[2]!) },
    twoThreadsOverOne: spreadOf(rates[2]!).median / spreadOf(rates[1]!).median,
    shareOfWall: shares,
    bytesPerCell: (state - frames) / 1e6,
    bytesPerCellWithFrames: state / 1e6,
  };
  for (const threads of [1, 2])
    process.stdout.write(
      `meadow 1000×1000, ${threads} thread(s): ${(spreadOf(rates[threads]!).median / 1e6).toFixed(2)} M cell-steps a second\n`,
    );
  process.stdout.write(
    `bytes per cell: ${result.bytesPerCell}, with two frames ${result.bytesPerCellWithFrames}\n`,
  );
  return result;
}

saveResult('grid', { bees: await publishedBees(), million: await million() });
