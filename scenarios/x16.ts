import { crn, mdn, scenario } from 'crn-grid';

/**
 * A sheet of cells, each with four copies of a slowly switching gene. In its second state
 * a gene makes five times as much protein, in its first the protein also represses itself:
 * cells with the same genes end up with 40 to 1000 proteins. They do not talk; the grid is
 * a population. One step holds some 50 000 reaction events, or one draw of the network.
 *
 * How far the kernel beside it is from exact, its verdict says: `crn-grid validate scenarios/x16.ts`.
 *
 * Network (16) of Plesa, Erban & Othmer, arXiv 1801.09200, with the settings of
 * Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const gene = crn(`
  species G1, G2, P1            # the gene's states; its protein

  G1      -> G1 + P1   @ a11
  G1 + P1 -> G1        @ a12
  G2      -> G2 + P1   @ a21
  P1      -> 0         @ b1
  G1     <-> G2        @ on, off
`);

/** Per time unit. Switching is published as ε·γ with ε = 0.01 and γ = 1: here it is the product. */
export const rates = { a11: 100, a12: 2, a21: 500, b1: 2, on: 0.01, off: 0.01 };

export default scenario({
  name: 'x16',
  crn: gene,
  rates,

  grid: { size: [32, 32] },
  // The left half starts with all genes in the first state, the right half in the second.
  start: ({ x, width }) => (x < width / 2 ? { G1: 4, G2: 0, P1: 40 } : { G1: 0, G2: 4, P1: 1000 }),

  kernel: mdn({ mixtures: 16, hidden: [64, 64] }),
  train: {
    ranges: { P1: [0, 1200] },
    totals: [{ of: ['G1', 'G2'], is: 4 }],
    // Simulating is dear here, fitting is not: many different steps, each seen less often.
    transitions: 600_000,
    epochs: 30,
  },

  time: { unit: '', step: 20, until: 400 },
  record: {
    observables: {
      protein: ['P1'],
      silent: ({ counts }) => {
        let cells = 0;
        for (let i = 0; i < counts.length; i += 3) if (counts[i + 1] === 0) cells++;
        return cells;
      },
    },
  },
  seed: 16,

  view: {
    P1: 'protein',
    G1: 'genes in state 1',
    G2: 'genes in state 2',
    silent: 'silent cells',
  },
});
