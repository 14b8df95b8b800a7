import { crn, mdn, scenario } from 'crn-grid';

/**
 * A tissue of cells with one gene each, which its own protein switches off. The gene is
 * free for a hundred-thousandth of the time, and in that time makes all the messenger RNA
 * there is: three or four molecules, each worth 200 proteins. So every cell sits on a rung
 * of a ladder of protein levels, and climbs or falls as an RNA is made or lost.
 * The tissue begins with rings of RNA, and forgets them. Cells do not talk.
 *
 * One step of a cell holds 800 000 reaction events, or one draw of the network; all of this, exactly,
 * takes a minute on two threads.
 *
 * Gene of Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const gene = crn(`
  species G0, G1, M, P         # the gene bound and free; its RNA; its protein

  G1     -> G1 + M   @ Kp
  M      -> M + P    @ Kt
  M      -> 0        @ Kd1
  P      -> 0        @ Kd2
  G1 + P -> G0       @ Kb
  G0     -> G1 + P   @ Ku
`);

/** Per second. */
export const rates = { Kp: 350, Kt: 300, Kd1: 0.001, Kd2: 1.5, Kb: 166, Ku: 1 };

export default scenario({
  name: 'gene',
  crn: gene,
  rates,

  grid: { size: [24, 24] },
  start: ({ radius }) => {
    const rna = Math.round(6 * Math.cos(radius / 3) ** 2);
    return { G0: 1, M: rna, P: 200 * rna };
  },

  kernel: mdn({ mixtures: 16, hidden: [64, 64] }),
  train: { ranges: { M: [0, 12], P: [0, 2400] }, totals: [{ of: ['G0', 'G1'], is: 1 }] },

  time: { unit: 's', step: 400, until: 8000 },
  record: { observables: { RNA: ['M'], protein: ['P'] } },
  seed: 4,

  view: { P: 'protein', M: 'messenger RNA', G0: 'gene off', G1: 'gene on' },
});
