import { crn, scenario } from 'crn-grid';

/** An epidemic on a torus of towns: everyone travels, and one town has the first cases. */
export default scenario({
  name: 'sir',
  crn: crn(`
    S + I -> 2 I   @ {beta * S * I / (S + I + R)}
    I     -> R     @ gamma
  `),
  rates: { beta: 3, gamma: 1 }, // per week
  grid: { size: [40, 40], edge: 'wrap' },
  start: ({ x, y }) => (x === 20 && y === 20 ? { S: 90, I: 10 } : { S: 100 }),
  hop: { S: 0.02, I: 0.02, R: 0.02 },
  time: { unit: 'week', step: 0.1, until: 30 },
  record: { every: 5, observables: { susceptible: ['S'], infected: ['I'], recovered: ['R'] } },
  seed: 3,
  view: { I: 'infected', R: 'recovered', S: 'susceptible' },
});
