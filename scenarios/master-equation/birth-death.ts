import { crn, scenario } from 'crn-grid';

/**
 * Molecules come at a constant rate and decay. From a Poisson law the law stays Poisson, of mean
 * e^(−t/100) + 10 (1 − e^(−t/100)): what a solver is measured by first.
 *
 * The published start is this Poisson law of mean 1, and `solve` takes it; `run` begins with one molecule.
 * No reaction has two reactants: both conventions of mass action are the same.
 *
 * BirthDeath of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export const birthDeath = crn(`
  0 -> X @ birth
  X -> 0 @ death
`);

export const rates = { birth: 0.1, death: 0.01 };

export default scenario({
  name: 'poisson-birth-death',
  crn: birthDeath,
  rates,
  start: { X: 1 },
  time: { step: 1, until: 400 },
  solve: { start: { kind: 'poisson', mean: { X: 1 } }, times: [1, 10, 50, 100, 200, 400] },
});
