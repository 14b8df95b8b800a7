import { between, inference, observed, scenario, smc } from 'crn-grid';
import { epidemic } from './sir.ts';

/** One town of 500, well mixed; a step for each time of the data, for exact simulation is exact whatever the step. */
const town = scenario({
  name: 'town',
  crn: epidemic,
  rates: { beta: 3, gamma: 1 }, // to be inferred
  start: { S: 490, I: 10 },
  time: { unit: 'week', step: 0.5, until: 8 },
  record: { observables: { infected: ['I'], recovered: ['R'] } },
});

/**
 * How fast does it spread, and how long is one ill? From counts of the infected and the recovered, twice a week.
 *
 * The data are not of any town: they were simulated with beta 3 and gamma 1, so that one can see whether these are found.
 */
export default inference(town, {
  name: 'sir',
  prior: {
    rates: { beta: between(0.3, 30, { scale: 'log' }), gamma: between(0.1, 10, { scale: 'log' }) }, // per week
  },
  data: observed(new URL('./sir.data.csv', import.meta.url)),
  method: smc({ particles: 1000, stop: { acceptance: 0.02 } }),
  truth: { beta: 3, gamma: 1 },
});
