import { describe, expect, test } from 'vitest';
import { failureLines, type Reading, ruling } from '../../../src/learning/verdict/readings.ts';

const reading: Reading = {
  family: 'mean',
  what: 'X',
  lag: 1,
  value: 0.3,
  floor: 0.05,
  tolerance: 0.1,
  noise: 0.01,
  grain: 0,
};

describe('the rule of a verdict', () => {
  test('a value fails beyond its tolerance and beyond chance, not beyond one of them', () => {
    const failed = (changes: Partial<Reading>): number =>
      ruling([{ ...reading, ...changes }], 1e-3)[0]!.failed;
    expect(failed({})).toBe(1);
    expect(failed({ tolerance: 0.26 })).toBe(0);
    expect(failed({ noise: 0.1 })).toBe(0);
    expect(failed({ value: 0 })).toBe(0);
    expect(failed({ value: 0, floor: 0.3, twoSided: true })).toBe(1);
  });

  test('the chance of a false alarm is shared out over all readings', () => {
    const alone = ruling([reading], 1e-3)[0]!.worst[0]!;
    const among = ruling(new Array(1000).fill(reading), 1e-3)[0]!;
    expect(among.tested).toBe(1000);
    expect(among.worst[0]!.byChance).toBeCloseTo(0.01 * Math.sqrt(2 * Math.log(2e6)), 12);
    expect(among.worst[0]!.byChance).toBeGreaterThan(alone.byChance);
  });

  test('the worst of each kind are told first, in few lines', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ ...reading, what: `X${i}`, value: 1 + i }));
    const lines = failureLines(ruling([...many, { ...reading, family: 'tail' as const, what: 'T' }], 1e-3));
    expect(lines).toHaveLength(9);
    expect(lines[0]).toMatch(
      /^X29 after 1 step: shift of the mean \(in sd\) 30\.0000, two exact sets 0\.0500, limit/,
    );
    expect(lines[1]).toMatch(/^T after 1 step: mass/);
    expect(lines.at(-1)).toBe('and 23 more of 31 checks');
    expect(failureLines(ruling([{ ...reading, value: 0 }], 1e-3))).toEqual([]);
  });
});
