import { crn, mdn, scenario } from 'crn-grid';

/**
 * The gene of `x16.ts` on a sheet where rates differ from cell to cell: from left to right the second
 * state makes more protein, from top to bottom the first one is repressed harder, away from the middle
 * protein decays faster, and every cell makes protein in the first state at a rate of its own. One
 * network reads the four rates and serves all cells; it is trained for 40 % about the published ones.
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

/** 40 % about a rate. */
const about = (rate: number): readonly [number, number] => [0.6 * rate, 1.4 * rate];
/** From 60 % to 140 % of a rate, as `share` goes from 0 to 1. */
const within = (rate: number, share: number): number => (0.6 + 0.8 * share) * rate;

export default scenario({
  name: 'x16-rates',
  crn: gene,
  rates: {
    a11: ({ random }) => within(100, random()),
    a12: ({ y, height }) => within(2, (y + 0.5) / height),
    a21: ({ x, width }) => within(500, (x + 0.5) / width),
    b1: ({ radius, width, height }) => within(2, (2 * radius) / Math.hypot(width, height)),
    on: 0.01,
    off: 0.01,
  },

  grid: { size: [32, 32] },
  start: { G1: 2, G2: 2, P1: 400 },

  kernel: mdn({ mixtures: 16, hidden: [64, 64], rateInputs: ['a11', 'a12', 'a21', 'b1'] }),
  train: {
    ranges: { P1: [0, 2400] },
    totals: [{ of: ['G1', 'G2'], is: 4 }],
    rateRanges: { a11: about(100), a12: about(2), a21: about(500), b1: about(2) },
    transitions: 600_000,
    epochs: 30,
  },

  time: { unit: '', step: 20, until: 400 },
  record: { observables: { protein: ['P1'] } },
  seed: 16,

  view: { P1: 'protein', G1: 'genes in state 1', G2: 'genes in state 2' },
});
