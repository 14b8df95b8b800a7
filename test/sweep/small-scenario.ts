/** A scenario that takes no time, with one of everything that a sweep can change. */
import { crn } from '../../src/crn/crn.ts';
import { scenario } from '../../src/run/scenario.ts';

export const small = scenario({
  name: 'small',
  crn: crn(`
    species A, B
    0 -> A @ make
    A -> B @ turn
    B -> 0 @ lose
  `),
  rates: { make: 5, turn: 1, lose: 0.5 },
  grid: { size: [2, 2] },
  start: ({ x }) => ({ A: x === 0 ? 4 : 0 }),
  hop: { A: 0.1 },
  max: { B: { alpha: 0.5, every: 2, rounding: 'nearest' } },
  time: { unit: 'h', step: 0.5, until: 3 },
  record: { observables: { all: ['A', 'B'], made: ['B'] } },
});
