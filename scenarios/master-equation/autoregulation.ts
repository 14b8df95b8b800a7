import { crn, scenario } from 'crn-grid';

/**
 * A gene that its own protein binds: bound and free it makes protein at different rates. In the third set
 * the protein has two most likely counts. A bound gene is one that is missing.
 *
 * The three published sets; the third is the default, for another one give all four rates:
 *
 *     --rate unbind=0.94,bind=0.01,free=8.4,bound=28.1
 *     --rate unbind=0.69,bind=0.07,free=7.2,bound=40.6
 *
 * The start is the gene bound and no protein; published, it is spread by 0.01 for each species. Both
 * conventions of mass action are the same.
 *
 * AFL of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6; the sets are
 * those of Sukys, Öcal & Grima, iScience 25 (2022), doi 10.1016/j.isci.2022.105010.
 */
export const autoregulation = crn(`
  species Gu, P                # the gene where it is free; its protein

  0 -> Gu + P  @ {unbind * (1 - Gu)}
  Gu + P -> 0  @ bind
  Gu -> Gu + P @ free
  0 -> P       @ {bound * (1 - Gu)}
  P -> 0       @ 1
`);

export const sets = [
  { unbind: 0.94, bind: 0.01, free: 8.4, bound: 28.1 },
  { unbind: 0.69, bind: 0.07, free: 7.2, bound: 40.6 },
  { unbind: 0.44, bind: 0.08, free: 0.94, bound: 53.1 },
] as const;

export default scenario({
  name: 'autoregulation',
  crn: autoregulation,
  rates: sets[2],
  start: {},
  time: { step: 0.1, until: 50 },
  solve: { times: [1, 2, 5, 10, 50], pair: ['Gu', 'P'] },
  view: { Gu: 'free gene', P: 'protein' },
});
