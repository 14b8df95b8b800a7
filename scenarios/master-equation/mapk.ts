import { crn, scenario } from 'crn-grid';

/**
 * A kinase that is phosphorylated at two sites by X0 and stripped again by its phosphatase, of which there
 * is one molecule: X1 + X10 + … + X15 = 1. X2 is the bare kinase, X3 and X4 have one phosphate, X5 both.
 *
 * Molecules are few: to t = 1000 and an error of 1e-3 (`--times 100,1000 --error 1e-3`) fsp lists some 20
 * 000 states, to the published end more than two million. The start is X1 = 1, X2 = 3; published, 0.001 of
 * each species lies elsewhere. All reactants are different: both conventions of mass action are the same.
 *
 * MAPK with sixteen species of Tang et al., arXiv 2512.10309.
 */
export const mapk = crn(`
  species X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15

  0          -> X0         @ 0.001
  X0         -> 0          @ 0.15
  X5         -> X5 + X0    @ 0.005
  0          -> X2         @ 0.00024
  X2         -> 0          @ 1e-4
  X3         -> 0          @ 1e-4
  X4         -> 0          @ 1e-4
  X5         -> 0          @ 1e-4

  # the first phosphate, at either site, and the second
  X0 + X2   <-> X6         @ 0.375, 1
  X6         -> X0 + X3    @ 0.06
  X0 + X3   <-> X8         @ 0.375, 1
  X8         -> X0 + X5    @ 4.5
  X0 + X2   <-> X7         @ 0.375, 1
  X7         -> X0 + X4    @ 0.06
  X0 + X4   <-> X9         @ 0.375, 1
  X9         -> X0 + X5    @ 4.5

  # and off again
  X1 + X5   <-> X10        @ 0.015, 1
  X10        -> X12        @ 0.032
  X12       <-> X1 + X4    @ 0.31, 0.01
  X1 + X4   <-> X13        @ 0.01, 1
  X13        -> X14        @ 0.5
  X14       <-> X1 + X2    @ 0.086, 0.0011
  X1 + X3   <-> X11        @ 0.01, 1
  X11        -> X15        @ 0.47
  X15       <-> X1 + X2    @ 0.14, 0.0018
`);

export default scenario({
  name: 'mapk',
  crn: mapk,
  rates: {},
  start: { X1: 1, X2: 3 },
  time: { step: 10, until: 10_000 },
  solve: {
    times: [100, 1000, 3000, 10_000],
    pair: ['X2', 'X5'],
    van: {
      model: { kind: 'perceptrons', hidden: [32, 32] },
      fit: { samples: 150_000, updates: 2500 },
    },
  },
  view: { X0: 'kinase kinase', X1: 'phosphatase', X2: 'kinase', X5: 'active kinase' },
});
