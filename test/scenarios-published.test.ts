/**
 * The published networks say what was published: every propensity against its formula written
 * down once more, conservation laws with their totals, columns in the published order.
 *
 * Source: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788, with the settings of its program; networks
 * 16 to 47 from arXiv 1801.09200, EGFR from BIOMD0000000048.
 */
import { describe, expect, test } from 'vitest';
import { published } from '../bench/published.ts';
import { crn } from '../src/crn/crn.ts';
import type { Network } from '../src/crn/network.ts';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import { propensities } from './support/propensities.ts';

/** States from empty to crowded, the sparse ones among them. */
function states(species: number): number[][] {
  const stream = new Stream().open(1, 0, 0, Purpose.analysis);
  return Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: species }, () => (i === 0 ? 0 : stream.integer(i < 20 ? 3 : 300))),
  );
}

describe.each(published)('$name', ({ scenario, order, laws, conserved, dt, draw }) => {
  const network = scenario.crn;
  const rates = network.rates.map((name) => (scenario.rates as Record<string, number>)[name]!);
  const named = (counts: readonly number[]): Record<string, number> =>
    Object.fromEntries(network.species.map((name, s) => [name, counts[s]!]));

  test('columns, step and reactions are the published ones', () => {
    expect(network.species).toEqual(order);
    expect(scenario.time.step).toBe(dt);
    expect(network.reactions).toHaveLength(laws.length);
  });

  test('every propensity is the published formula, and a rate 10 % off is noticed', () => {
    const noticed = new Set<number>();
    for (const counts of states(network.species.length)) {
      const expected = laws.map((law) => law(named(counts)));
      propensities(network, rates, counts).forEach((a, k) => {
        expect(a, `${network.reactions[k]!.name} at ${counts}`).toBeCloseTo(expected[k]!, 9);
      });
      rates.forEach((_, r) => {
        const off = rates.map((value, i) => (i === r ? 1.1 * value : value));
        if (
          propensities(network, off, counts).some((a, k) => Math.abs(a - expected[k]!) > 1e-9 * expected[k]!)
        )
          noticed.add(r);
      });
    }
    expect(noticed.size).toBe(rates.length);
  });

  test('conserves what is published, and nothing else', () => {
    expect(network.laws).toHaveLength(conserved.length);
    const vectors = conserved.map((weights) => order.map((name) => weights[name] ?? 0));
    for (const vector of vectors)
      for (const { name, change } of network.reactions)
        expect(
          change.reduce((sum, t) => sum + t.count * vector[t.species]!, 0),
          name,
        ).toBe(0);
    // Independent: each has a species that the others lack.
    vectors.forEach((vector, i) => {
      expect(vector.some((c, s) => c !== 0 && vectors.every((v, j) => j === i || v[s] === 0))).toBe(true);
    });
  });

  test('training draws from around the published starts', () => {
    const { ranges, totals = [] } = scenario.train!;
    const box = ranges as Record<string, readonly [number, number]>;
    const stream = new Stream().open(2, 0, 0, Purpose.analysis);
    for (let i = 0; i < 200; i++) {
      const start = named(draw(stream));
      for (const { of, is } of totals) expect(of.reduce((sum, name) => sum + start[name]!, 0)).toBe(is);
      for (const [name, [low, high]] of Object.entries(box)) {
        expect(start[name]).toBeGreaterThanOrEqual(low);
        expect(start[name]).toBeLessThanOrEqual(high);
      }
    }
    const drawn = [...Object.keys(box), ...totals.flatMap(({ of }) => of)];
    expect(drawn.sort()).toEqual([...order].sort());
  });
});

describe('traps of the published program', () => {
  test('EGFR: the nominal totals of the six conserved sums', () => {
    const { conserved } = published.find(({ name }) => name === 'egfr')!;
    const nominal: Record<string, number> = { EGF: 680, R: 100, PLCg: 105, Grb: 85, SOS: 34, Shc: 150 };
    const totals = conserved.map((weights) =>
      Object.entries(weights).reduce((sum, [name, c]) => sum + c * (nominal[name] ?? 0), 0),
    );
    expect(totals).toEqual([580, 100, 105, 85, 34, 150]);
  });

  test('EGFR: one activated receptor cannot pair', () => {
    const { network, k } = egfrPairing();
    expect(network.reactions[k]!.reactants).toEqual([{ species: network.species.indexOf('Ra'), count: 2 }]);
  });

  test('switching rates are network rates of their own: a sweep over them cannot lose epsilon', () => {
    for (const { name, scenario } of published.filter((p) => p.name.startsWith('x'))) {
      const rates = scenario.rates as Record<string, number>;
      const switching = scenario.crn.reactions.filter(
        ({ change }) =>
          change.every((t) => scenario.crn.species[t.species]!.startsWith('G')) && change.length === 2,
      );
      expect(switching.length, name).toBeGreaterThanOrEqual(2);
      for (const { law } of switching) {
        // k · G, where k is one number below 0.1.
        expect(law.op).toBe('mul');
        const constant = law.op === 'mul' && law.a.op === 'rate' ? scenario.crn.rates[law.a.index]! : '';
        expect(rates[constant], `${name} ${constant}`).toBeLessThan(0.1);
      }
    }
  });

  test('the other meaning of 2 A is another propensity', () => {
    const [a, b] = [crn('2 A -> 0 @ k', { massAction: 'falling' }), crn('2 A -> 0 @ k')];
    expect(propensities(a, [1], [7])[0]).toBe(42);
    expect(propensities(b, [1], [7])[0]).toBe(21);
  });
});

function egfrPairing(): { network: Network; k: number } {
  const network = published.find(({ name }) => name === 'egfr')!.scenario.crn;
  return { network, k: network.reactions.findIndex((r) => r.name.startsWith('2 Ra')) };
}
