import { target, tracedCurve } from 'crn-grid';

const turn = Float64Array.from({ length: 628 }, (_, i) => (2 * Math.PI * i) / 628);
const circle = tracedCurve((t) => [1.5 + Math.cos(t), 1.5 + Math.sin(t)], turn, true);

/**
 * Rest or rhythm, decided by a classifier: below 2.5 of a signal the network is quiet, above
 * it oscillates.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'eq-cycle',
  perceptrons: 5,
  region: [
    [0.1, 3],
    [0.1, 3],
  ],
  lambda: [[0.1, 1]],
  learn: [
    { code: [0.1], field: ({ x: [x1, x2] }) => [0.5 - x1!, 0.5 - x2!], points: 16, weight: 4 },
    { code: [1], curve: circle, pull: 'exponential', every: 11 },
    // Nothing is drawn between the codes, or far from the curve: solutions shall not run away there.
    { confine: { from: [0.2], to: [1], steps: 9 }, speed: 1, weight: 1 },
  ],
  time: 50,
  expect: [
    {
      kind: 'rest',
      lambda: [0.1],
      from: [
        [1, 1],
        [2.4, 2.4],
      ],
      at: [0.5, 0.5],
      within: 0.2,
    },
    {
      kind: 'cycle',
      lambda: [1],
      from: [
        [1, 1],
        [2.3, 2.3],
      ],
      period: 2 * Math.PI,
      within: 0.08,
      extents: [
        [0.5, 2.5],
        [0.5, 2.5],
      ],
      extentsWithin: 0.15,
    },
    { kind: 'changes', along: [[0.1], [1]], count: 1 },
  ],
  classifier: {
    region: [[0, 5]],
    points: 200,
    hidden: [3],
    label: ([signal]) => [signal! > 2.5 ? 1 : 0.1],
    expect: [
      { kind: 'rest', lambda: [1], from: [[1, 1]], at: [0.5, 0.5], within: 0.3 },
      { kind: 'cycle', lambda: [4], from: [[1, 1]], period: 2 * Math.PI, within: 0.1 },
    ],
  },
});
