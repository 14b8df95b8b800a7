import { crn, mdn, scenario } from 'crn-grid';

/** A protein that is made, pairs and decays, alone and in pairs. Wilkinson, Stochastic Modelling for Systems Biology, ch. 7. */
export default scenario({
  name: 'dimerisation',
  crn: crn(`
    0   -> M   @ make
    2 M <-> D  @ pair, part
    M   -> 0   @ decayM
    D   -> 0   @ decayD
  `),
  rates: { make: 100, pair: 0.02, part: 1, decayM: 0.2, decayD: 0.5 },
  grid: { size: [8, 8] },
  start: { M: 120, D: 80 },
  kernel: mdn(),
  time: { step: 5, until: 100 },
});
