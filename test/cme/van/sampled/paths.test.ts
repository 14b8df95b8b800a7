import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/fsp/job.ts';
import { Paths } from '../../../../src/cme/van/sampled/paths.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { band, gap } from '../../../support/gap.ts';
import { birthDeathLaw } from '../../../support/laws.ts';

const rows = 20_000;
const chance = 1e-9;
const network = crn('0 -> X @ birth\nX -> 0 @ 1');
const run = (birth: number, limit = 100) => {
  const job = openJob(
    'van',
    { network, rates: { birth }, start: { X: 5 }, limits: { X: limit } } as never,
    1,
  );
  const states = new Int32Array(rows).fill(5);
  const paths = new Paths(job);
  paths.advance(states, 1, 7, 0);
  return { states, paths };
};

describe('birth and death', () => {
  const law = birthDeathLaw({ from: 5, birth: 10, death: 1, time: 1 });

  test('follows the exact law', () => {
    expect(gap(run(10).states, law)).toBeLessThan(band(rows, chance));
  });

  test('control: births 10 % too fast are caught', () => {
    expect(gap(run(11).states, law)).toBeGreaterThan(band(rows, chance));
  });

  test('never beyond the limit, and what that stops is counted', () => {
    const { states, paths } = run(10, 7);
    expect(Math.max(...states)).toBe(7);
    const full = states.filter((n) => n === 7).length / rows;
    expect(paths.blocked(states)).toBeCloseTo(10 * full, 9);
  });
});
