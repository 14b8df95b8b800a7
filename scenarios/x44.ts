import { crn, mdn, scenario } from 'crn-grid';

/**
 * Cells with two copies of a gene of three states, which make P1, make P2, or destroy both.
 * P1 and P2 join to P3, which falls apart into P2 and P4: P2 is the helper by which P1 turns
 * into P4 and back. While P2 is there, P4 follows P1; when the last P2 is gone, P4 is
 * locked in, and the cell remembers what its genes did long ago.
 *
 * Network (44) of Plesa, Erban & Othmer, arXiv 1801.09200, with the settings of
 * Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const gene = crn(`
  species G1, G2, G3, P1, P2, P3, P4

  G1       -> G1 + P1   @ a11
  G2       -> G2 + P2   @ a21
  G3 + P1  -> G3        @ a31
  G3 + P2  -> G3        @ a32
  P1       -> 0         @ b1
  P2       -> 0         @ b2
  P1 + P2 <-> P3        @ b3, b6
  P3      <-> P2 + P4   @ b4, b5
  G1      <-> G2        @ s12, s21
  G2      <-> G3        @ s23, s32
`);

/** Per time unit. Switching is published as ε·γ with ε = 0.001 and γ = 1, 20, 2, 1: here it is the product. */
export const rates = {
  a11: 100,
  a21: 50,
  a31: 1,
  a32: 1,
  b1: 1,
  b2: 1,
  b3: 1,
  b4: 50,
  b5: 1,
  b6: 100,
  s12: 0.001,
  s21: 0.02,
  s23: 0.002,
  s32: 0.001,
};

export default scenario({
  name: 'x44',
  crn: gene,
  rates,

  grid: { size: [24, 24] },
  // From left to right: both genes make P1, one of them P2, one of them destroys.
  start: ({ x, width }) => {
    const third = Math.floor((3 * x) / width);
    return { G1: third === 0 ? 2 : 1, G2: +(third === 1), G3: +(third === 2), P1: 100, P2: 50 };
  },

  kernel: mdn({ mixtures: 16, hidden: [64, 64] }),
  train: {
    ranges: { P1: [0, 350], P2: [0, 350], P3: [0, 150], P4: [0, 250] },
    totals: [{ of: ['G1', 'G2', 'G3'], is: 2 }],
    transitions: 500_000,
    epochs: 30,
  },

  time: { unit: '', step: 50, until: 1000 },
  record: { observables: { P1: ['P1'], helper: ['P2'], memory: ['P4'] } },
  seed: 44,

  view: { P4: 'P4, the memory', P1: 'P1', P2: 'P2, the helper', G2: 'genes making P2' },
});
