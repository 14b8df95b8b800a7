import { crn, scenario } from 'crn-grid';

/**
 * A gene is read into messenger RNA, each RNA into proteins: 50 proteins in the long run, with twice the
 * variance of a Poisson law. The RNA is Poisson at all times.
 *
 * The published start is 0.99 on the empty state for each species and 0.01 spread over its other counts,
 * which adds half a protein; here it is the empty state itself. Both conventions of mass action are the
 * same.
 *
 * GeneExp of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export const geneExpression = crn(`
  species M, P                 # messenger RNA, protein

  0 -> M     @ transcribe
  M -> M + P @ translate
  M -> 0     @ decayM
  P -> 0     @ decayP
`);

/** Per second. */
export const rates = { transcribe: 0.1, translate: 0.1, decayM: 0.1, decayP: 0.002 };

export default scenario({
  name: 'gene-expression',
  crn: geneExpression,
  rates,
  start: {},
  time: { unit: 's', step: 5, until: 3600 },
  solve: { times: [5, 50, 100, 360, 720, 1800, 3600], pair: ['M', 'P'] },
  view: { M: 'messenger RNA', P: 'protein' },
});
