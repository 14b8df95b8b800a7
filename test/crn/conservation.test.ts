import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conservationLaws } from '../../src/crn/conservation.ts';
import { crn } from '../../src/crn/crn.ts';
import type { Network, Term } from '../../src/crn/network.ts';
import { bees, birthDeath, egfr, geneExpression, sir, x16, x44 } from '../support/networks.ts';

/** The law that weighs the named species and no others. */
const weights = (network: Network, named: Record<string, number>) =>
  network.species.map((name) => named[name] ?? 0);

const coefficients = (network: Network) => network.laws.map((law) => law.coefficients);

/** Rank over the rationals by floating elimination: entries here are small integers. */
function rank(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => row.slice());
  let found = 0;
  for (let column = 0; column < (left[0]?.length ?? 0); column++) {
    const pivot = left.findIndex((row, i) => i >= found && Math.abs(row[column]!) > 1e-9);
    if (pivot < 0) continue;
    [left[found], left[pivot]] = [left[pivot]!, left[found]!];
    for (let i = found + 1; i < left.length; i++) {
      const factor = left[i]![column]! / left[found]![column]!;
      left[i] = left[i]!.map((value, j) => value - factor * left[found]![j]!);
    }
    found++;
  }
  return found;
}

describe('laws of published networks', () => {
  test('SIR, Gene tokens, Bees', () => {
    expect(coefficients(sir.network)).toEqual([[1, 1, 1]]);
    expect(coefficients(x16.network)).toEqual([[1, 1, 0]]);
    expect(coefficients(x44.network)).toEqual([[1, 1, 1, 0, 0, 0, 0]]);
    expect(coefficients(bees.network)).toEqual([weights(bees.network, { Bee: 1, BeeA: 1, BeeD: 1 })]);
  });

  test('none where everything can come and go', () => {
    expect(birthDeath.network.laws).toEqual([]);
    expect(geneExpression.network.laws).toEqual([]);
  });

  test('EGFR has the six published laws, all of them non-negative here', () => {
    const { network, start } = egfr();
    const complexes = ['R2', 'RP', 'RPLCg', 'RPLCgP', 'RG', 'RGS', 'RSh', 'RShP', 'RShG', 'RShGS'];
    const ones = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 1]));
    const published: [Record<string, number>, number][] = [
      [{ EGF: 1, R: -1 }, 580],
      [{ R: 1, Ra: 1, ...Object.fromEntries(complexes.map((name) => [name, 2])) }, 100],
      [ones('PLCg', 'RPLCg', 'RPLCgP', 'PLCgP', 'PLCgl'), 105],
      [ones('Grb', 'RG', 'RGS', 'GS', 'RShG', 'ShG', 'RShGS', 'ShGS'), 85],
      [ones('SOS', 'RGS', 'GS', 'RShGS', 'ShGS'), 34],
      [ones('Shc', 'RSh', 'RShP', 'ShP', 'RShG', 'ShG', 'RShGS', 'ShGS'), 150],
    ];
    const ours = coefficients(network);
    expect(ours).toHaveLength(6);
    expect(ours.flat().every((y) => y >= 0)).toBe(true);
    for (const [named, total] of published) {
      const law = weights(network, named);
      expect(law.reduce((sum, y, s) => sum + y * start[s]!, 0)).toBe(total);
      expect(rank([...ours, law])).toBe(6);
    }
    expect(rank(published.map(([named]) => weights(network, named)))).toBe(6);
  });
});

describe('special cases', () => {
  test('a law with mixed signs only', () => {
    expect(coefficients(crn('A + B -> 0 @ k\n0 -> A + B @ m'))).toEqual([[1, -1]]);
  });

  test('a species that no reaction changes is a law of its own', () => {
    expect(coefficients(crn('species E\nE -> E + P @ k'))).toEqual([[1, 0]]);
  });

  test('coefficients are coprime and exact', () => {
    expect(coefficients(crn('3 A -> 2 B @ k\n14 B -> 6 C @ {k * B}'))).toEqual([[2, 3, 7]]);
  });

  test('an event breaks the laws of what it sets, and no others', () => {
    const network = crn('A <-> B @ k, m\nC <-> D @ k, m\nat 5: A = 3\nwhen C > 2: B = 0');
    expect(network.species).toEqual(['A', 'B', 'C', 'D', 'when_1']);
    expect(coefficients(network)).toEqual([[0, 0, 1, 1, 0]]);
  });

  test('too many rays for the search leave a plain basis', () => {
    // One of each of twelve pairs is a non-negative law: 4096 of them.
    const pair = (i: number) => `P${i} + Q${i}`;
    const lines = Array.from({ length: 11 }, (_, i) => `${pair(i)} -> ${pair(i + 1)} @ k`);
    const network = crn(lines.join('\n'));
    expect(network.laws).toHaveLength(24 - 11);
    expect(rank(coefficients(network))).toBe(24 - 11);
    for (const { change } of network.reactions)
      for (const { coefficients: y } of network.laws)
        expect(change.reduce((sum, { species, count }) => sum + count * y[species]!, 0)).toBe(0);
  });
});

test('laws are conserved, independent and all there are', () => {
  const width = 6;
  const change = fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: width, maxLength: width })
    .map((row): Term[] => row.flatMap((count, species) => (count === 0 ? [] : [{ species, count }])));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 7 }), (changes) => {
      const laws = conservationLaws(changes, width).map((law) => law.coefficients);
      const rows = changes.map((terms) => {
        const row = new Array<number>(width).fill(0);
        for (const { species, count } of terms) row[species] = count;
        return row;
      });
      for (const row of rows)
        for (const law of laws) expect(row.reduce((sum, c, s) => sum + c * law[s]!, 0)).toBe(0);
      expect(laws.length).toBe(width - rank(rows));
      expect(rank(laws)).toBe(laws.length);
      for (const law of laws) expect(law.find((y) => y !== 0)).toBeGreaterThan(0);
    }),
    { numRuns: 300, seed: 11 },
  );
});
