import { crn, mdn, scenario } from 'crn-grid';

/** Predator and prey, where prey also crowds itself. Gillespie 1977, doi 10.1021/j100540a008, with a carrying capacity. */
export default scenario({
  name: 'lotka-volterra',
  crn: crn(`
    X     -> 2 X   @ breed
    2 X   -> X     @ crowd
    X + Y -> 2 Y   @ eat
    Y     -> 0     @ die
  `),
  rates: { breed: 10, crowd: 0.004, eat: 0.01, die: 10 },
  grid: { size: [8, 8] },
  start: { X: 1000, Y: 800 },
  kernel: mdn(),
  time: { step: 0.1, until: 4 },
});
