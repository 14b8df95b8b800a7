import { describe, expect, test } from 'vitest';
import { wantedSamples } from '../../../src/learning/verdict/power.ts';
import type { Reading } from '../../../src/learning/verdict/readings.ts';
import { allowance } from '../../../src/numerics/chance.ts';

const reading: Reading = {
  family: 'mean',
  what: 'X',
  lag: 1,
  value: 0.1,
  floor: 0.1,
  tolerance: 0.1,
  noise: 0.05,
  grain: 0.01,
};
const each = 1e-5;
const samples = { states: 10, trajectories: 100 };
const wanted = (...readings: Partial<Reading>[]) =>
  wantedSamples(
    readings.map((r) => ({ ...reading, ...r })),
    each,
    samples,
  );

describe('the samples that would let limits decide', () => {
  test('so many and a half leave chance less than the tolerance; control: half as many do not', () => {
    const { states, trajectories } = wanted({})!;
    expect(trajectories).toBe(10 * states!);
    const chance = (times: number): number =>
      allowance(reading.noise / Math.sqrt(times), reading.grain / times, each);
    expect(chance(states! / 10 / 1.5)).toBeLessThanOrEqual(reading.tolerance);
    expect(chance(states! / 10 / 1.5)).toBeGreaterThan(0.9 * reading.tolerance);
    expect(chance(states! / 20)).toBeGreaterThan(reading.tolerance);
  });

  test('a tolerance over the floor shrinks with trajectories, not with states', () => {
    // Noise that no number of trajectories overcomes, and grain that they do.
    expect(wanted({ family: 'distance' })).toMatchObject({ trajectories: null });
    expect(wanted({ family: 'distance' })!.states).toBe(wanted({})!.states);
    const grainy = { noise: 0.01, grain: 0.05 } as const;
    const { states, trajectories } = wanted({ family: 'pair', ...grainy })!;
    expect(trajectories! / 100).toBeGreaterThan(states! / 10);
  });

  test('a quarter may be left to chance, and nothing is wanted where it is no more', () => {
    const sure = { noise: 1e-4, grain: 0 };
    expect(wanted({}, sure, sure, sure)).toBeUndefined();
    expect(wanted({}, {}, sure, sure)).toEqual(wanted({}));
    expect(wanted(sure)).toBeUndefined();
  });

  test('where most tolerate nothing, no number is told; control: certain readings need none', () => {
    expect(wanted({ tolerance: 0 })).toEqual({ states: null, trajectories: null });
    expect(wanted({ tolerance: 0, noise: 0, grain: 0 })).toBeUndefined();
    expect(wanted()).toBeUndefined();
  });
});
