import { describe, expect, test } from 'vitest';
import type { SearchSchedule } from '../../../src/kernels/learned/shape/shape.ts';
import {
  beginRate,
  fullSchedule,
  nextPhase,
  nextRate,
  passesOf,
  searchSchedules,
  turnsOf,
} from '../../../src/learning/search/schedule.ts';

/** The passes of a whole search: w and a. */
function passes(schedule: SearchSchedule): string {
  let done = { epoch: 0, architectureEpoch: 0 };
  let all = '';
  for (;;) {
    const phase = nextPhase(schedule, done);
    if (!phase) return all;
    all += phase[0];
    done =
      phase === 'weights'
        ? { ...done, epoch: done.epoch + 1 }
        : { ...done, architectureEpoch: done.architectureEpoch + 1 };
  }
}

describe('the order of passes', () => {
  const small = { ...searchSchedules.quick, epochs: 7, heatUp: 2, interval: 2, architecture: 3 };
  test.each([
    ['heat-up, then turns; what is left of one has no architecture', small, 'wwaaawwaaawwaaaw'],
    ['no heat-up', { ...small, heatUp: 0, epochs: 2 }, 'aaawwaaa'],
    ['nothing but weights', { ...small, architecture: 0 }, 'wwwwwww'],
    ['a heat-up longer than the search', { ...small, epochs: 1 }, 'w'],
  ])('%s', (_, schedule, want) => {
    expect(passes(schedule)).toBe(want);
    expect(passesOf(schedule)).toBe(want.length);
  });

  test('the published one: 17 turns, 100 and 85 passes', () => {
    const all = passes(searchSchedules.published);
    expect(all.match(/w+a+/g)).toHaveLength(17);
    expect([all.match(/w/g)!.length, all.match(/a/g)!.length]).toEqual([100, 85]);
    expect(all.startsWith('w'.repeat(20) + 'a'.repeat(5) + 'w'.repeat(5))).toBe(true);
  });
});

test('a rate falls after so many passes without a better loss, and not below the least', () => {
  const rule = { start: 1, factor: 0.5, patience: 2, least: 0.3 };
  let state = beginRate(rule);
  const rates = [3, 2, 2, 2, 1, 1, 1, 1, 1].map((loss) => {
    state = nextRate(state, rule, loss);
    return state.rate;
  });
  expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3]);
});

test('a schedule may be named, or given', () => {
  expect(fullSchedule('published')).toBe(searchSchedules.published);
  const own = { ...searchSchedules.quick, epochs: 3 };
  expect(fullSchedule(own)).toBe(own);
  expect([turnsOf(searchSchedules.quick), turnsOf(searchSchedules.published), turnsOf(own)]).toEqual([
    11, 17, 0,
  ]);
});
