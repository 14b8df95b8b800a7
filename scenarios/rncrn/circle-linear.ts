import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 628 }, (_, i) => (2 * Math.PI * i) / 628);
const circle = tracedCurve((t) => [2 + Math.cos(t), 2 + Math.sin(t)], turn, true);

/**
 * The circle again, with a pull that grows with the distance and so has no jump: a smooth
 * field can follow it.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, appendix.
 */
export default target({
  name: 'circle-linear',
  perceptrons: 5,
  region: [
    [0.8, 3.2],
    [0.8, 3.2],
  ],
  learn: { curve: circle },
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
