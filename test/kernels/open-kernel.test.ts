import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { Network } from '../../src/crn/network.ts';
import type { KernelSpec, LawKernel } from '../../src/kernels/kernel.ts';
import { kernelKinds, openKernel } from '../../src/kernels/open-kernel.ts';
import { hybrid, learnedSpec, mdn, ode, ssa, tau } from '../../src/kernels/specs.ts';
import { bees, sir } from '../support/networks.ts';
import { randomAbstraction } from './learned/random-abstraction.ts';

const { network, rates } = bees;
const abstraction = randomAbstraction(network, { rates });
const spec = mdn(abstraction.shape);
const job = { network, dt: 0.5, abstraction };

describe('the door to kernels', () => {
  test('opens every kind', async () => {
    expect(kernelKinds).toEqual(['ssa', 'tau', 'ode', 'mdn', 'van', 'hybrid']);
    for (const each of [ssa(), tau(), ode(), spec, hybrid(abstraction.shape)])
      expect((await openKernel(each, job)).spec).toEqual(each);
    const other = randomAbstraction(network, { rates, head: 'van' });
    for (const each of [learnedSpec(other.shape), hybrid(other.shape)])
      expect((await openKernel(each, { ...job, abstraction: other })).spec).toEqual(each);
  });

  test.each([
    ['a step that is none', spec, { dt: 0 }, 'the step is 0'],
    ['a step that is no number', spec, { dt: Number.NaN }, 'the step is NaN'],
    ['a kernel that does not exist', { kind: 'guess' } as unknown as KernelSpec, {}, 'no kernel "guess"'],
    ['an abstraction that is missing', spec, { abstraction: undefined }, 'crn-grid train <scenario>'],
    ['one of another network', spec, { network: sir.network }, 'trained for another network'],
    ['one of another step', spec, { dt: 0.25 }, 'trained for steps of 0.5'],
    [
      'one of another shape',
      mdn({ ...abstraction.shape, head: { kind: 'counts', mixtures: 9 } }),
      {},
      'another shape',
    ],
    ['another format', spec, { abstraction: { ...abstraction, formatVersion: 2 } }, 'format version is 2'],
    [
      'too few weights',
      spec,
      { abstraction: { ...abstraction, weights: abstraction.weights.subarray(3) } },
      'its shape needs',
    ],
    [
      'weights that are no numbers',
      spec,
      { abstraction: { ...abstraction, weights: abstraction.weights.map(() => Number.NaN) } },
      'not all numbers',
    ],
    [
      'rates it was not trained for',
      spec,
      { rates: rates.map((r) => 2 * r) },
      'was trained for stinging_rate = 0.1, and the run has stinging_rate = 0.2',
    ],
  ])('refuses %s', async (_what, wanted, over, message) => {
    await expect(openKernel(wanted, { ...job, ...over } as typeof job)).rejects.toThrow(message);
  });

  test('opens one that reads the step for any it was trained for, as if for that one alone', async () => {
    const any = randomAbstraction(network, { rates, steps: [0.1, 2] });
    const wanted = mdn(any.shape);
    const law = async (dt: number, from: typeof any): Promise<number[]> => {
      const kernel = (await openKernel(wanted, { network, dt, abstraction: from })) as LawKernel;
      const out = new Float64Array(1);
      kernel.logProb(Int32Array.of(9, 3, 1, 8), Int32Array.of(8, 4, 1, 8), Float64Array.from(rates), dt, out);
      return [...out];
    };
    expect(await law(1.5, any)).toEqual(await law(1.5, { ...any, dt: 1.5 }));
    expect(await law(1.5, any)).not.toEqual(await law(0.5, any));
    await expect(openKernel(wanted, { network, dt: 2.5, abstraction: any })).rejects.toThrow(
      'trained for steps of 0.1 to 2, and the run takes steps of 2.5',
    );
  });

  test('what it opens has room for the bounds of a network of many species', async () => {
    const n = 66;
    const text = Array.from({ length: n - 1 }, (_, i) => `A${i} <-> A${i + 1} @ k, k`).join('\n');
    const chain = crn(text as `${string}`) as Network;
    const small = { hidden: [4], mixtures: 1, wild: 0.3 } as const;
    const long = randomAbstraction(chain, { rates: [1], basis: 'echelon', ...small });
    const kernel = await openKernel(mdn(long.shape), { network: chain, dt: 0.5, abstraction: long });
    const counts = new Int32Array(n).fill(20);
    kernel.step(counts, Float64Array.of(1), 0, 0.5, { seed: 1, step: 0, firstAgent: 0 });
    expect(kernel.tally).toMatchObject({ learned: 1, asked: 1 });
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
    expect(counts.reduce((sum, x) => sum + x, 0)).toBe(20 * n);
  });

  test('takes the rates it was trained for, and weights on shared memory', async () => {
    const shared = new Float32Array(new SharedArrayBuffer(4 * abstraction.weights.length));
    shared.set(abstraction.weights);
    await openKernel(spec, { ...job, rates, abstraction: { ...abstraction, weights: shared } });
  });
});
