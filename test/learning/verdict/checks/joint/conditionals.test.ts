import { describe, expect, test } from 'vitest';
import { ConditionalSums, holdsOf } from '../../../../../src/learning/verdict/checks/joint/conditionals.ts';
import { poisson } from '../../../../../src/numerics/samplers.ts';
import type { Stream } from '../../../../../src/numerics/streams.ts';
import { failing, limits, settingsOf } from '../../samples-of.ts';

/** A gene that is on or off, and its protein: 20 or 60 of them. */
const exact = (stream: Stream): number[] => {
  const on = stream.integer(2);
  return [on, poisson(stream, on ? 60 : 20)];
};
const sumsOf = (learned: typeof exact, n = 2000, of = exact) => {
  const sums = new ConditionalSums(0, holdsOf(Int32Array.of(0, 1)), [1]);
  for (const columns of settingsOf(8, n, of, learned)) sums.add(columns);
  return sums;
};
const readings = (learned: typeof exact) => sumsOf(learned).readings(['G', 'P'], 1, limits);

describe('one species given another', () => {
  test('an exact kernel passes; each value is looked at by itself', () => {
    const found = readings(exact);
    expect(found.map((r) => r.what)).toEqual([
      'P given G = 0',
      'P given G = 0',
      'P given G = 1',
      'P given G = 1',
    ]);
    expect(failing(found)).toEqual([]);
  });

  test('control: means that are right on the whole and wrong in each part', () => {
    const mixed = (stream: Stream): number[] => {
      const [on, p] = exact(stream);
      return stream.uniform() < 0.1 ? [1 - on!, p!] : [on!, p!];
    };
    expect(failing(readings(mixed))).toContain('conditional mean');
  });

  test('control: a spread that is off by half in one part', () => {
    const wide = (stream: Stream): number[] => {
      const [on, p] = exact(stream);
      return [on!, on ? p! : Math.max(0, Math.round(20 + 1.5 * (p! - 20)))];
    };
    expect(failing(readings(wide))).toEqual(['conditional spread']);
  });

  test('control: a kernel without any spread in one part is as wrong as can be', () => {
    const collapsed = (stream: Stream): number[] => {
      const [on, p] = exact(stream);
      return [on!, on ? p! : 20];
    };
    expect(failing(readings(collapsed))).toContain('conditional spread');
  });

  test('a condition that hardly any meet is counted as left out; control: one that none meets is not', () => {
    const left = (n: number, of: typeof exact) => sumsOf(of, n, of).leftOut(['G', 'P'], 1);
    const rare = (stream: Stream): number[] => [stream.uniform() < 0.05 ? 1 : 0, poisson(stream, 20)];
    expect(left(400, rare).map(({ family, what, left, of }) => [family, what, left, of])).toEqual([
      ['conditional mean', 'P given G = 0', 0, 8],
      ['conditional spread', 'P given G = 0', 0, 8],
      ['conditional mean', 'P given G = 1', 8, 8],
      ['conditional spread', 'P given G = 1', 8, 8],
    ]);
    const never = (stream: Stream): number[] => [0, poisson(stream, 20)];
    expect(left(400, never).at(-1)).toMatchObject({ left: 0, of: 0 });
    // What does not vary under a condition has no spread to compare.
    expect(left(400, () => [0, 7])[1]).toMatchObject({ left: 0, of: 0 });
  });
});
