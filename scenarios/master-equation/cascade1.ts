import { crn, scenario } from 'crn-grid';

/** X1 is made and turned into X2, and so on to the last; each of them decays. */
export function cascade1(length: number) {
  const lines = ['0 -> X1 @ make'];
  for (let i = 2; i <= length; i++) lines.push(`X${i - 1} -> X${i} @ turn`);
  for (let i = 1; i <= length; i++) lines.push(`X${i} -> 0 @ decay`);
  return crn(lines.join('\n'));
}

export const rates = { make: 10, turn: 5, decay: 1 };

/**
 * A signal passed down a chain of fifteen kinds of molecules. Every reaction has one reactant at most, so
 * from nothing the law is a product of Poisson laws, whose means follow linear equations.
 *
 * Too many states to list: fsp solves `cascade1(3)`. The published start puts 0.01 of each species
 * elsewhere; here it is nothing at all. Both conventions of mass action are the same.
 *
 * cascade1 of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export default scenario({
  name: 'cascade1',
  crn: cascade1(15),
  rates,
  start: {},
  time: { step: 0.1, until: 10 },
  solve: { times: [1, 2, 10] },
});
