import { describe, expect, test } from 'vitest';
import { switchingOf } from '../../../../src/learning/verdict/checks/dwell.ts';
import type { ExactSets } from '../../../../src/learning/verdict/sets/exact-sets.ts';
import { poisson } from '../../../../src/numerics/samplers.ts';
import { Purpose, Stream } from '../../../../src/numerics/streams.ts';
import { failing, limits } from '../samples-of.ts';

/** A switch between some 5 and some 60 molecules, thrown with a chance `p` in each step. By step, [rows]. */
function switches(number: number, p: number, rows = 2000, steps = 60): Int32Array[] {
  const out = Array.from({ length: steps }, () => new Int32Array(rows));
  const stream = new Stream();
  for (let r = 0; r < rows; r++) {
    stream.open(3, number, r, Purpose.analysis);
    let high = r % 2 === 0;
    for (let k = 0; k < steps; k++) {
      if (stream.uniform() < p) high = !high;
      out[k]![r] = poisson(stream, high ? 60 : 5);
    }
  }
  return out;
}
const exact = { long: { trajectories: 2000, steps: switches(1, 0.1) } } as unknown as ExactSets;
const judge = (learned: Int32Array[]) => switchingOf(['X'], exact, learned, [0], limits);

describe('switching', () => {
  test('an exact kernel stays as long; both basins are found', () => {
    const { readings, dwells } = judge(switches(2, 0.1));
    expect(dwells).toHaveLength(2);
    // A visit ends with a chance of 0.1 in each step, or with the run.
    for (const d of dwells) expect(d.exact.mean).toBeGreaterThan(8);
    for (const d of dwells) expect(d.exact.mean).toBeLessThan(10);
    expect(failing(readings)).toEqual([]);
  });

  test('control: a kernel that switches half as often', () => {
    expect(failing(judge(switches(2, 0.05)).readings)).toContain('dwell');
  });

  test('control: a kernel that hardly ever switches is seen by how many enter', () => {
    expect(failing(judge(switches(2, 0.001)).readings)).toContain('visits');
  });

  test('basins of too few visits are counted as left out; control: those of many are not', () => {
    const left = (p: number) => judge(switches(2, p)).leftOut.map((one) => [one.left, one.of]);
    expect(left(0)).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(left(0.1)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('a law of one mode has nothing to switch between', () => {
    const one = switches(4, 0).map((counts) => counts.map((n) => (n > 30 ? n - 55 : n)));
    const flat = { long: { trajectories: 2000, steps: one } } as unknown as ExactSets;
    expect(switchingOf(['X'], flat, one, [0], limits).readings).toEqual([]);
  });
});
