import { firstTime, last, range, ssa, sweep } from 'crn-grid';
import bees from './bees.ts';

/**
 * What a colony pays for its defence: bees that are quick to rouse, or whose alarm carries far, defend sooner and
 * die in greater numbers. How readily a bee is roused against how much of its neighbours' alarm a cell smells: 50
 * colonies, each 20 times, all with the same 20 seeds.
 */
export default sweep(bees, {
  rates: { alarm: [0.02, 0.035, 0.05, 0.07, 0.09, 0.11, 0.125, 0.15, 0.2, 0.3] },
  max: { P: { alpha: [0.1, 0.2, 0.33, 0.4, 0.5] } },
  seed: range(20),

  // Few events a step: exact simulation is the faster one here, and the learned kernel knows one alarm rate only.
  with: { kernel: ssa() },

  measure: {
    lost: last('dead'),
    roused: firstTime(({ scalars }) => scalars.aggressive >= 20),
  },
});
