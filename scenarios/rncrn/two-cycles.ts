import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 314 }, (_, i) => (2 * Math.PI * i) / 314);
const circle = (x: number, y: number) =>
  tracedCurve((t) => [x + 0.5 * Math.cos(t), y + 0.5 * Math.sin(t)], turn, true);

/**
 * Two limit cycles in one network, each with its own basin.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'two-cycles',
  perceptrons: 15,
  region: [
    [0.7, 5.3],
    [0.7, 2.3],
  ],
  learn: { curve: [circle(4.5, 1.5), circle(1.5, 1.5)], pull: 'exponential', every: 17 },
  time: 30,
  expect: [
    {
      kind: 'cycle',
      from: [
        [1.118, 1.154],
        [2, 2],
      ],
      period: Math.PI,
      within: 0.08,
      extents: [
        [1, 2],
        [1, 2],
      ],
      extentsWithin: 0.1,
    },
    {
      kind: 'cycle',
      from: [
        [3.916, 1.392],
        [5, 2],
      ],
      period: Math.PI,
      within: 0.08,
      extents: [
        [4, 5],
        [1, 2],
      ],
      extentsWithin: 0.1,
    },
  ],
});
