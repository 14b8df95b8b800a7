import { expect, test } from 'vitest';
import {
  type ResponseCurve,
  type ResponsePoint,
  responseCurvesSvg,
} from '../../../src/figures/sweep/response-curves.ts';
import { expectSound, textsIn } from '../drawing.ts';

const point = (at: number, mean: number, spread = 1): ResponsePoint => ({
  ...{ at, mean, low: mean - spread, high: mean + spread },
  ...{ runsLow: mean - 2 * spread, runsHigh: mean + 2 * spread },
});
const curve = (points: readonly ResponsePoint[], more: Partial<ResponseCurve> = {}): ResponseCurve => ({
  ...{ title: 'lost', xTitle: 'alarm', logarithmic: false, points },
  ...more,
});
const words = (svg: string): string[] => textsIn(svg).map((t) => t.words);

/** Where the points lie, px. */
const circles = (svg: string): [x: number, y: number][] =>
  [...svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)"/g)].map((m) => [Number(m[1]), Number(m[2])]);

test('every point is drawn in its place, with its interval, two bands and its titles', () => {
  const svg = responseCurvesSvg([[curve([point(0, 10), point(1, 30), point(4, 20)])]]);
  expectSound(svg);
  const [a, b, c] = circles(svg) as [[number, number], [number, number], [number, number]];
  expect((c[0] - a[0]) / (b[0] - a[0])).toBeCloseTo(4, 1);
  expect((c[1] - a[1]) / (b[1] - a[1])).toBeCloseTo(0.5, 1);
  expect(b[1]).toBeLessThan(a[1]);
  expect(svg.match(/<path /g)).toHaveLength(3);
  expect(svg.match(/stroke-width="1.5"/g)).toHaveLength(3);
  expect(words(svg)).toEqual(expect.arrayContaining(['lost', 'alarm']));
});

test('on a logarithmic axis equal ratios are equally far', () => {
  const points = [point(0.1, 1), point(1, 2), point(10, 3)];
  const svg = responseCurvesSvg([[curve(points, { logarithmic: true })]]);
  expectSound(svg);
  const [a, b, c] = circles(svg).map(([x]) => x) as [number, number, number];
  expect(c - b).toBeCloseTo(b - a, 1);
  expect(words(svg)).toEqual(expect.arrayContaining(['0.1', '1', '10']));
  // Control: on a linear one they are not.
  const [d, e, f] = circles(responseCurvesSvg([[curve(points)]])).map(([x]) => x) as [number, number, number];
  expect(f - e).toBeGreaterThan(5 * (e - d));
});

test('words stand below their points, also where some have none', () => {
  const svg = responseCurvesSvg([[curve([point(0, 1), point(2, 2)], { labels: ['ssa', 'a<b', 'van'] })]]);
  expectSound(svg);
  expect(words(svg)).toEqual(expect.arrayContaining(['ssa', 'a<b', 'van']));
  const label = textsIn(svg).find((t) => t.words === 'van')!;
  expect((label.left + label.right) / 2).toBeCloseTo(circles(svg)[1]![0], 1);
});

test.each<[string, ResponsePoint[]]>([
  ['one level', [point(3, 5)]],
  ['all equal', [point(0, 4, 0), point(1, 4, 0)]],
  ['all zero', [point(0, 0, 0), point(1, 0, 0)]],
  ['negative', [point(-3, -5), point(-1, -9)]],
  ['about zero', [point(0, -2), point(1, 2)]],
  ['huge and tiny', [point(1e-9, 1e15), point(2e-9, 1e-15)]],
])('%s', (_, points) => {
  const svg = responseCurvesSvg([[curve(points)]]);
  expectSound(svg);
  expect(circles(svg)).toHaveLength(points.length);
});

test('long titles, names and many long words meet nothing', () => {
  const labels = Array.from({ length: 12 }, (_, i) => `a kernel called ${i}`);
  const points = labels.map((_, i) => point(i, i));
  const title = 'a measure whose name is longer than the chart that it stands above is wide';
  const rows = [
    [curve(points, { labels, title, xTitle: title }), curve(points, { labels, title, xTitle: title })],
  ];
  expectSound(responseCurvesSvg(rows));
});

test('rows share their scale; a chart or a row without points leaves a gap', () => {
  const svg = responseCurvesSvg([
    [curve([point(0, 10), point(1, 20)]), curve([point(5, 10), point(6, 20)])],
    [curve([]), curve([point(0, 1)])],
    [curve([]), curve([])],
  ]);
  expectSound(svg);
  const [a, b, c, d] = circles(svg) as [number, number][];
  expect([a![1], b![1]]).toEqual([c![1], d![1]]);
  expect(circles(svg)).toHaveLength(5);
});
