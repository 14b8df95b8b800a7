import { target, tracedCurve } from 'crn-grid';

const heart = (t: number) => [
  2 + 1.12 * Math.sin(t) ** 3,
  2 + 0.07 * (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)),
];

/** A piece of it that ends before a cusp, where arrows would contradict. */
function arc(from: number, to: number) {
  const steps = Math.round((to - from) / 0.01);
  const parameter = Float64Array.from({ length: steps }, (_, i) => from + 0.01 * i);
  return tracedCurve(heart, parameter, false);
}

/**
 * A limit cycle drawn as a heart of length 7.152, run through at speed 1. Its cusps are left
 * to the network to invent. The curve itself weighs 0.3, its padding the rest.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374, where the pull jumps and more of the tips is left out.
 */
export default target({
  name: 'heart',
  perceptrons: 10,
  region: [
    [0.6, 3.4],
    [0.6, 3.1],
  ],
  learn: {
    curve: [arc(0.01, Math.PI - 0.15), arc(Math.PI + 0.01, 2 * Math.PI - 0.3)],
    growth: 6,
    layers: 15,
    curveShare: 0.3,
    overlap: 'allow',
    every: 11,
  },
  time: 40,
  expect: [
    { kind: 'count', stable: 0, unstable: 1 },
    {
      kind: 'cycle',
      from: [
        [2.957, 2.665],
        [2.3, 2.2],
        [1.2, 1.9],
      ],
      period: 7.152,
      within: 0.03,
      along: Array.from({ length: 400 }, (_, i) => heart((2 * Math.PI * i) / 400)),
      distance: 0.05,
    },
  ],
});
