/**
 * What every kernel keeps to, exact or learned. Call it from the kernel's own test:
 *
 *     kernelContract('ssa', { open: ({ network }) => openSsa({ network }), allow: 0 });
 *
 * A test that a kernel cannot pass is named in `skips`, with the reason.
 */
import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/crn/network.ts';
import type { Kernel, RowKernel } from '../../src/kernels/kernel.ts';
import type { RowStreams } from '../../src/numerics/streams.ts';
import { createMemory, reserve } from '../../src/wasm/memory.ts';
import { band, gap } from '../support/gap.ts';
import { birthDeathLaw } from '../support/laws.ts';
import { bees, birthDeath } from '../support/networks.ts';

export type ContractTest =
  | 'law'
  | 'half steps'
  | 'tiles'
  | 'row subset'
  | 'conservation'
  | 'absorbing'
  | 'memory'
  | 'rates per row'
  | 'streams';

export interface ContractSubject {
  /** Opens the kernel for steps of `dt`, at the rates of `support/networks.ts`; `birthDeath` and `bees` are asked for. */
  open(job: { network: Network; dt: number; memory?: WebAssembly.Memory }): Promise<Kernel>;
  /** Model error: distance of cumulative laws granted beside the chance of the sample. 0 for exact kernels. */
  readonly allow: number;
  readonly skips?: Readonly<Partial<Record<ContractTest, string>>>;
}

/** Length of the step of each network. */
export const contractStep = { birthDeath: 1, bees: 0.5 } as const;
const chance = 1e-9;
const rows = 20_000;

const stream = (step = 0, firstAgent = 0, seed = 7): RowStreams => ({ seed, step, firstAgent });

/** Rows of bees of every kind: random, crowded, empty, absorbing. */
function hives(n: number): Int32Array {
  const counts = new Int32Array(n * 4);
  for (let r = 0; r < n; r++) counts.set([(r * 7) % 23, r % 3, (r * 5) % 7, (r * 11) % 17], r * 4);
  for (let r = 0; r < n; r += 5) counts.set([r % 40, 0, r % 9, 0], r * 4);
  return counts;
}

export function kernelContract(name: string, { open, allow, skips = {} }: ContractSubject): void {
  const check = (which: ContractTest, title: string, body: () => Promise<void>): void => {
    const reason = skips[which];
    if (reason === undefined) test(title, body);
    else test.skip(`${title} (${reason})`, () => undefined);
  };
  const openBirthDeath = (memory?: WebAssembly.Memory) =>
    open({ network: birthDeath.network, dt: contractStep.birthDeath, ...(memory ? { memory } : {}) });
  const openBees = (memory?: WebAssembly.Memory) =>
    open({ network: bees.network, dt: contractStep.bees, ...(memory ? { memory } : {}) });
  const rates = Float64Array.from(birthDeath.rates);
  const beeRates = Float64Array.from(bees.rates);
  const crowd = (n = rows) => new Int32Array(n).fill(birthDeath.start[0]!);

  describe(name, () => {
    const law = (birth: number) => birthDeathLaw({ from: birthDeath.start[0]!, birth, death: 1, time: 1 });
    const limit = band(rows, chance) + allow;

    check(
      'law',
      'follows the exact law of birth and death, and the check rejects a rate 10 % off',
      async () => {
        const counts = crowd();
        (await openBirthDeath()).step(counts, rates, 0, 1, stream());
        expect(gap(counts, law(10))).toBeLessThan(limit);
        expect(gap(counts, law(11))).toBeGreaterThan(limit);
      },
    );

    check('half steps', 'two half steps are one step', async () => {
      const counts = crowd();
      const kernel = await openBirthDeath();
      kernel.step(counts, rates, 0, 0.5, stream(0));
      kernel.step(counts, rates, 0.5, 0.5, stream(1));
      expect(gap(counts, law(10))).toBeLessThan(limit + allow);
      expect(gap(counts, law(11))).toBeGreaterThan(limit + allow);
    });

    check('streams', 'the same name of the streams gives the same bits, another one others', async () => {
      const kernel = await openBirthDeath();
      const after = (rng: RowStreams) => {
        const counts = crowd(500);
        kernel.step(counts, rates, 0, 1, rng);
        return counts;
      };
      expect(after(stream(3, 9))).toEqual(after(stream(3, 9)));
      for (const other of [stream(4, 9), stream(3, 10_000), stream(3, 9, 8), stream(3, 9, 7 + 2 ** 32)])
        expect(after(other)).not.toEqual(after(stream(3, 9)));
    });

    check('tiles', 'cutting the grid into tiles changes no bit', async () => {
      const kernel = await openBees();
      const whole = hives(3000);
      const cut = whole.slice();
      kernel.step(whole, beeRates, 0, 0.5, stream(2));
      for (const [from, to] of [
        [0, 1],
        [1, 778],
        [778, 3000],
      ] as const)
        kernel.step(cut.subarray(from * 4, to * 4), beeRates, 0, 0.5, stream(2, from));
      expect(cut).toEqual(whole);
    });

    check('row subset', 'a subset of rows moves as it does among all, and the others stay', async () => {
      const kernel = (await openBees()) as RowKernel;
      const before = hives(3000);
      const whole = before.slice();
      kernel.step(whole, beeRates, 0, 0.5, stream(2, 50));
      const some = before.slice();
      const chosen = Uint32Array.from({ length: 1500 }, (_, i) => (i * 7 + 3) % 3000);
      kernel.stepRows(some, chosen, 1400, beeRates, 0, 0.5, stream(2, 50));
      const moved = new Set(chosen.subarray(0, 1400));
      for (let r = 0; r < 3000; r++)
        expect(some.subarray(r * 4, r * 4 + 4)).toEqual(
          (moved.has(r) ? whole : before).subarray(r * 4, r * 4 + 4),
        );
    });

    check('conservation', 'counts stay at least 0 and conservation laws hold, row by row', async () => {
      const kernel = await openBees();
      const counts = hives(2000);
      const totals = () =>
        bees.network.laws.flatMap(({ coefficients }) =>
          Array.from({ length: 2000 }, (_, r) =>
            coefficients.reduce((sum, c, s) => sum + c * counts[r * 4 + s]!, 0),
          ),
        );
      const before = totals();
      expect(bees.network.laws.length).toBe(1);
      for (let k = 0; k < 40; k++) kernel.step(counts, beeRates, k * 0.5, 0.5, stream(k));
      expect(counts.every((n) => n >= 0)).toBe(true);
      expect(totals()).toEqual(before);
    });

    check('absorbing', 'absorbing rows stay as they are and are counted as skipped', async () => {
      const kernel = await openBees();
      const counts = hives(2000);
      const before = counts.slice();
      const still = Array.from({ length: 2000 }, (_, r) => r).filter(
        (r) => counts[r * 4 + 1] === 0 && counts[r * 4 + 3] === 0,
      );
      kernel.step(counts, beeRates, 0, 0.5, stream());
      for (const r of still)
        expect(counts.subarray(r * 4, r * 4 + 4)).toEqual(before.subarray(r * 4, r * 4 + 4));
      const { exact, leapt, learned, skipped } = kernel.tally;
      expect(skipped).toBe(still.length);
      expect(exact + leapt + learned + skipped).toBe(2000);
    });

    check('memory', 'counts inside and outside the shared memory move alike', async () => {
      const outside = hives(2500);
      (await openBees()).step(outside, beeRates, 0, 0.5, stream());
      const memory = createMemory(4 << 20, { shared: true });
      const inside = new Int32Array(memory.buffer, reserve(memory, outside.byteLength), outside.length);
      inside.set(hives(2500));
      const kernel = await openBees(memory);
      kernel.step(inside, beeRates, 0, 0.5, stream());
      expect(inside.slice()).toEqual(outside);
      const elsewhere = hives(2500);
      kernel.step(elsewhere, beeRates, 0, 0.5, stream());
      expect(elsewhere).toEqual(outside);
    });

    check('rates per row', 'rates given for every row are the rates given once', async () => {
      const n = 2500;
      const kernel = await openBees();
      const once = hives(n);
      kernel.step(once, beeRates, 0, 0.5, stream());
      const each = hives(n);
      const width = beeRates.length;
      kernel.step(
        each,
        Float64Array.from({ length: n * width }, (_, i) => beeRates[i % width]!),
        0,
        0.5,
        stream(),
      );
      expect(each).toEqual(once);
    });
  });
}
