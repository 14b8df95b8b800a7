import { type FieldPoint, target } from 'crn-grid';

const field = ({ x: [x1, x2] }: FieldPoint) => {
  const [u, v] = [x1! - 5, x2! - 5];
  const shrink = -(u * u + v * v);
  return [shrink * u - v, shrink * v + u];
};

/**
 * The Hopf bifurcation at its critical point alone, without a parameter. A point that is
 * neither stable nor unstable is not inherited: the network's is one or the other.
 *
 * Source: Dack, Plesa, Ouldridge 2026, arXiv 2602.02374.
 */
export default target({
  name: 'hopf-critical',
  perceptrons: 6,
  region: [
    [3.5, 6.5],
    [3.5, 6.5],
  ],
  learn: { field },
  time: 60,
  expect: [{ kind: 'equilibrium', at: [5, 5], within: 0.3 }],
});
