import { expect, test } from 'vitest';
import { type PortraitPanel, portraitsSvg } from '../../../src/figures/rncrn/portrait.ts';

const panel: PortraitPanel = {
  name: 'a < b',
  xTitle: 'X1',
  yTitle: 'X2',
  box: { x: [0, 1], y: [0, 1] },
  field: () => [1, 0.2],
  paths: [{ points: Float64Array.of(0.1, 0.1, 0.5, 0.6, 0.9, 0.2), colour: 1 }],
  marks: [
    { x: 0.5, y: 0.5, kind: 'stable' },
    { x: 0.2, y: 0.5, kind: 'unstable' },
  ],
};

test('panels stand side by side, with their fields, paths and marks', () => {
  const draw = (panels: readonly PortraitPanel[]): string => portraitsSvg({ panels, columns: 2 });
  const count = (svg: string, what: string): number => svg.split(what).length - 1;
  const [one, two] = [draw([panel]), draw([panel, panel])];
  expect(count(one, '<circle')).toBe(2);
  expect(count(two, '<circle')).toBe(4);
  expect(one).toContain('a &lt; b');
  expect(count(two, '<clipPath')).toBe(2);
  expect(new Set([...two.matchAll(/clipPath id="([^"]*)"/g)].map(([, id]) => id)).size).toBe(2);
  expect(count(draw([{ ...panel, paths: [] }]), '<path')).toBe(count(one, '<path') - 1);
});
