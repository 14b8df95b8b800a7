import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { busy, busyRates, opened } from '../../support/chains.ts';
import { boxStates, denseGenerator } from '../../support/dense-generator.ts';
import { epidemic } from '../../support/published-networks.ts';

const limits = { A: 6, B: 4 };
const network = crn(busy);
const rates = network.rates.map((name) => busyRates[name as keyof typeof busyRates]);

describe.each([false, true])('reflecting: %s', (reflecting) => {
  const { generator, table } = opened({ network, rates: busyRates, start: {}, limits }, reflecting);
  const dense = denseGenerator({ network, rates, limits: [6, 4], reflecting });
  const states = boxStates([6, 4]);
  const number = (i: number) => table.find(states[i]!, 0);

  test('is the matrix that brute force finds', () => {
    expect(table.size).toBe(states.length);
    const [v, image] = [new Float64Array(table.size), new Float64Array(table.size)];
    states.forEach((_, from) => {
      v.fill(0)[number(from)] = 1;
      generator.multiply(v, image);
      states.forEach((_, to) =>
        expect(image[number(to)]).toBeCloseTo(dense.values[from * dense.n + to]!, 12),
      );
    });
  });

  test('loses mass at the rate of its leaks, none where it reflects', () => {
    const v = Float64Array.from({ length: table.size }, (_, i) => 1 + (i % 7));
    const image = new Float64Array(table.size);
    generator.multiply(v, image);
    const leaked = generator.leak.reduce((sum, rate, i) => sum + rate * v[i]!, 0);
    expect(image.reduce((a, b) => a + b, 0)).toBeCloseTo(-leaked, 9);
    expect(leaked === 0).toBe(reflecting);
  });

  test('moves means by the jumps that happen', () => {
    const v = Float64Array.from({ length: table.size }, (_, i) => 1 + ((3 * i) % 5));
    const image = new Float64Array(table.size);
    generator.multiply(v, image);
    for (const s of [0, 1]) {
      let drift = 0;
      states.forEach((_state, from) =>
        states.forEach((after, to) => {
          drift += v[number(from)]! * dense.values[from * dense.n + to]! * after[s]!;
        }),
      );
      const found = image.reduce((sum, rate, i) => sum + rate * table.rows[2 * i + s]!, 0);
      expect(found).toBeCloseTo(drift, 9);
    }
  });
});

test('explores no state that cannot be reached', () => {
  const dimers = crn('2 A -> B @ k\nB -> 2 A @ k');
  const { table, complete } = opened({ network: dimers, rates: { k: 1 }, start: { A: 7 } });
  expect(complete).toBe(true);
  expect(table.size).toBe(4);
});

test('freezes moving rates at a mean of moments, factor by factor or law by law', () => {
  const { network, rates, start } = epidemic(0.6);
  const one = { ...start, S: 3, I: 2 };
  // `+ 0 * t * I` keeps the law from being taken apart.
  const whole = crn(network.text.replace('* S * I}', '* S * I + 0 * t * I}'));
  const moments = [
    { time: 0.4, share: 1.2 },
    { time: 1.9, share: -0.2 },
  ];
  for (const net of [network, whole]) {
    const { generator, table } = opened({ network: net, rates, start: one });
    expect(generator.freeze(moments)).toBe(true);
    const [v, image] = [new Float64Array(table.size), new Float64Array(table.size)];
    v[table.find([3, 2, 0], 0)] = 1;
    generator.multiply(v, image);
    const beta = moments.reduce(
      (sum, { time, share }) => sum + share * 0.003 * (1 + 0.6 * Math.sin((2 * Math.PI * time) / 6)),
      0,
    );
    expect(image[table.find([2, 3, 0], 0)]).toBeCloseTo(6 * beta, 14);
    // No generator where the mean of a rate falls below 0.
    expect(
      generator.freeze([
        { time: 0, share: -1 },
        { time: 1.5, share: 0.1 },
      ]),
    ).toBe(false);
  }
});
