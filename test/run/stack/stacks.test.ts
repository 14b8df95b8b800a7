/** Machines are kept from call to call, some of them, and no memory grows. */
import { describe, expect, test } from 'vitest';
import { mdn } from '../../../src/kernels/specs.ts';
import type { Frame } from '../../../src/record/frame.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { runStack } from '../../../src/run/stack/run-stack.ts';
import { openStacks } from '../../../src/run/stack/stacks.ts';
import { freeBytes } from '../../../src/wasm/memory.ts';
import { learnedWith, meadow, mixture, type Options, stackRun, type Variant } from './meadow.ts';

describe('from call to call', () => {
  const silent = (variant: Variant) => stackRun(variant, () => undefined);

  test('nothing is compiled anew, and no memory is taken', async () => {
    const { of, abstraction } = learnedWith(mdn, mixture, { hop: { P: 0.2 } } as Partial<Options>);
    const stacks = openStacks();
    const call = (seed: number) =>
      runStack([silent({ of, with: { seed } }), silent({ of, with: { seed: seed + 1000 } })], {
        abstraction,
        stacks,
      });
    for (let seed = 0; seed < 3; seed++) await call(seed);
    const { memory } = await stacks.open(setUp(of).setup, abstraction);
    const free = freeBytes(memory);
    for (let seed = 3; seed < 60; seed++) await call(seed);
    expect((await stacks.open(setUp(of).setup, abstraction)).memory).toBe(memory);
    expect(freeBytes(memory)).toBe(free);
    expect(stacks.size).toBe(1);
  });

  test('ways to hop without end do not fill it: it is opened anew, and runs are the same', async () => {
    const stacks = openStacks();
    const hop = (i: number): Variant => ({
      of: meadow({ hop: { P: 0.1 + i / 1000 }, time: { step: 0.5, until: 1 } } as Partial<Options>),
    });
    const memories = new Set<WebAssembly.Memory>();
    for (let i = 0; i < 80; i += 10) {
      await runStack(
        Array.from({ length: 10 }, (_, k) => silent(hop(i + k))),
        { stacks },
      );
      memories.add((await stacks.open(setUp(hop(0).of).setup)).memory);
    }
    expect(stacks.size).toBe(1);
    expect(memories.size).toBeGreaterThan(1);
    const frames: Frame[] = [];
    await runStack(
      [
        stackRun(hop(79), (frame) => {
          frames.push(frame);
          return undefined;
        }),
      ],
      { stacks },
    );
    const afresh: Frame[] = [];
    await runStack(
      [
        stackRun(hop(79), (frame) => {
          afresh.push(frame);
          return undefined;
        }),
      ],
      {},
    );
    expect(frames).toEqual(afresh);
  });

  test('as many stay open as were asked for', async () => {
    const stacks = openStacks(2);
    for (const size of [1, 2, 3, 4])
      await runStack([silent({ of: meadow({ grid: { size: [size, 1] } }) })], { stacks });
    expect(stacks.size).toBe(2);
  });

  test('copies of an abstraction are known as one, another is another', async () => {
    const stacks = openStacks();
    const { of } = learnedWith(mdn, mixture);
    const { setup } = setUp(of);
    const one = await stacks.open(setup, mixture);
    expect(await stacks.open(setup, structuredClone(mixture))).toBe(one);
    const weights = mixture.weights.map((w, i) => (i === 0 ? w + 1 : w));
    expect(await stacks.open(setup, { ...mixture, weights })).not.toBe(one);
  });
});
