import { describe, expect, test } from 'vitest';
import { Permutation } from '../../../src/numerics/designs/permutation.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';

const permutation = (n: number, seed: number): Permutation =>
  new Permutation(n, new Stream().open(seed, 0, 0, Purpose.check));

/** Greatest deviation of counts from `mean`, in standard deviations of a count. */
function deviation(counts: Iterable<number>, mean: number): number {
  return Math.max(...[...counts].map((count) => Math.abs(count - mean) / Math.sqrt(mean)));
}

describe('permutation', () => {
  test.each([1, 2, 3, 7, 64, 1000, 65537])('of %d numbers hits each once', (n) => {
    const keyed = permutation(n, 1);
    const hit = new Uint8Array(n);
    for (let i = 0; i < n; i++) hit[keyed.at(i)]!++;
    expect(hit.every((times) => times === 1)).toBe(true);
  });

  test('of few numbers is any of all, equally likely', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 12_000; seed++) {
      const keyed = permutation(4, seed);
      const name = [0, 1, 2, 3].map((i) => keyed.at(i)).join('');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // 24 counts of mean 500: Chernoff's bound of 8 deviations is 4e-13 for each.
    expect(deviation(counts.values(), 500)).toBeLessThan(8);
  });

  test('sends neighbours to places that do not depend on each other', () => {
    const cells = new Float64Array(100);
    const control = new Float64Array(100);
    for (let seed = 0; seed < 10_000; seed++) {
      const keyed = permutation(1000, seed);
      const [a, b] = [Math.floor(keyed.at(500) / 100), Math.floor(keyed.at(501) / 100)];
      cells[10 * a + b]!++;
      control[10 * a + (seed % 10 === 0 ? a : b)]!++;
    }
    // 100 counts of mean 100: Chernoff's bound of 9 deviations is 2e-14 for each.
    expect(deviation(cells, 100)).toBeLessThan(9);
    // Control: neighbours that stay together one time in ten are caught.
    expect(deviation(control, 100)).toBeGreaterThan(9);
  });
});
