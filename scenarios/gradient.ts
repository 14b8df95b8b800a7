import { readFileSync } from 'node:fs';
import { compileRncrn, mdn, rncrnFromJson, scenario } from 'crn-grid';

/**
 * A sheet of cells that remember, under a signal that grows from left to right. Each is the switch of `eraser.ts`:
 * a recurrent neural chemical reaction network, which holds 2 or 8 where there is no signal. All begin high. Where the
 * signal is beyond the fold that the network has learned, 0.006, they fall, the later the nearer they are to it:
 * beside the fold they linger for several time units, and noise pushes some of those over that should have stayed.
 *
 * A step of a cell holds 2 000 reaction events, or one draw of a network that reads the signal as a rate: a chemical
 * neural network, stepped by a neural network.
 *
 * Network: A. Dack, T. E. Ouldridge & T. Plesa, arXiv 2602.02374 (weights: MIT licence).
 */
const agent = rncrnFromJson(
  JSON.parse(readFileSync(new URL('models/uni-bi.json', import.meta.url), 'utf8')),
  'uni-bi',
);
/** Molecules per unit of concentration. */
const volume = 200;
/** The high state without signal, and the border below which a cell falls to the low one. */
const [high, border] = [7.726, 5.118];
const strongest = 0.02;
const { network, rates, start } = compileRncrn(agent, { volume, reading: 'slow-scale', parameters: [0] });

export default scenario({
  name: 'gradient',
  crn: network,
  rates: { ...rates, L_1: ({ x, width }) => (strongest * (x + 0.5)) / width },

  grid: { size: [48, 48] },
  start: start([high], [0]),

  kernel: mdn({ mixtures: 8, hidden: [32, 32], rateInputs: ['L_1'] }),
  train: {
    ranges: { X_1: [0, 12 * volume] },
    rateRanges: { L_1: [0, strongest] },
    // Two minutes instead of half an hour.
    judge: { settings: 25, trajectories: 1000 },
  },

  time: { step: 0.05, until: 4 },
  record: {
    every: 2,
    observables: { fallen: ({ counts }) => counts.filter((n) => n < border * volume).length },
  },
  seed: 7,

  view: { X_1: 'memory', fallen: 'fallen cells' },
});
