import { mdn, scenario } from 'crn-grid';
import { gene, rates } from './x16.ts';

/** 40 % about a rate. */
const about = (rate: number): readonly [number, number] => [0.6 * rate, 1.4 * rate];
/** From 60 % to 140 % of a rate, as `share` goes from 0 to 1. */
const within = (rate: number, share: number): number => (0.6 + 0.8 * share) * rate;

/**
 * The gene of `x16.ts` on a sheet where rates differ from cell to cell: from left to right the second
 * state makes more protein, from top to bottom the first one is repressed harder, away from the middle
 * protein decays faster, and every cell makes protein in the first state at a rate of its own. One
 * network reads the four rates and serves all cells; it is trained for 40 % about the published ones.
 */
export default scenario({
  name: 'x16-rates',
  crn: gene,
  rates: {
    a11: ({ random }) => within(rates.a11, random()),
    a12: ({ y, height }) => within(rates.a12, (y + 0.5) / height),
    a21: ({ x, width }) => within(rates.a21, (x + 0.5) / width),
    b1: ({ radius, width, height }) => within(rates.b1, (2 * radius) / Math.hypot(width, height)),
    on: rates.on,
    off: rates.off,
  },

  grid: { size: [32, 32] },
  start: { G1: 2, G2: 2, P1: 400 },

  kernel: mdn({ mixtures: 16, hidden: [64, 64], rateInputs: ['a11', 'a12', 'a21', 'b1'] }),
  train: {
    ranges: { P1: [0, 2400] },
    totals: [{ of: ['G1', 'G2'], is: 4 }],
    rateRanges: { a11: about(rates.a11), a12: about(rates.a12), a21: about(rates.a21), b1: about(rates.b1) },
    transitions: 600_000,
    epochs: 30,
  },

  time: { unit: '', step: 20, until: 400 },
  record: { observables: { protein: ['P1'] } },
  seed: 16,

  view: { P1: 'protein', G1: 'genes in state 1', G2: 'genes in state 2' },
});
