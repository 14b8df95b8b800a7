import { expect, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import { bifurcationDiagram } from '../../../src/numerics/continuation/diagram.ts';
import { networkFrame } from '../../../src/run/bifurcate/network-frame.ts';

test('an epidemic that is conserved has one variable, and begins where one case makes one more', () => {
  const network = crn(`
    S + I -> 2 I @ beta
    I -> S @ gamma
  `);
  const { frame, species } = networkFrame(network, {
    rates: [0, 1],
    start: [90, 10],
    varied: [{ rate: 0, range: [0.001, 0.05] }],
    time: 50,
  });
  expect(species).toHaveLength(1);
  const { branches } = bifurcationDiagram(frame);
  expect(branches).toHaveLength(2);
  // beta·S = gamma at S = 100: there the branch with cases begins, and the one without loses its stability.
  const [crossed, ...others] = branches.flatMap(({ special }) => special);
  expect(others).toEqual([]);
  expect(crossed!.kind).toBe('branch point');
  expect(crossed!.parameter).toBeCloseTo(0.01, 8);
  const shortest = Math.max(...branches.map(({ points }) => Math.min(...points.map((p) => p.parameter))));
  expect(shortest).toBeCloseTo(0.01, 6);
});

test('the Jacobian is that of the rates, through the conservation laws', () => {
  const network = crn(`
    E + S <-> C @ on, off
    C -> E + P @ cat
    P -> S @ back
  `);
  const { frame } = networkFrame(network, {
    rates: [0.01, 0, 2, 0.5],
    start: network.species.map((name) => ({ E: 50, S: 200 })[name] ?? 0),
    varied: [{ rate: 1, range: [0, 5] }],
    time: 10,
  });
  const n = frame.family.size;
  expect(n).toBe(2);
  const x = Float64Array.of(30, 40);
  const [analytic, up, down] = [new Float64Array(n * n), new Float64Array(n), new Float64Array(n)];
  frame.family.jacobian!(x, [1.5], analytic);
  for (let j = 0; j < n; j++) {
    const at = (h: number, out: Float64Array): void =>
      frame.family.rate(
        x.map((v, k) => v + (k === j ? h : 0)),
        [1.5],
        out,
      );
    at(1e-3, up);
    at(-1e-3, down);
    for (let i = 0; i < n; i++) expect(analytic[i * n + j]).toBeCloseTo((up[i]! - down[i]!) / 2e-3, 7);
  }
});

test('the Brusselator in molecules has the Hopf point of its concentrations', () => {
  const volume = 1e5;
  const network = crn(`
    0 -> X @ {a * V}
    2 X + Y -> 3 X @ {X^2 * Y / V^2}
    X -> Y @ b
    X -> 0 @ one
  `);
  const value = (name: string): number => ({ a: 1, V: volume, one: 1 })[name] ?? 0;
  const { frame } = networkFrame(network, {
    rates: network.rates.map(value),
    start: [volume, volume],
    varied: [{ rate: network.rates.indexOf('b'), range: [1, 3] }],
    time: 20,
  });
  const { branches, cycles } = bifurcationDiagram(frame, { values: 3, cycles: false });
  expect(cycles).toEqual([]);
  expect(branches[0]!.special).toMatchObject([{ kind: 'Hopf' }]);
  expect(branches[0]!.special[0]!.parameter).toBeCloseTo(2, 6);
});

test('what changes by itself in time is refused', () => {
  const network = crn('A -> 0 @ {k * A * (t > 1)}');
  const options = { rates: [1], start: [5], varied: [{ rate: 0, range: [0, 1] as const }], time: 1 };
  expect(() => networkFrame(network, options)).toThrow(/changes in time by itself/);
});
