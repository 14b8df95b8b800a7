import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 628 }, (_, i) => (2 * Math.PI * i) / 628);
const knot = tracedCurve(
  (t) => [
    (3 + Math.cos(10 * t)) * Math.cos(t) + 6,
    (3 + Math.cos(10 * t)) * Math.sin(t) + 6,
    Math.sin(10 * t) + 2,
  ],
  turn,
  true,
);

/**
 * A curve that winds round a torus: ten small turns for a large one, of length 65.73.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, appendix.
 */
export default target({
  name: 'torus',
  perceptrons: 7,
  region: [
    [1.8, 10.2],
    [1.8, 10.2],
    [0.8, 3.2],
  ],
  learn: { curve: knot, pull: 'exponential', every: 17 },
  time: 330,
  expect: [
    { kind: 'rhythm', from: [[10.126, 4.257, 1.703]], variable: 0, period: 65.73, within: 0.1 },
    { kind: 'rhythm', from: [[10.126, 4.257, 1.703]], variable: 2, period: 6.573, within: 0.2 },
  ],
  calibrate: false,
});
