import { describe, expect, test } from 'vitest';
import { openMdn } from '../../src/kernels/mdn.ts';
import { openKernel } from '../../src/kernels/open-kernel.ts';
import { hybrid, mdn } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { trainedBirthDeath } from '../fixtures/birth-death.ts';
import { bees } from '../support/networks.ts';
import { kernelContract } from './contract.ts';
import { randomAbstraction } from './mdn/random-abstraction.ts';

const untrained = randomAbstraction(bees.network, { rates: bees.rates });

kernelContract('mdn', {
  open: async ({ network, memory }) => {
    const abstraction = network === bees.network ? untrained : await trainedBirthDeath();
    const more = memory ? { memory } : {};
    return openMdn(mdn(abstraction.shape), { network, abstraction, ...more });
  },
  allow: 0.005,
  skips: { 'half steps': 'it is learned for one length of step' },
});

describe('routes', () => {
  const { network, rates } = bees;
  const all = Float64Array.from(rates);
  const rng = { seed: 3, step: 0, firstAgent: 0 };
  // The last two are outside the training domain of 40.
  const rows = () => Int32Array.from([10, 2, 0, 5, 4, 0, 1, 0, 41, 1, 0, 3, 9, 1, 0, 77]);

  test('rows outside the domain go to SSA, and move as SSA moves them', async () => {
    const kernel = await openMdn(mdn(untrained.shape), { network, abstraction: untrained });
    const [counts, exact] = [rows(), rows()];
    kernel.step(counts, all, 0, 0.5, rng);
    (await openSsa({ network })).step(exact, all, 0, 0.5, rng);
    expect(counts.subarray(8)).toEqual(exact.subarray(8));
    expect(kernel.tally).toMatchObject({ learned: 1, skipped: 1, exact: 2, outside: 2 });
    expect(kernel.tally.events).toBeGreaterThan(0);
  });

  test('rates it was not trained for are outside too', async () => {
    const kernel = await openMdn(mdn(untrained.shape), { network, abstraction: untrained });
    kernel.step(
      rows(),
      all.map((r, i) => (i === 0 ? 1.1 * r : r)),
      0,
      0.5,
      rng,
    );
    expect(kernel.tally).toMatchObject({ learned: 0, skipped: 1, exact: 3, outside: 3 });
  });

  test('outside: "learned" keeps them, outside: "error" names what left', async () => {
    const learnt = await openMdn(mdn({ ...untrained.shape, outside: 'learned' }), {
      network,
      abstraction: untrained,
    });
    learnt.step(rows(), all, 0, 0.5, rng);
    expect(learnt.tally).toMatchObject({ learned: 3, exact: 0 });
    const strict = await openMdn(mdn({ ...untrained.shape, outside: 'error' }), {
      network,
      abstraction: untrained,
    });
    expect(() => strict.step(rows(), all, 0, 0.5, rng)).toThrow('Bee = 41 (trained on 0 to 40)');
  });

  test('hybrid simulates rows that expect few events', async () => {
    const kernel = await openKernel(hybrid({ ...untrained.shape, exactBelow: 1 }), {
      network,
      dt: 0.5,
      abstraction: untrained,
    });
    // 0.15·1·Δt events expected in the first row, more than ten in the second.
    const counts = Int32Array.from([0, 0, 3, 1, 5, 9, 0, 20]);
    kernel.step(counts, all, 0, 0.5, rng);
    expect(kernel.tally).toMatchObject({ exact: 1, learned: 1, outside: 0 });
  });
});
