import { describe, expect, test } from 'vitest';
import { comparedPanels, marginalPanels, someOf } from '../../../src/figures/laws/marginals.ts';
import { panelsSvg } from '../../../src/figures/panels.ts';
import { dark } from '../../../src/figures/theme.ts';
import { expectSound, textsIn } from '../drawing.ts';

/** A bump around `at`, on counts to 59. */
const bump = (at: number) => {
  const law = Float64Array.from({ length: 60 }, (_, n) => Math.exp(-((n - at) ** 2) / 20));
  const sum = law.reduce((a, b) => a + b, 0);
  return law.map((p) => p / sum);
};
const figure = {
  times: [1, 2, 5],
  timeUnit: 'hour',
  species: [
    { name: 'gene', laws: [[0.5, 0.5], [0.2, 0.8], [1]] },
    { name: 'protein', laws: [bump(10), bump(20), bump(40)] },
  ],
};

describe('marginals over time', () => {
  const panels = marginalPanels(figure);
  test('a drawing that is whole, in light and dark', () => {
    expectSound(panelsSvg(panels));
    expectSound(panelsSvg(panels, dark));
  });

  test('a curve for each time, a panel for each species', () => {
    expect(panels.kinds.map((kind) => kind.name)).toEqual(['t = 1 hour', 't = 2 hours', 't = 5 hours']);
    expect(panels.panels.map((panel) => panel.title)).toEqual(['gene', 'protein']);
    for (const { curves } of panels.panels) expect(curves).toHaveLength(3);
  });

  test('each count has a stair with the count in its middle, and all of a panel share their counts', () => {
    const [gene, protein] = panels.panels;
    expect(gene!.curves[0]!.x).toEqual([-0.5, 0.5, 1.5]);
    expect(gene!.curves[2]!.y).toEqual([1, 0]);
    const [first, , last] = protein!.curves;
    expect(first!.x).toEqual(last!.x);
    // Counts that nobody could see are left out.
    expect(first!.x[0]).toBe(-0.5);
    expect(Array.from(last!.x).at(-1)).toBeLessThan(52);
  });

  test('marks stand at whole counts only', () => {
    const marks = textsIn(panelsSvg(panels)).map((t) => t.words);
    expect(marks).toContain('1');
    expect(marks).not.toContain('−0.5');
  });

  test('a law of one count, and one species alone', () => {
    expectSound(panelsSvg(marginalPanels({ ...figure, species: [{ name: 'X', laws: [[1], [1], [1]] }] })));
  });
});

describe('a law beside another', () => {
  test('a row for each species, a column for each time, with what is to be said', () => {
    const panels = comparedPanels({
      ...figure,
      names: ['fsp', 'trajectories'],
      others: figure.species.map(({ laws }) => laws),
      notes: [
        ['0.1', '0.2', '0.3'],
        ['', '', ''],
      ],
    });
    expectSound(panelsSvg(panels));
    expect(panels.columns).toBe(3);
    expect(panels.panels.map((panel) => panel.title)).toEqual([
      'gene, t = 1 hour: 0.1',
      'gene, t = 2 hours: 0.2',
      'gene, t = 5 hours: 0.3',
      'protein, t = 1 hour',
      'protein, t = 2 hours',
      'protein, t = 5 hours',
    ]);
    for (const { curves } of panels.panels) expect(curves[0]!.y).toEqual(curves[1]!.y);
  });
});

test('some of many, the last among them', () => {
  expect(someOf(3, 4)).toEqual([0, 1, 2]);
  expect(someOf(5, 4)).toEqual([0, 1, 2, 4]);
  for (const n of [7, 10, 33]) {
    const some = someOf(n, 6);
    expect(new Set(some).size).toBe(6);
    expect(some.at(-1)).toBe(n - 1);
  }
});
