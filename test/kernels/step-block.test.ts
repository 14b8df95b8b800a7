import { expect, test } from 'vitest';
import { openLearned } from '../../src/kernels/learned.ts';
import { mdn } from '../../src/kernels/specs.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { addTally, copyTally, noRows, stacks, stepBlock } from '../../src/kernels/step-block.ts';
import { birthDeath } from '../support/networks.ts';
import { randomAbstraction } from './learned/random-abstraction.ts';

const rates = Float64Array.from(birthDeath.rates);
const block = (rows: number) => ({
  counts: new Int32Array(rows).fill(5),
  rates,
  time: 0,
  rng: { seed: 1, step: 0, firstAgent: 0 },
  tally: noRows(),
});

test('a block is stepped as the kernel steps its rows, and counts them alone', async () => {
  const kernel = await openSsa({ network: birthDeath.network });
  const [one, other] = [block(10), block(7)];
  for (const each of [one, other, one]) stepBlock(kernel, each, 1);
  expect([one.tally.exact, other.tally.exact]).toEqual([20, 7]);
  const sum = noRows();
  addTally(one.tally, sum);
  addTally(other.tally, sum);
  expect(kernel.tally).toEqual(sum);
  const copy = noRows();
  copyTally(sum, copy);
  expect(copy).toEqual(sum);

  const again = await openSsa({ network: birthDeath.network });
  const counts = new Int32Array(7).fill(5);
  again.step(counts, rates, 0, 1, other.rng);
  expect(counts).toEqual(other.counts);
});

test('learned kernels gain by rows of several runs, exact ones do not', async () => {
  const { network } = birthDeath;
  const abstraction = randomAbstraction(network, { rates: birthDeath.rates });
  expect(stacks(await openLearned(mdn(abstraction.shape), { network, abstraction }))).toBe(true);
  expect(stacks(await openSsa({ network }))).toBe(false);
});
