import { crn, mdn, scenario } from 'crn-grid';

/**
 * Cells that fire. P1 piles up quietly, molecule by molecule; once in a while two P2 meet
 * where there is much P1, and turn it into P2 like fire into tinder. With genes in their
 * first state the flame also feeds P1 back. What one sees is how long ago each cell fired.
 *
 * One step holds 1 300 000 reaction events, nearly all of them in the flames: the dearest
 * of the published networks.
 *
 * Network (47) of Plesa, Erban & Othmer, arXiv 1801.09200, with the settings of
 * Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const gene = crn(
  `
  species G1, G2, P1, P2       # the gene's states; tinder and flame

  G1 + 2 P2 -> G1 + P1 + P2   @ a11
  0        <-> P2             @ b1, b2
  P2        -> P1             @ b3
  P1 + 2 P2 -> 3 P2           @ b4
  G1       <-> G2             @ on, off
`,
  // As published, two P2 meet in P2·(P2 − 1) ways, not in half as many.
  { massAction: 'falling' },
);

/** Per time unit. Switching is published as ε·γ with ε = 0.001 and γ = 1, 1.5: here it is the product. */
export const rates = { a11: 100, b1: 1, b2: 1, b3: 10, b4: 1, on: 0.001, off: 0.0015 };

export default scenario({
  name: 'x47',
  crn: gene,
  rates,

  grid: { size: [16, 16] },
  start: ({ x, y, width, height }) => ({ G1: 1, G2: 1, P1: Math.round((200 * (x + y)) / (width + height)) }),

  kernel: mdn({ mixtures: 16, hidden: [64, 64] }),
  train: { ranges: { P1: [0, 450], P2: [0, 200] }, totals: [{ of: ['G1', 'G2'], is: 2 }] },

  time: { unit: '', step: 100, until: 2000 },
  record: { observables: { tinder: ['P1'], flame: ['P2'] } },
  seed: 47,

  view: { P1: 'P1, the tinder', P2: 'P2, the flame', G1: 'genes in state 1', G2: 'genes in state 2' },
});
