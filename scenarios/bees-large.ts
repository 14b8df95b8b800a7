import { scenario, ssa } from 'crn-grid';
import { colony, rates } from './bees.ts';

/** A meadow of 65 536 cells. Bees wander, the alarm drifts as single molecules, and a dozen alarms spread as rings. */
export default scenario({
  name: 'bees-large',
  crn: colony,
  rates,

  grid: { size: [256, 256], edge: 'reflect' },
  start: ({ random }) => ({
    Bee: 15 + Math.floor(20 * random()),
    P: random() < 0.0002 ? 100 : 0,
  }),
  hop: { Bee: 0.02, P: 0.5 },

  kernel: ssa(),
  time: { unit: '', step: 0.5, until: 100 },
  record: {
    every: 4,
    observables: { alive: ['Bee', 'BeeA'], aggressive: ['BeeA'], dead: ['BeeD'], pheromone: ['P'] },
  },
  seed: 7,

  view: { Bee: 'calm', BeeA: 'aggressive', BeeD: 'dead', P: 'pheromone' },
});
