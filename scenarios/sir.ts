import { crn, mdn, scenario } from 'crn-grid';

/**
 * An epidemic on a torus of towns: everyone travels, and one town has the first cases.
 * The wave leaves towns of very different luck behind it.
 *
 * A step holds some fifteen events where the epidemic is, and none elsewhere: exact simulation
 * (`--kernel ssa`) does them sooner than the network, which is here because it was published.
 *
 * SIR of Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const epidemic = crn(`
  species S, I, R              # susceptible, infected, recovered

  S + I -> 2 I   @ {beta * S * I / (S + I + R)}
  I     -> R     @ gamma
`);

/** Per week. */
export const rates = { beta: 3, gamma: 1 };

export default scenario({
  name: 'sir',
  crn: epidemic,
  rates,

  grid: { size: [40, 40], edge: 'wrap' },
  start: ({ x, y }) => (x === 20 && y === 20 ? { S: 90, I: 10 } : { S: 100 }),
  hop: { S: 0.02, I: 0.02, R: 0.02 },

  kernel: mdn({ mixtures: 12, hidden: [64, 64] }),
  // The published starts are 30 to 199 of each; towns of this grid are often without cases.
  train: { ranges: { S: [0, 200], I: [0, 250], R: [0, 600] } },

  time: { unit: 'week', step: 0.5, until: 30 },
  record: { observables: { susceptible: ['S'], infected: ['I'], recovered: ['R'] } },
  seed: 3,

  view: { I: 'infected', R: 'recovered', S: 'susceptible' },
});
