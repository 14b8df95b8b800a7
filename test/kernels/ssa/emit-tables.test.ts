/** Tables against registers: two programs that must draw the same trajectories, bit for bit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { openSsa } from '../../../src/kernels/ssa.ts';
import {
  bees,
  birthDeath,
  cascade1,
  egfr,
  epidemic,
  gene,
  geneExpression,
  type Model,
  sir,
  toggle,
  toggleUnder,
  x16,
  x40,
  x44,
  x47,
} from '../../support/networks.ts';
import { oracleStep } from '../../support/ssa-oracle.ts';
import { bindingNetwork } from './binding-network.ts';

const rows = 12;

/** Counts after three steps of `dt`, and the events fired. */
async function run(
  { network, start }: Pick<Model, 'network' | 'start'>,
  rates: readonly number[],
  layout: 'registers' | 'tables',
  dt: number,
): Promise<{ counts: Int32Array; events: number }> {
  const kernel = await openSsa({ network, layout });
  const counts = Int32Array.from({ length: rows * start.length }, (_, i) => start[i % start.length]!);
  for (let step = 0; step < 3; step++)
    kernel.step(counts, Float64Array.from(rates), step * dt, dt, { seed: 17, step, firstAgent: 4 });
  return { counts, events: kernel.tally.events };
}

async function expectSame(model: Model, dt: number): Promise<void> {
  const registers = await run(model, model.rates, 'registers', dt);
  expect(await run(model, model.rates, 'tables', dt)).toEqual(registers);
  expect(registers.events).toBeGreaterThan(0);
}

const timed = (law: string): Model => ({
  network: crn(`0 -> X @ {${law}}\nX -> 0 @ 0.3\nX -> Y @ {0.2 * X * (1 + cos(t))}\nY -> 0 @ 1` as string),
  rates: [],
  start: [3, 0],
});

describe('the same bits as registers', () => {
  const cases: readonly (readonly [string, Model, number])[] = [
    ['birth and death', birthDeath, 2],
    ['sir', sir, 1],
    ['gene', gene, 0.5],
    ['gene expression', geneExpression, 50],
    ['x16', x16, 0.5],
    ['x40', x40, 0.5],
    ['x44', x44, 0.02],
    ['x47', x47, 0.001],
    ['bees', bees, 5],
    ['egfr', egfr(), 1],
    ['egfr, falling', egfr({ v2: 'falling' }), 1],
    ['toggle, powers', toggle, 5],
    ['toggle, combinations', toggleUnder('combinations'), 5],
    ['epidemic that swings', epidemic(0.6), 3],
    ['cascade of 15', cascade1(15), 1],
    ['binding of 50', bindingNetwork([3, 2], 10, 0), 5],
    ['a spike in time', timed('1000 * exp(-5000 * (t - 2)^2)'), 2],
    ['a switch in time', timed('if(t > 1 && t <= 1.5, 12, 1)'), 1],
    [
      'constants that are formulas, a channel of three, an event of each kind',
      {
        network: crn(`
          A -> B       @ {k * l * A}
          A -> B       @ 0.1
          A -> B       @ {0.3 * A / (1 + A)}
          B -> A       @ {(k + 2) * B}
          2 A + B -> C @ 0.001
          3 C -> A     @ 0.01
          at 1.5: A = A + 20
          when C > 2: B = 7
        `),
        rates: [0.5, 0.7],
        start: [30, 5, 0],
      },
      1,
    ],
  ];
  test.each(cases)('%s', (_, model, dt) => expectSame(model, dt));

  test('control: a rate one part in a thousand off is another trajectory', async () => {
    const off = x16.rates.map((rate, k) => (k === 0 ? rate * 1.001 : rate));
    const [a, b] = [await run(x16, x16.rates, 'registers', 2), await run(x16, off, 'tables', 2)];
    expect(b.counts).not.toEqual(a.counts);
  });

  test('rates of every row', async () => {
    const { network, rates, start } = egfr();
    const own = Float64Array.from(
      { length: rows * rates.length },
      (_, i) => rates[i % rates.length]! * (1 + 0.05 * Math.floor(i / rates.length)),
    );
    const [a, b] = await Promise.all(
      (['registers', 'tables'] as const).map(async (layout) => {
        const kernel = await openSsa({ network, layout });
        const counts = Int32Array.from({ length: rows * start.length }, (_, i) => start[i % start.length]!);
        kernel.step(counts, own, 0, 1, { seed: 5, step: 0, firstAgent: 0 });
        return counts;
      }),
    );
    expect(b).toEqual(a);
    expect(new Set(Array.from({ length: rows }, (_, r) => a![r * start.length])).size).toBeGreaterThan(3);
  });
});

describe('networks drawn by chance', () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  const side = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.constantFrom(...names)), {
    maxLength: 2,
  });
  const amount = (terms: readonly (readonly [number, string])[], name: string) =>
    terms.reduce((sum, term) => sum + (term[1] === name ? term[0] : 0), 0);
  const written = (terms: readonly (readonly [number, string])[]) =>
    terms.map(([n, name]) => `${n} ${name}`).join(' + ') || '0';
  const reaction = fc
    .record({ from: side, to: side, rate: fc.constantFrom('0.01', 'k', '{0.1 * k}', '{k * D / (1 + D)}') })
    .filter(({ from, to }) => names.some((name) => amount(from, name) !== amount(to, name)))
    // What makes molecules out of fewer may explode.
    .filter(({ from, to }) => to.reduce((n, t) => n + t[0], 0) <= from.reduce((n, t) => n + t[0], 0))
    .map(({ from, to, rate }) => `${written(from)} -> ${written(to)} @ ${rate}`);
  const texts = fc.array(reaction, { minLength: 1, maxLength: 40 });
  const massActions = fc.constantFrom('combinations' as const, 'falling' as const, 'powers' as const);

  test('the same bits; counts stay at least 0, and conservation laws hold', async () => {
    await fc.assert(
      fc.asyncProperty(texts, massActions, async (lines, massAction) => {
        const text = `species ${names.join(', ')}\n${lines.join('\n')}`;
        const network = crn(text as string, { massAction });
        const start = [30, 20, 10, 5, 40];
        const rates = network.rates.map(() => 0.05);
        const registers = await run({ network, start }, rates, 'registers', 0.5);
        const tables = await run({ network, start }, rates, 'tables', 0.5);
        expect(tables).toEqual(registers);
        expect(tables.counts.every((n) => n >= 0)).toBe(true);
        for (const { coefficients } of network.laws) {
          const of = (counts: ArrayLike<number>, row: number) =>
            coefficients.reduce((sum, c, s) => sum + c * counts[row * names.length + s]!, 0);
          for (let row = 0; row < rows; row++) expect(of(tables.counts, row)).toBe(of(start, 0));
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

test('a network of 3749 reactions takes the path of the interpreter and keeps its molecules', async () => {
  const { network, rates, start } = bindingNetwork([8, 6], 22, 1275);
  expect([network.reactions.length, network.species.length]).toEqual([3749, 356]);
  const kernel = await openSsa({ network });
  const constants = Float64Array.from(rates);
  const rng = { seed: 3, step: 0, firstAgent: 0 };
  const [tables, walked] = [Int32Array.from(start), Int32Array.from(start)];
  kernel.step(tables, constants, 0, 0.2, rng);
  oracleStep(network, walked, constants, 0.2, rng);
  expect(tables).toEqual(walked);
  expect(kernel.tally.events).toBeGreaterThan(30);

  kernel.step(tables, constants, 0, 100, { ...rng, step: 1 });
  expect(kernel.tally.events).toBeGreaterThan(1e4);
  expect(network.laws.length).toBeGreaterThan(14);
  for (const { coefficients } of network.laws) {
    const of = (counts: ArrayLike<number>) => coefficients.reduce((sum, c, s) => sum + c * counts[s]!, 0);
    expect(of(tables)).toBe(of(start));
  }
});
