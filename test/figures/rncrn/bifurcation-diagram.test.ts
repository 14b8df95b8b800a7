import { describe, expect, test } from 'vitest';
import { bifurcationSvg, lociSvg } from '../../../src/figures/rncrn/bifurcation-diagram.ts';
import type { Diagram } from '../../../src/numerics/continuation/diagram.ts';
import { expectSound, textsIn } from '../drawing.ts';

const spectrum = [{ re: -1, im: 0 }];
const at = (parameter: number, x: number, unstable: number) => ({
  ...{ parameter, unstable, spectrum },
  state: Float64Array.of(x, -x),
});
const cycle = (parameter: number, r: number, stable: boolean) => ({
  ...{ parameter, stable, period: 6 + r, state: Float64Array.of(1 + r, 0) },
  least: Float64Array.of(1 - r, -r),
  greatest: Float64Array.of(1 + r, r),
});
const diagram: Diagram = {
  branches: [
    {
      points: [at(0.1, 1, 0), at(0.5, 1, 0), at(1, 1, 2)],
      special: [
        { kind: 'Hopf', parameter: 0.5, state: Float64Array.of(1, -1), omega: 1, lyapunov: -1 },
        { kind: 'fold', parameter: 0.98, state: Float64Array.of(1, -1) },
      ],
    },
  ],
  cycles: [
    {
      points: [cycle(0.5, 0, true), cycle(0.7, 0.4, true), cycle(0.8, 0.5, false)],
      folds: [],
      ends: [
        { kind: 'Hopf', parameter: 0.5 },
        { kind: 'SNIC', parameter: 0.8 },
      ],
    },
  ],
};
const figure = {
  ...{ title: 'model', parameter: 'L_1', range: [0.1, 1] as const, diagram },
  variables: [{ name: 'X_2', index: 1 }],
};

describe('over one parameter', () => {
  const svg = bifurcationSvg(figure);

  test('it is sound, and names what happens and where', () => {
    expectSound(svg);
    const words = textsIn(svg).map((t) => t.words);
    expect(words).toEqual(
      expect.arrayContaining(['X_2', 'period', 'L_1', 'Hopf 0.5', 'fold 0.98', 'SNIC 0.8']),
    );
  });

  test('stable and unstable stretches are drawn each by itself, and meet', () => {
    const paths = [...svg.matchAll(/<path d="M([^"]*)"[^>]*?(stroke-dasharray="5 4")?\s*stroke-linejoin/g)];
    // Equilibria, least and greatest of cycles, periods: a full and a dashed one of each.
    expect(paths).toHaveLength(8);
    expect(paths.filter(([, , dash]) => dash)).toHaveLength(4);
    const [full, dashed] = paths.map(([, points]) => points!.split('L'));
    expect(dashed![0]).toBe(full!.at(-1));
  });

  test('of a logarithmic axis the middle is the geometric mean', () => {
    const other = bifurcationSvg({ ...figure, logarithmic: true });
    expectSound(other);
    expect(other).not.toBe(svg);
  });

  test('without cycles there is no chart of periods', () => {
    const words = textsIn(bifurcationSvg({ ...figure, diagram: { ...diagram, cycles: [] } })).map(
      (t) => t.words,
    );
    expect(words).not.toContain('period');
  });
});

test('over two parameters: each kind of curve has its colour and name, a cusp its place', () => {
  const point = (p: number, q: number) => ({ parameters: [p, q] as const, state: Float64Array.of(0) });
  const svg = lociSvg({
    title: 'model',
    parameters: ['L_1', 'L_2'],
    ranges: [
      [0, 1],
      [0, 2],
    ],
    loci: [
      { kind: 'fold', points: [point(0, 1), point(0.5, 0.5), point(0, 0.2)], cusps: [point(0.5, 0.5)] },
      { kind: 'Hopf', points: [point(0.2, 1), point(1, 2)], cusps: [] },
    ],
  });
  expectSound(svg);
  expect(textsIn(svg).map((t) => t.words)).toEqual(
    expect.arrayContaining(['fold', 'Hopf', 'L_1', 'L_2', 'cusp 0.5, 0.5']),
  );
});
