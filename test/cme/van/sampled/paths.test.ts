import { describe, expect, test } from 'vitest';
import { openJob } from '../../../../src/cme/job.ts';
import { Paths } from '../../../../src/cme/van/sampled/paths.ts';
import { crn } from '../../../../src/crn/crn.ts';
import { Purpose } from '../../../../src/numerics/streams.ts';
import { band, gap } from '../../../support/gap.ts';
import { birthDeathLaw, poissonLaw } from '../../../support/laws.ts';

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
  paths.advance(states, [0, 1], { seed: 7, step: 0, purpose: Purpose.transitions });
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

describe('a rate that moves', () => {
  const until = 3;
  // Poisson stays Poisson: dm/dt = 5 (1 + sin 2t) − m.
  const mean = (() => {
    const decay = Math.exp(-until);
    const wave = (Math.sin(2 * until) - 2 * Math.cos(2 * until) + 2 * decay) / 5;
    return 5 * (1 - decay) + 5 * wave;
  })();
  const end = (swing: number) => {
    const job = openJob(
      'van',
      {
        network: crn('0 -> X @ {5 * (1 + swing * sin(2 * t))}\nX -> 0 @ 1'),
        rates: { swing },
        start: {},
        limits: { X: 60 },
      } as never,
      until,
    );
    const states = new Int32Array(rows);
    const most = new Float64Array(1);
    new Paths(job).advance(states, [0, until], { seed: 9, step: 0, purpose: Purpose.transitions }, { most });
    return { states, most };
  };

  test('is followed', () => {
    const { states, most } = end(1);
    expect(gap(states, poissonLaw(mean))).toBeLessThan(band(rows, chance));
    expect(most[0]).toBeGreaterThanOrEqual(Math.max(...states));
  });

  test('control: half the swing is caught', () => {
    expect(gap(end(0.5).states, poissonLaw(mean))).toBeGreaterThan(band(rows, chance));
  });

  test('given as a function of the time too, on in two parts of it only', () => {
    const job = openJob(
      'van',
      {
        network: crn('0 -> X @ on'),
        rates: { on: (t: number) => (t < 1 ? 4 : 0) },
        start: {},
        limits: { X: 60 },
      } as never,
      2,
    );
    const states = new Int32Array(rows);
    new Paths(job).advance(states, [0, 2], { seed: 9, step: 0, purpose: Purpose.transitions });
    // Between two moments a jump is a slope: 4 · 2/512 of the mean at most.
    expect(gap(states, poissonLaw(4))).toBeLessThan(band(rows, chance) + 0.004);
  });
});
