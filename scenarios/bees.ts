import { crn, mdn, scenario } from 'crn-grid';

/**
 * Honeybees defend their colony. A bee that smells the alarm pheromone becomes
 * aggressive; an aggressive bee stings and dies, and its sting releases more of it.
 *
 * Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const colony = crn(`
  species Bee, BeeA, BeeD, P     # calm, aggressive, dead; pheromone

  BeeA     -> BeeD + 2 P   @ sting
  BeeA + P -> BeeD + 3 P   @ stingAlarmed
  Bee + P  -> BeeA + P     @ {alarm * Bee * (1 / (1 + exp(-steepness * P)) - 1/2)}
  P        -> 0            @ fade
`);

/** Per time unit. */
export const rates = { sting: 0.1, stingAlarmed: 0.4, alarm: 0.125, steepness: 0.2, fade: 0.15 };

export default scenario({
  name: 'bees',
  crn: colony,
  rates,

  grid: { size: [10, 10], edge: 'reflect', neighbours: 8 },
  start: ({ x, y }) => ({
    Bee: 10,
    P: x === 9 && y === 9 ? 5 : x + y === 17 ? 1 : 0,
  }),

  // Every 5 steps a cell smells a third of what its strongest neighbour does.
  max: { P: { alpha: 0.33, every: 5, rounding: 'nearest' } },

  kernel: mdn({ mixtures: 12, hidden: [64, 64] }),
  train: { ranges: { Bee: [0, 30], BeeA: [0, 10], BeeD: [0, 30], P: [0, 40] } },

  time: { unit: '', step: 0.5, until: 100 },
  record: { observables: { alive: ['Bee', 'BeeA'], aggressive: ['BeeA'], dead: ['BeeD'], pheromone: ['P'] } },
  seed: 7,

  view: { Bee: 'calm', BeeA: 'aggressive', BeeD: 'dead', P: 'pheromone' },
});
