import { crn, mdn, scenario } from 'crn-grid';

/**
 * A sheet of cells with two copies of a slowly switching gene, and a mosaic that one
 * protein shows and the other hides. The gene turns P2 into P1, fast in its first state
 * and slowly in its second; P2 comes in at a fixed pace. So P2 piles up to 200, 300 or 600
 * according to the states of the genes, but as much P1 comes out as P2 goes in: 200, always.
 *
 * Network (40) of Plesa, Erban & Othmer, arXiv 1801.09200, with the settings of
 * Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const gene = crn(`
  species G1, G2, P1, P2       # the gene's states; its product and what it is made of

  G1 + P2 -> G1 + P1   @ a11
  G2 + P2 -> G2 + P1   @ a21
  P1      -> 0         @ b1
  0       -> P2        @ b2
  G1     <-> G2        @ on, off
`);

/** Per time unit. Switching is published as ε·γ with ε = 0.01 and γ = 1: here it is the product. */
export const rates = { a11: 0.5, a21: 0.1667, b1: 1, b2: 200, on: 0.01, off: 0.01 };

export default scenario({
  name: 'x40',
  crn: gene,
  rates,

  grid: { size: [32, 32] },
  // The left half starts with all genes in the first state, the right half in the second.
  start: ({ x, width }) =>
    x < width / 2 ? { G1: 2, G2: 0, P1: 200, P2: 200 } : { G1: 0, G2: 2, P1: 200, P2: 600 },

  kernel: mdn({ mixtures: 12, hidden: [64, 64] }),
  train: {
    ranges: { P1: [0, 350], P2: [0, 750] },
    totals: [{ of: ['G1', 'G2'], is: 2 }],
    transitions: 600_000,
    epochs: 30,
  },

  time: { unit: '', step: 20, until: 400 },
  record: { observables: { shown: ['P2'], hidden: ['P1'] } },
  seed: 40,

  view: { P2: 'P2, the mosaic', P1: 'P1, the same for all', G1: 'genes in state 1', G2: 'genes in state 2' },
});
