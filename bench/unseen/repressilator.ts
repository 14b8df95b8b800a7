import { crn, mdn, scenario } from 'crn-grid';

/** Three genes that repress each other in a ring, RNA and protein. Elowitz & Leibler 2000, doi 10.1038/35002125; time in minutes. */
export default scenario({
  name: 'repressilator',
  crn: crn(`
    0  -> R1        @ {leak + make / (1 + (P3 / half)^2)}
    0  -> R2        @ {leak + make / (1 + (P1 / half)^2)}
    0  -> R3        @ {leak + make / (1 + (P2 / half)^2)}
    R1 -> R1 + P1   @ translate
    R2 -> R2 + P2   @ translate
    R3 -> R3 + P3   @ translate
    R1 -> 0         @ fadeR
    R2 -> 0         @ fadeR
    R3 -> 0         @ fadeR
    P1 -> 0         @ fadeP
    P2 -> 0         @ fadeP
    P3 -> 0         @ fadeP
  `),
  rates: { leak: 0.03, make: 29.97, half: 40, translate: 6.93, fadeR: 0.347, fadeP: 0.0693 },
  grid: { size: [8, 8] },
  start: { R1: 40, R2: 30, R3: 20, P1: 2500, P2: 1500, P3: 500 },
  kernel: mdn(),
  time: { unit: 'min', step: 5, until: 200 },
});
