import { crn, scenario } from 'crn-grid';

/** The smallest network with a law one can write down: from x, Binomial(x, e^{-t}) + Poisson(100 (1 − e^{-t})). */
export default scenario({
  name: 'birth-death',
  crn: crn(`
    0 -> X @ birth
    X -> 0 @ death
  `),
  rates: { birth: 100, death: 1 },
  start: { X: 0 },
  time: { unit: 'hour', step: 0.1, until: 10 },
  seed: 1,
});
