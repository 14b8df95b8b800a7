import { describe, expect, test } from 'vitest';
import { PairSums, TransitionSums } from '../../../../../src/learning/verdict/checks/joint/pairs.ts';
import { poisson } from '../../../../../src/numerics/samplers.ts';
import type { Stream } from '../../../../../src/numerics/streams.ts';
import { failing, limits, settingsOf } from '../../samples-of.ts';

/** Two numbers that share a part: their correlation is a half. */
const exact = (stream: Stream): number[] => {
  const shared = poisson(stream, 10);
  return [shared + poisson(stream, 10), shared + poisson(stream, 10)];
};
/** The same laws, each by itself. */
const apart = (stream: Stream): number[] => [poisson(stream, 20), poisson(stream, 20)];

describe('joint laws', () => {
  test('an exact kernel passes, with pairs of species and with two times', () => {
    const [pairs, times] = [new PairSums([[0, 1]]), new TransitionSums()];
    for (const columns of settingsOf(8, 2000, exact, exact)) {
      pairs.add(columns);
      times.add(columns[0]!, columns[1]!);
    }
    expect(failing([...pairs.readings(['A', 'B'], 1, limits), ...times.readings('A', limits)])).toEqual([]);
  });

  test('control: right laws of each species, and no correlation', () => {
    const [pairs, times] = [new PairSums([[0, 1]]), new TransitionSums()];
    for (const columns of settingsOf(8, 2000, exact, apart)) {
      pairs.add(columns);
      times.add(columns[0]!, columns[1]!);
    }
    expect(failing(pairs.readings(['A', 'B'], 1, limits))).toEqual(['pair']);
    expect(failing(times.readings('A', limits))).toEqual(['transition']);
  });
});
