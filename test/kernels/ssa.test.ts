import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { isCrnGridError } from '../../src/errors.ts';
import { openSsa } from '../../src/kernels/ssa.ts';
import { createMemory, freeBytes, reserve } from '../../src/wasm/memory.ts';
import { bees, birthDeath, egfr, type Model, sir, toggle, x44 } from '../support/networks.ts';
import { oracleStep } from '../support/ssa-oracle.ts';
import { kernelContract } from './contract.ts';

kernelContract('ssa', {
  open: ({ network, memory }) => openSsa({ network, ...(memory ? { memory } : {}) }),
  allow: 0,
});

const rng = { seed: 11, step: 5, firstAgent: 100 };

/** `n` copies of a start. */
function copies(start: readonly number[], n: number): Int32Array {
  return Int32Array.from({ length: n * start.length }, (_, i) => start[i % start.length]!);
}

describe('the compiled direct method', () => {
  const cases: readonly (readonly [string, Model, number, number])[] = [
    ['birth and death', birthDeath, 200, 3],
    ['sir', sir, 50, 1],
    ['bees', bees, 200, 20],
    ['x44', x44, 10, 0.5],
    ['toggle, powers', toggle, 30, 5],
    ['egfr', egfr(), 10, 3],
    ['egfr, falling', egfr({ v2: 'falling' }), 10, 3],
  ];
  test.each(cases)(
    '%s: takes the path that an interpreter takes with the same draws',
    async (_, model, n, dt) => {
      const rates = Float64Array.from(model.rates);
      const [compiled, walked] = [copies(model.start, n), copies(model.start, n)];
      const kernel = await openSsa({ network: model.network });
      kernel.step(compiled, rates, 0, dt, rng);
      oracleStep(model.network, walked, rates, dt, rng);
      expect(compiled).toEqual(walked);
      expect(compiled).not.toEqual(copies(model.start, n));
      expect(kernel.tally.events).toBeGreaterThan(n);
    },
  );

  test('a step of length 0 changes nothing', async () => {
    const kernel = await openSsa({ network: sir.network });
    const counts = copies(sir.start, 10);
    kernel.step(counts, Float64Array.from(sir.rates), 0, 0, rng);
    expect(counts).toEqual(copies(sir.start, 10));
  });

  test('rates of each row are its own, wherever they lie', async () => {
    const memory = createMemory(1 << 20);
    const kernel = await openSsa({ network: birthDeath.network, memory });
    const n = 3000;
    const outside = Float64Array.from({ length: 2 * n }, (_, i) =>
      i % 2 === 0 ? (i % 4 === 0 ? 0 : 1000) : 1,
    );
    const inside = new Float64Array(memory.buffer, reserve(memory, 16 * n), 2 * n);
    inside.set(outside);
    const [a, b] = [copies([0], n), copies([0], n)];
    kernel.step(a, outside, 0, 1, rng);
    kernel.step(b, inside, 0, 1, rng);
    expect(b).toEqual(a);
    expect(a.every((x, r) => (r % 2 === 0 ? x === 0 : x > 450 && x < 800))).toBe(true);
    const some = copies([0], n);
    kernel.stepRows(some, Uint32Array.of(2999, 0, 7), 3, outside, 0, 1, rng);
    expect([some[2999], some[0], some[7], some[5]]).toEqual([a[2999], 0, a[7], 0]);
  });

  test('a row draws the same beside rows that rest and rows that draw, and in any order', async () => {
    const network = crn('A -> B @ 1\nB -> A @ 1');
    for (const layout of ['registers', 'tables'] as const) {
      const kernel = await openSsa({ network, layout });
      const n = 64;
      // Groups of four with every pattern of rows at rest.
      const start = Int32Array.from({ length: 2 * n }, (_, i) => (((i >> 3) >> ((i >> 1) & 3)) & 1 ? 5 : 0));
      for (const firstAgent of [0, 3, 2 ** 32 - 9]) {
        const together = start.slice();
        kernel.step(together, new Float64Array(0), 0, 1, { ...rng, firstAgent });
        const alone = start.slice();
        for (let r = n - 1; r >= 0; r--)
          kernel.stepRows(alone, Uint32Array.of(r), 1, new Float64Array(0), 0, 1, { ...rng, firstAgent });
        expect(together).toEqual(alone);
        const scattered = start.slice();
        const order = Uint32Array.from({ length: n }, (_, i) => (i * 37) % n);
        kernel.stepRows(scattered, order, n, new Float64Array(0), 0, 1, { ...rng, firstAgent });
        expect(scattered).toEqual(alone);
        expect(together).not.toEqual(start);
        const others = start.slice();
        kernel.step(others, new Float64Array(0), 0, 1, { ...rng, firstAgent: (firstAgent ^ 4) >>> 0 });
        expect(others).not.toEqual(alone);
      }
    }
  });

  test('takes nothing more of the memory after it has been opened', async () => {
    const memory = createMemory(1 << 20);
    const kernel = await openSsa({ network: bees.network, memory });
    const counts = copies(bees.start, 5000);
    kernel.step(counts, Float64Array.from(bees.rates), 0, 0.5, rng);
    const free = freeBytes(memory);
    for (let k = 0; k < 5; k++) kernel.step(counts, Float64Array.from(bees.rates), 0, 0.5, rng);
    expect(freeBytes(memory)).toBe(free);
  });

  test('chains of any length keep their molecules', async () => {
    const line = (k: number) => `X${k} -> X${k + 1} @ 1`;
    const text = (n: number) => Array.from({ length: n }, (_, k) => line(k)).join('\n');
    for (const length of [300, 301]) {
      const kernel = await openSsa({ network: crn(text(length) as string) });
      const counts = new Int32Array((length + 1) * 3);
      for (const r of [0, 1, 2]) counts[r * (length + 1)] = 1000;
      kernel.step(counts, new Float64Array(0), 0, 30, rng);
      for (const r of [0, 1, 2])
        expect(counts.subarray(r * (length + 1), (r + 1) * (length + 1)).reduce((a, b) => a + b)).toBe(1000);
    }
  });

  test('a network of no reactions stands still', async () => {
    const kernel = await openSsa({ network: crn('species A, B\n at 5: A = 3') });
    const counts = copies([1, 2], 4);
    kernel.step(counts, new Float64Array(0), 0, 1, rng);
    expect(counts).toEqual(copies([1, 2], 4));
    kernel.step(counts, new Float64Array(0), 5, 1, rng);
    expect(counts).toEqual(copies([3, 2], 4));
  });
});

describe.each(['registers', 'tables'] as const)(
  'what cannot be stepped is an error that names the row, and the row stays: %s',
  (layout) => {
    async function failure(
      text: string,
      rates: number[],
      start: number[],
      options: { dt?: number; limit?: number } = {},
    ) {
      const kernel = await openSsa({
        network: crn(text),
        layout,
        ...(options.limit === undefined ? {} : { limits: { eventsPerStep: options.limit } }),
      });
      const counts = copies(start, 3);
      const spoilt = copies(start, 3);
      try {
        kernel.step(counts, Float64Array.from(rates), 2, options.dt ?? 1, { ...rng, firstAgent: 40 });
      } catch (error) {
        if (!isCrnGridError(error, 'KernelError')) throw error;
        expect(counts.subarray(0, start.length)).toEqual(spoilt.subarray(0, start.length));
        return error.message;
      }
      return expect.fail('no error');
    }

    test('an explosion', async () => {
      const message = await failure('species X\n grow: X -> 2 X @ 1', [], [10], { dt: 100, limit: 10_000 });
      expect(message).toMatch(
        /agent 40.*more than 10000 reactions in one step of 100.*(grow|X -> 2 X)".*X = 10010/s,
      );
      expect(message).toMatch(/eventsPerStep/);
    });

    test('of many species those that are there are named', async () => {
      const many = Array.from({ length: 40 }, (_, k) => `S${k}`).join(', ');
      const text = `species ${many}\nS3 -> 2 S3 @ 1`;
      const start = Array.from({ length: 40 }, (_, k) => (k < 5 ? k : 0));
      const message = await failure(text, [], start, { dt: 100, limit: 100 });
      expect(message).toContain('with S1 = 1, S2 = 2, S3 = 103, S4 = 4');
      expect(message).not.toContain('S5');
    });

    test('too many molecules', async () => {
      const message = await failure('X -> 1000000 X @ 1', [], [3000], { dt: 10, limit: 100_000 });
      expect(message).toMatch(/agent 40.*(2\^31|more than)/s);
    });

    test('a negative, an infinite and an undefined propensity', async () => {
      const negative = await failure('A -> B @ {A - 5.5}\n B -> A @ 1', [], [8, 0], { dt: 100 });
      expect(negative).toMatch(/agent 40.*propensity of "A -> B" \(line 1\) is -0.5, with A = 5, B = 3/s);
      expect(await failure('A -> B @ {1 / B}', [], [1, 0])).toMatch(
        /propensity of "A -> B" .* is Infinity, with A = 1, B = 0/,
      );
      expect(await failure('A -> B @ {B / B}', [], [1, 0])).toMatch(/is NaN, with A = 1, B = 0/);
      expect(await failure('A -> B @ {log(A - 2)}', [], [1, 0])).toMatch(/is NaN/);
    });

    test('a law without meaning where its reactants are short is never asked', async () => {
      const kernel = await openSsa({ network: crn('species A, B\n A -> B @ {1 / A}'), layout });
      const counts = copies([3, 0], 2);
      kernel.step(counts, new Float64Array(0), 0, 100, rng);
      expect(counts).toEqual(copies([0, 3], 2));
    });

    test('a negative rate constant, and one that is no number', async () => {
      expect(await failure('A -> 0 @ k', [-1], [0])).toMatch(/agent 40.*"k" is -1/s);
      expect(await failure('A -> 0 @ k', [Number.NaN], [2])).toMatch(/"k" is NaN/);
    });

    test('a bad rate of one row stops there, with the rows before it done', async () => {
      const kernel = await openSsa({ network: crn('A -> 0 @ k'), layout });
      const counts = Int32Array.of(5, 0, 5, 5);
      expect(() => kernel.step(counts, Float64Array.of(100, 1, -2, 100), 3, 1, rng)).toThrow(
        /agent 102, time 3.*"k" is -2/s,
      );
      expect([...counts]).toEqual([0, 0, 5, 5]);
    });

    test('steps, rates, limits and memories that are none', async () => {
      const kernel = await openSsa({ network: birthDeath.network });
      const rates = Float64Array.of(1, 1);
      for (const dt of [-1, Number.NaN, Infinity])
        expect(() => kernel.step(copies([1], 2), rates, 0, dt, rng)).toThrow(/step of/);
      expect(() => kernel.step(copies([1], 2), Float64Array.of(1, 1, 1), 0, 1, rng)).toThrow(
        /3 rates for 2 rows/,
      );
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
      await expect(openSsa({ network: birthDeath.network, memory })).rejects.toThrow(/createMemory/);
      for (const eventsPerStep of [0, 1.5, Number.NaN, 2 ** 31])
        await expect(openSsa({ network: birthDeath.network, limits: { eventsPerStep } })).rejects.toThrow(
          /eventsPerStep/,
        );
    });
  },
);
