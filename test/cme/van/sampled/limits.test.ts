import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { foundLimits } from '../../../../src/cme/van/sampled/limits.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { ScenarioError } from '../../../../src/errors.ts';
import { poissonLaw } from '../../../support/laws.ts';

const job = (text: string, start: Record<string, number>, limits = {}) =>
  openJob('van', { network: crn(text), rates: {}, start, limits } as never, 10);

describe('limits that are found', () => {
  const pond = job('0 -> X @ 20\nX -> 0 @ 1\nX -> Y @ 0.001\nA -> B @ 1', { A: 3 }, { Y: 7 });
  const found = foundLimits(pond, 10, 1);

  test('are beyond what a law has, and not far', () => {
    const beyond = poissonLaw(20)
      .slice(found[0]! + 1)
      .reduce((a, b) => a + b, 0);
    expect(beyond).toBeLessThan(1e-6);
    expect(found[0]).toBeLessThan(80);
  });

  test('leave those alone that are known', () => {
    expect([...found.slice(1)]).toEqual([7, 3, 3]);
  });

  test('are the same again, and others by another seed', () => {
    expect(foundLimits(pond, 10, 1)).toEqual(found);
    const others = [2, 3, 4].map((seed) => foundLimits(pond, 10, seed)[0]);
    expect(others.some((limit) => limit !== found[0])).toBe(true);
  });

  test('come from what was on the way, not from where it ended', () => {
    const pulse = job('A -> 0 @ 2\n0 -> X @ {if(t < 1, 100, 0)}\nX -> 0 @ 2', { A: 50 });
    expect(foundLimits(pulse, 10, 1)[1]).toBeGreaterThan(50);
  });

  test('are not for what grows without end', () => {
    const grows = () => foundLimits(job('X -> 2 X @ 1', { X: 5 }), 10, 1);
    expect(grows).toThrow(ScenarioError);
    expect(grows).toThrow(/nothing bounds X: it has reached 5000 by time/);
  });
});
