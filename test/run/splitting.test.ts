/**
 * Taking turns between reaction and hopping, against the exact simulation of the whole
 * grid: Strang's error is below the noise here, Lie's with a long step is not.
 */
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { mean, standardError } from '../../src/numerics/statistics.ts';
import { refereeRun } from '../../src/run/referee/referee.ts';
import { runReplicas } from '../../src/run/replicates/replica-worker.ts';
import { setUp } from '../../src/run/scenario/setup.ts';
import { type Scenario, scenario } from '../../src/run/scenario.ts';

const runs = 1500;
const until = 2;
/** Standard errors: a false alarm in any test of this file has a chance below 1e-9. */
const z = 6.2;

/** A and B meet only by hopping: how many are left depends on how reaction and hopping interleave. */
function meeting(split: 'lie' | 'strang', step: number): Scenario {
  return scenario({
    name: 'meeting',
    crn: crn('A + B -> C @ bind'),
    rates: { bind: 2 },
    grid: { size: [6, 1] },
    start: ({ x }) => (x < 3 ? { A: 20 } : { B: 20 }),
    hop: { A: 1, B: 1 },
    split,
    time: { unit: '', step, until },
  });
}

const seeds = Array.from({ length: runs }, (_, i) => i + 1);
const column = 2;
const boundIn = (counts: Int32Array): number =>
  counts.reduce((sum, n, i) => (i % 3 === column ? sum + n : sum), 0);

async function split(kind: 'lie' | 'strang', step: number): Promise<number[]> {
  const { setup, start } = setUp(meeting(kind, step));
  const replicas = seeds.map((seed) => ({ seed, start }));
  const { counts } = await runReplicas({ setup, replicas, steps: [setup.steps] });
  return counts.map(([last]) => boundIn(last!));
}

function exact(): number[] {
  const { setup, start } = setUp(meeting('strang', 1));
  return seeds.map((seed) => {
    const { network, rates, lattice, hops } = setup;
    const { counts } = refereeRun({
      network,
      rates,
      lattice,
      hops,
      start: start.counts,
      until,
      every: until,
      seed: seed + 1e6,
    });
    return boundIn(counts.slice(-18));
  });
}

describe('splitting error, in standard errors of the difference', () => {
  const reference = exact();
  const distance = (sample: number[]): number =>
    Math.abs(mean(sample) - mean(reference)) / Math.hypot(standardError(sample), standardError(reference));

  test('Strang with short steps agrees with the whole-grid simulation', async () => {
    expect(distance(await split('strang', 0.05))).toBeLessThan(z);
  });

  test('control: Lie with one long step does not', async () => {
    expect(distance(await split('lie', 1))).toBeGreaterThan(z);
  });

  test('Strang beats Lie at the same step', async () => {
    expect(distance(await split('strang', 0.5))).toBeLessThan(distance(await split('lie', 0.5)));
  });
});
