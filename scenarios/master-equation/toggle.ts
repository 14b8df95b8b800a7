import { crn, scenario } from 'crn-grid';

/**
 * Two genes that switch each other off: two proteins of one kind bind the gene of the other. Most cells end
 * up with much of one protein and little of the other, some with much of both. A bound gene is one that is
 * missing.
 *
 * Published with powers of counts as propensities (Px² Gy, not Px (Px − 1)/2 Gy), and so it stands here;
 * with falling factorials the mean of a protein is 0.4 % higher. The start is published in three ways: here
 * it is that of the program, both genes free and no protein, without the 0.01 it spreads over the other
 * counts of each species; the published figure begins with genes on or off at random. Counts of protein up
 * to 79 are published; as many as the error asks for are taken here (`--limits Px=79,Py=79 --truncation
 * reflecting` is the published box).
 *
 * ToggleSwitch of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export const toggle = (massAction: 'powers' | 'falling' = 'powers') =>
  crn(
    `
    species Gx, Gy, Px, Py     # free genes, their proteins

    Gx -> Gx + Px   @ express
    Gy -> Gy + Py   @ express
    Px -> 0         @ decay
    Py -> 0         @ decay
    Gy + 2 Px -> 0  @ bind
    Gx + 2 Py -> 0  @ bind
    0 -> Gy + 2 Px  @ {unbind * (1 - Gy)}
    0 -> Gx + 2 Py  @ {unbind * (1 - Gx)}
    `,
    { massAction },
  );

export const rates = { express: 50, decay: 1, bind: 1e-4, unbind: 0.1 };
export const start = { Gx: 1, Gy: 1 };

export default scenario({
  name: 'toggle',
  crn: toggle(),
  rates,
  start,
  time: { step: 0.1, until: 40 },
  solve: { times: [1, 5, 10, 20, 40], pair: ['Px', 'Py'] },
  view: { Gx: 'gene x', Gy: 'gene y', Px: 'protein x', Py: 'protein y' },
});
