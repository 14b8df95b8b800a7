import { describe, expect, test } from 'vitest';
import { type Panels, panelsSvg } from '../../src/figures/panels.ts';
import { dark } from '../../src/figures/theme.ts';
import { expectSound, textsIn } from './drawing.ts';

const panels: Panels = {
  kinds: [
    { name: 'exact', colour: 0, filled: true },
    { name: 'a second exact set', colour: 0, dashed: true },
    { name: 'learned', colour: 1 },
  ],
  panels: Array.from({ length: 5 }, (_, i) => ({
    title: `P1 from G1 ${i}, after 3`,
    curves: [
      { kind: 0, x: [0, 1, 2, 3], y: [0.2, 0.5, 0.3], form: 'steps' },
      { kind: 1, x: [0, 1, 2], y: [0.1, 0.6, 0.4], form: 'line' },
      { kind: 2, x: [0, 1, 2], y: [0.3, 0.4, 0.4], form: 'dots' },
    ],
  })),
  columns: 3,
  xTitle: 'molecules of P1',
  yTitle: 'share of trajectories',
};

describe('panels', () => {
  test('a drawing that is whole, in light and dark', () => {
    expectSound(panelsSvg(panels));
    expectSound(panelsSvg(panels, dark));
  });

  test('says what is what', () => {
    const words = textsIn(panelsSvg(panels)).map((t) => t.words);
    for (const expected of [
      'exact',
      'a second exact set',
      'learned',
      'molecules of P1',
      'P1 from G1 4, after 3',
    ])
      expect(words).toContain(expected);
  });

  test('a histogram has a stair for every bin, down to zero at both ends', () => {
    const steps = panelsSvg({ ...panels, panels: [panels.panels[0]!] }).match(/d="(M[^"]*H[^"]*)"/)![1]!;
    expect(steps.match(/H/g)).toHaveLength(3);
    expect(steps.match(/V/g)).toHaveLength(4);
    const base = /^M[\d.]+ ([\d.]+)/.exec(steps)![1];
    expect(steps.endsWith(`V${base}`)).toBe(true);
  });

  test('values that are all one, empty curves, and numbers that are none', () => {
    const odd: Panels = {
      ...panels,
      panels: [
        { title: 'one', curves: [{ kind: 0, x: [2], y: [0], form: 'dots' }] },
        { title: 'none', curves: [{ kind: 0, x: [], y: [], form: 'line' }] },
        { title: 'not', curves: [{ kind: 2, x: [0, 1], y: [Number.NaN, 1], form: 'line' }] },
      ],
    };
    expect(panelsSvg(odd)).not.toMatch(/NaN|Infinity|undefined/);
  });
});
