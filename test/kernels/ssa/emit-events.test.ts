import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import { band, gap } from '../../support/gap.ts';
import { birthDeathLaw, poissonLaw } from '../../support/laws.ts';

const rng = { seed: 21, step: 0, firstAgent: 0 };

const layouts = ['registers', 'tables'] as const;

async function openIn(layout: (typeof layouts)[number], text: string, rates: number[]) {
  const network = crn(text as string);
  const kernel = await openSsa({ network, layout });
  const width = network.species.length;
  return {
    kernel,
    start: (first: Record<string, number>, n = 1) =>
      Int32Array.from({ length: n * width }, (_, i) => first[network.species[i % width]!] ?? 0),
    step: (counts: Int32Array, time: number, dt: number, step = 0) =>
      kernel.step(counts, Float64Array.from(rates), time, dt, { ...rng, step }),
    column: (counts: Int32Array, name: string) =>
      counts.filter((_, i) => i % width === network.species.indexOf(name)),
  };
}

describe.each(layouts)('events at a set time: %s', (layout) => {
  const open = (text: string, rates: number[] = []) => openIn(layout, text, rates);

  test('happen at that very time: what follows is the law from there', async () => {
    const n = 20_000;
    const { start, step, column } = await open('0 -> X @ 10\nX -> 0 @ 1\nat 0.7: X = 3');
    const counts = start({ X: 500 }, n);
    step(counts, 0, 1);
    const law = (time: number) => birthDeathLaw({ from: 3, birth: 10, death: 1, time });
    expect(gap(column(counts, 'X'), law(0.3))).toBeLessThan(band(n, 1e-9));
    // Control: a time 10 % off is caught.
    expect(gap(column(counts, 'X'), law(0.37))).toBeGreaterThan(band(n, 1e-9));
  });

  test('happen once, whatever the steps are, also where times do not add up exactly', async () => {
    for (const dt of [0.1, 0.3, 1 / 3, 0.7, 2]) {
      const { start, step } = await open(
        'species A\nat 0: A = A + 1\nat 0.3: A = A + 10\nat 0.6: A = A + 100\nat 2.1: A = A + 1000',
      );
      const counts = start({});
      for (let k = 0; k * dt < 4; k++) step(counts, k * dt, dt, k);
      expect(counts[0]).toBe(1111);
    }
  });

  test('at the end of a step belong to the next one', async () => {
    const { start, step } = await open('species A\nat 1: A = 5');
    const counts = start({});
    step(counts, 0, 1);
    expect(counts[0]).toBe(0);
    step(counts, 1, 1);
    expect(counts[0]).toBe(5);
  });

  test('at one time happen in the order of the text, later times later', async () => {
    const { start, step } = await open('species A\nat 2: A = A * 3\nat 1: A = 5\nat 2: A = A + 1');
    const counts = start({});
    step(counts, 0, 4);
    expect(counts[0]).toBe(16);
  });

  test('read the state before them, round to the nearest, and know rates and the time', async () => {
    const { start, step, column } = await open('species A, B\nat 1.5: A = B, B = A + k * t', [0.4]);
    const counts = start({ A: 7, B: 3 });
    step(counts, 0, 2);
    expect([column(counts, 'A')[0], column(counts, 'B')[0]]).toEqual([3, 8]);
  });

  test('wake an absorbing row, and leave it skipped in the other steps', async () => {
    const { kernel, start, step, column } = await open('A -> B @ 1000\nat 5: A = 4');
    const counts = start({}, 10);
    step(counts, 0, 5);
    expect(kernel.tally.skipped).toBe(10);
    step(counts, 5, 1);
    expect(kernel.tally.skipped).toBe(10);
    expect([...column(counts, 'B')]).toEqual(Array(10).fill(4));
  });

  test('below 0, or no number, are an error', async () => {
    const below = await open('species A\nat 1: A = A - 3');
    expect(() => below.step(below.start({ A: 2 }), 0, 2)).toThrow(
      /agent 0, time 1.*sets "A" to -1, with A = 2/s,
    );
    const none = await open('species A, B\nat 1: A = B / B');
    expect(() => none.step(none.start({}), 0, 2)).toThrow(/sets "A" to NaN/);
  });
});

describe.each(layouts)('events on a condition: %s', (layout) => {
  const open = (text: string) => openIn(layout, text, []);

  test('happen the moment it becomes true', async () => {
    const { start, step, column } = await open('0 -> X @ 100\nwhen X >= 7: X = 0');
    const counts = start({}, 500);
    step(counts, 0, 3);
    const x = column(counts, 'X');
    expect(Math.max(...x)).toBe(6);
    expect(new Set(x).size).toBe(7);
  });

  test('happen once each time it becomes true, also across steps', async () => {
    const { start, step, column } = await open('species X, Seen\nX -> 0 @ 1\nwhen X < 5: Seen = Seen + 1');
    const counts = start({ X: 20 }, 50);
    for (let k = 0; k < 30; k++) step(counts, k, 1, k);
    expect([...column(counts, 'Seen')]).toEqual(Array(50).fill(1));
    counts.set(start({ X: 20, Seen: 1 }), 0);
    step(counts, 30, 50, 30);
    expect(column(counts, 'Seen')[0]).toBe(2);
  });

  test('that hold at the start happen at the start, also in an absorbing row', async () => {
    const { start, step, column } = await open('species A, B, C\nA -> B @ 1\nwhen A == 0: C = 9');
    const counts = start({});
    step(counts, 0, 1);
    expect(column(counts, 'C')[0]).toBe(9);
  });

  test('set each other off, until an endless chain is called one', async () => {
    const chain = await open(
      'species A, B, C\nwhen C > 0: A = 100\nwhen A > 0 && A < 100: B = 1\nwhen B > 0: C = 1',
    );
    const counts = chain.start({ A: 1 });
    chain.step(counts, 0, 1);
    expect([...counts.subarray(0, 3)]).toEqual([100, 1, 1]);
    const endless = await open('species A\nwhen A > 0: A = 0\nwhen A == 0: A = 1');
    expect(() => endless.step(endless.start({ A: 1 }), 0, 1)).toThrow(/without end/);
  });

  test('do not disturb the law of what they do not touch', async () => {
    const n = 20_000;
    const { start, step, column } = await open(
      '0 -> X @ 10\nX -> 0 @ 1\n0 -> Y @ 5\nwhen Y > 3: Y = 0\nat 0.5: Y = 2',
    );
    const counts = start({}, n);
    step(counts, 0, 1);
    const law = (birth: number) => poissonLaw(birth * (1 - Math.exp(-1)));
    expect(gap(column(counts, 'X'), law(10))).toBeLessThan(band(n, 1e-9));
    expect(gap(column(counts, 'X'), law(11))).toBeGreaterThan(band(n, 1e-9));
  });
});
