import { crn, mdn, scenario } from 'crn-grid';

/** Two genes that repress each other, cooperativity 2. Gardner, Cantor & Collins 2000, doi 10.1038/35002131. */
export default scenario({
  name: 'toggle-switch',
  crn: crn(`
    0 -> U   @ {make / (1 + (V / half)^2)}
    0 -> V   @ {make / (1 + (U / half)^2)}
    U -> 0   @ decay
    V -> 0   @ decay
  `),
  rates: { make: 160, half: 40, decay: 1 },
  grid: { size: [8, 8] },
  start: { U: 80, V: 80 },
  kernel: mdn(),
  time: { step: 10, until: 200 },
});
