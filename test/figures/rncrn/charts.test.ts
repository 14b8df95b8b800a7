import { expect, test } from 'vitest';
import { type Charts, chartsSvg } from '../../../src/figures/rncrn/charts.ts';

const x = Float64Array.of(0, 1, 2);
const figure: Charts = {
  kinds: [{ name: 'network', colour: 0 }],
  charts: [
    { title: 'high', curves: [{ kind: 0, x, y: Float64Array.of(100, 101, 102) }] },
    { title: 'low', curves: [{ kind: 0, x, y: Float64Array.of(-2, 0, 2) }] },
  ],
  columns: 2,
  xTitle: 'time',
  yTitle: 'X',
};
const paths = (svg: string): string[] => [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => d!);
const heights = (d: string): number[] =>
  d
    .slice(1)
    .split('L')
    .map((point) => Number(point.split(' ')[1]));

test('an axis need not begin at 0: each curve fills its own chart', () => {
  for (const d of paths(chartsSvg(figure))) {
    const [first, , last] = heights(d);
    expect(first! - last!).toBeGreaterThan(100);
  }
});

test('with one scale for all, a small change looks small', () => {
  const [high] = paths(chartsSvg({ ...figure, sameScale: true }));
  const [first, , last] = heights(high!);
  expect(first! - last!).toBeLessThan(10);
});

test('powers of ten on a logarithmic axis; gaps and single points do no harm', () => {
  const losses = { kind: 0, x, y: Float64Array.of(1000, Number.NaN, 0.5) };
  const svg = chartsSvg({ ...figure, charts: [{ title: 'loss', curves: [losses] }], logarithmic: true });
  for (const label of ['1', '10', '100', '1000']) expect(svg).toContain(`>${label}</text>`);
  const lonely = { kind: 0, x: [1], y: [3] };
  expect(chartsSvg({ ...figure, charts: [{ title: 'one', curves: [lonely] }] })).not.toContain('NaN');
});
