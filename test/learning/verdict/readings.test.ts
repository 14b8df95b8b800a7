import { describe, expect, test } from 'vitest';
import { failureLines, fromBelow, type Reading, ruling } from '../../../src/learning/verdict/readings.ts';

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
      /^X29 after 1 step: shift of the mean \(in sd\) 30\.0000, two exact sets 0\.0500, at most/,
    );
    expect(lines[1]).toMatch(/^T after 1 step: mass/);
    expect(lines.at(-1)).toBe('and 23 more of 31 checks');
    expect(failureLines(ruling([{ ...reading, value: 0 }], 1e-3))).toEqual([]);
  });

  test('the limit of a value below its floor is below it, and told as such; control: above, it is not', () => {
    const share = { ...reading, family: 'visits' as const, floor: 0.5, twoSided: true };
    const [below, above] = [0.3, 0.7].map((value) => ruling([{ ...share, value }], 1e-3));
    expect(fromBelow(below![0]!.worst[0]!)).toBe(true);
    expect(below![0]!.worst[0]!.limit).toBeCloseTo(0.4, 12);
    expect(failureLines(below!)[0]).toContain(
      'share of trajectories 0.3000, two exact sets 0.5000, at least 0.4000',
    );
    expect(fromBelow(above![0]!.worst[0]!)).toBe(false);
    expect(failureLines(above!)[0]).toContain('at most 0.6000');
  });
});
