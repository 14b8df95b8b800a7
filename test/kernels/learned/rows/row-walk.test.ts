/** Rows of several runs in one step of a learned kernel: batches go on from block to block, bits stay. */
import { describe, expect, test } from 'vitest';
import type { Abstraction } from '../../../../src/kernels/abstraction.ts';
import type { RowBlock, StackKernel } from '../../../../src/kernels/kernel.ts';
import { rowHistory } from '../../../../src/kernels/learned/row-history.ts';
import { openLearned } from '../../../../src/kernels/learned.ts';
import { mdn } from '../../../../src/kernels/specs.ts';
import { noRows, stepBlock } from '../../../../src/kernels/step-block.ts';
import { createMemory, reserve } from '../../../../src/wasm/memory.ts';
import { bees } from '../../../support/networks.ts';
import { randomAbstraction } from '../random-abstraction.ts';
import { randomGaussian } from '../random-gaussian.ts';

const { network } = bees;
const width = network.species.length;
const mixture = randomAbstraction(network, { rates: bees.rates });
const lookingBack = randomGaussian(network, { rates: bees.rates, past: 3 });

interface BlockOptions {
  readonly rows: number;
  readonly seed: number;
  /** Where its counts and rates lie; absent: in no WebAssembly memory. */
  readonly memory?: WebAssembly.Memory;
  readonly ratesPerRow?: boolean;
  /** All rows outside the training domain of 40. */
  readonly crowded?: boolean;
  readonly past?: number;
}

/** Rows of every kind: still, of few events, of many, outside the training domain. */
function block({ rows, seed, memory, ratesPerRow, crowded, past = 1 }: BlockOptions): RowBlock {
  const values = Int32Array.from({ length: rows * width }, (_, i) =>
    crowded && i % width === 0 ? 50 : i % 5 === 0 ? 0 : (i * 7919 + seed) % [41, 4, 90, 12][i % width]!,
  );
  const all = ratesPerRow
    ? Float64Array.from({ length: rows * bees.rates.length }, (_, i) => bees.rates[i % bees.rates.length]!)
    : Float64Array.from(bees.rates);
  const at = (bytes: number): [ArrayBufferLike, number] => [memory!.buffer, reserve(memory!, bytes)];
  const counts = memory ? new Int32Array(...at(values.byteLength), values.length) : values;
  const rates = memory ? new Float64Array(...at(all.byteLength), all.length) : all;
  counts.set(values);
  rates.set(all);
  return {
    counts,
    rates,
    time: 0,
    rng: { seed, step: 3, firstAgent: seed % 3 },
    ...(past > 1 ? { history: rowHistory(rows, width, past) } : {}),
    routes: new Uint8Array(rows),
    tally: noRows(),
  };
}

async function open(abstraction: Abstraction, memory: WebAssembly.Memory): Promise<StackKernel> {
  return openLearned(mdn(abstraction.shape), { network, abstraction, memory });
}

/** Steps blocks together, and their likes one by one. */
async function both(abstraction: Abstraction, options: readonly Omit<BlockOptions, 'memory'>[], here = true) {
  const step = async (together: boolean): Promise<readonly RowBlock[]> => {
    const memory = createMemory(1 << 23);
    const kernel = await open(abstraction, memory);
    const blocks = options.map((of) => block({ ...of, ...(here ? { memory } : {}) }));
    for (let n = 0; n < 4; n++)
      if (together) kernel.stepStack(blocks, 0.5);
      else for (const one of blocks) stepBlock(kernel, one, 0.5);
    const sum = noRows();
    for (const { tally } of blocks)
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += tally[name];
    expect(kernel.tally).toEqual(sum);
    return blocks.map(({ counts, history, routes, tally, ...rest }) => ({
      ...rest,
      counts: counts.slice(),
      ...(history ? { history } : {}),
      ...(routes ? { routes } : {}),
      tally,
    }));
  };
  return { together: await step(true), oneByOne: await step(false) };
}

const sizes = [1, 1, 100, 7, 1, 300, 2, 49, 1];

describe('blocks stepped together', () => {
  test.each([
    { name: 'rates of a block', options: {} },
    { name: 'rates of each row', options: { ratesPerRow: true } },
    { name: 'a past', options: { past: 3 }, abstraction: lookingBack },
  ])('are as one by one: $name', async ({ options, abstraction = mixture }) => {
    const blocks = sizes.map((rows, i) => ({ rows, seed: 10 + i, ...options }));
    for (const here of [true, false]) {
      const { together, oneByOne } = await both(abstraction, blocks, here);
      expect(together).toEqual(oneByOne);
    }
    // Control: the seed of one block, and the rows of that alone.
    const others = blocks.map((of, i) => (i === 2 ? { ...of, seed: 99 } : of));
    const [before, after] = [await both(abstraction, blocks), await both(abstraction, others)];
    const differ = before.together.map(
      ({ counts }, i) => String(counts) !== String(after.together[i]!.counts),
    );
    expect(differ).toEqual(sizes.map((_, i) => i === 2));
  });

  test('of which more go to exact simulation than are waited for', async () => {
    const blocks = sizes.map((rows, i) => ({ rows: 5 * rows, seed: i, crowded: i % 2 === 0 }));
    const { together, oneByOne } = await both(mixture, blocks);
    expect(together).toEqual(oneByOne);
    expect(together.reduce((sum, { tally }) => sum + tally.outside, 0)).toBeGreaterThan(4 * 1024);
  });

  test('share what the network is asked: fewer calls than one by one', async () => {
    const calls = async (together: boolean): Promise<number> => {
      const memory = createMemory(1 << 23);
      let runs = 0;
      const kernel = await openLearned(mdn(mixture.shape), {
        network,
        abstraction: mixture,
        memory,
        inference: () => ({
          capacity: 64,
          inputAt: reserve(memory, 1 << 16),
          outputAt: reserve(memory, 1 << 16),
          run: () => {
            runs++;
          },
        }),
      });
      const blocks = Array.from({ length: 40 }, (_, seed) => block({ rows: 4, seed, memory }));
      if (together) kernel.stepStack(blocks, 0.5);
      else for (const one of blocks) stepBlock(kernel, one, 0.5);
      const asked = blocks.reduce((sum, { tally }) => sum + tally.asked + tally.exact - tally.outside, 0);
      if (together) expect(runs).toBe(Math.ceil(asked / 64));
      return runs;
    };
    expect(await calls(true)).toBeLessThan((await calls(false)) / 5);
  });
});

describe('a block with a row that cannot be stepped', () => {
  test('stops all, and leaves nothing for the next call; histories are as they were', async () => {
    const memory = createMemory(1 << 23);
    const kernel = await openLearned(
      { ...mdn(lookingBack.shape), outside: 'error' },
      { network, abstraction: lookingBack, memory },
    );
    const good = () => block({ rows: 30, seed: 4, memory, past: 3 });
    const bad = block({ rows: 30, seed: 4, crowded: true, memory, past: 3 });
    const known = (of: RowBlock): RowBlock => {
      of.history!.known.fill(2);
      of.counts.forEach((n, i) => {
        of.counts[i] = Math.min(n, of === bad ? 90 : 40);
      });
      return of;
    };
    const [first, second] = [known(good()), known(good())];
    expect(() => kernel.stepStack([first, known(bad)], 0.5)).toThrow(/left the training domain: Bee = 50/);
    expect(first.history).toEqual(second.history);
    // The same kernel steps on as a new one.
    const fresh = await open(lookingBack, createMemory(1 << 23));
    const alone = known(block({ rows: 30, seed: 4, past: 3 }));
    stepBlock(fresh, alone, 0.5);
    kernel.stepStack([second], 0.5);
    expect([...second.counts]).toEqual([...alone.counts]);
    expect(second.history).toEqual(alone.history);
  });
});
