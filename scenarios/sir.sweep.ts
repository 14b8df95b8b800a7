import { between, firstTime, highest, last, saltelli, ssa, sweep, timeOfHighest } from 'crn-grid';
import sir from './sir.ts';

/**
 * What decides an epidemic among towns: how infectious it is, how soon people recover, or how much they travel?
 * Sobol' indices say which share of the variance is whose, and `infected` of whom alone or together.
 */
export default sweep(sir, {
  rates: { beta: between(1, 5), gamma: between(0.5, 2) },
  own: {
    travel: {
      values: between(0.001, 0.1, { scale: 'log' }),
      apply: (scenario, rate: number) => ({ ...scenario, hop: { S: rate, I: rate, R: rate } }),
    },
  },
  design: saltelli(64),
  replicates: 3,
  with: { kernel: ssa(), size: [24, 24] },

  measure: {
    escaped: last('susceptible'),
    peak: highest('infected'),
    peakWeek: timeOfHighest('infected'),
    over: firstTime(({ scalars }) => scalars.infected === 0),
  },
});
