import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 628 }, (_, i) => (2 * Math.PI * i) / 628);
export const drawn = tracedCurve((t) => [2 + Math.cos(t), 2 + Math.sin(t)], turn, true);

/**
 * A limit cycle drawn as a circle, run through at speed 1: no equation is given. The pull
 * towards it jumps across the curve, as published, so that the loss has a floor.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'circle',
  perceptrons: 5,
  region: [
    [0.8, 3.2],
    [0.8, 3.2],
  ],
  learn: { curve: drawn, pull: 'exponential' },
  time: 40,
  expect: [
    { kind: 'count', stable: 0, unstable: 1 },
    {
      kind: 'cycle',
      from: [
        [2.744, 2.693],
        [2.3, 2],
        [1.1, 1.2],
      ],
      period: 2 * Math.PI,
      within: 0.03,
      extents: [
        [1, 3],
        [1, 3],
      ],
      extentsWithin: 0.1,
    },
  ],
});
