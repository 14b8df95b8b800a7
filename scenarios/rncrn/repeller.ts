import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 628 }, (_, i) => (2 * Math.PI * i) / 628);
const circle = tracedCurve((t) => [2 + Math.cos(t), 2 + Math.sin(t)], turn, true);

/**
 * A circle that repels: what starts inside comes to rest, what starts outside leaves. The
 * published one runs away in finite time, after t ≈ 0.38.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, appendix.
 */
export default target({
  name: 'repeller',
  perceptrons: 5,
  region: [
    [0.8, 3.2],
    [0.8, 3.2],
  ],
  learn: { curve: circle, kind: 'repel', pull: 'exponential' },
  time: 20,
  expect: [
    {
      kind: 'rest',
      from: [
        [2.5, 2.5],
        [1.6, 1.7],
      ],
    },
    {
      kind: 'leaving',
      from: [
        [2.85, 2.85],
        [1.1, 2.9],
      ],
    },
  ],
});
