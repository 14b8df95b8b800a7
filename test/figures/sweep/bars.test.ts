import { expect, test } from 'vitest';
import { type Bar, type BarCharts, barChartsSvg } from '../../../src/figures/sweep/bars.ts';
import { expectSound, textsIn } from '../drawing.ts';

const bar = (value: number, spread = 0.1): Bar => ({ value, low: value - spread, high: value + spread });
const one = (bars: readonly Bar[][], names = bars.map((_, i) => `factor ${i}`)): BarCharts => ({
  kinds: ['alone', 'with others'].slice(0, bars[0]!.length),
  charts: [{ title: 'lost', groups: bars.map((of, i) => ({ name: names[i]!, bars: of })) }],
});
const words = (svg: string): string[] => textsIn(svg).map((t) => t.words);

/** Length of every bar, px. */
const lengths = (svg: string): number[] =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)" height="11" [^>]*fill-opacity="0.75"/g)].map((m) =>
    Number(m[1]),
  );

test('every factor has its name, a bar for each kind and an interval, in proportion', () => {
  const svg = barChartsSvg(
    one([
      [bar(0.2), bar(0.4)],
      [bar(0.6), bar(0.8)],
    ]),
  );
  expectSound(svg);
  expect(words(svg)).toEqual(
    expect.arrayContaining(['alone', 'with others', 'lost', 'factor 0', 'factor 1']),
  );
  const [a, b, c, d] = lengths(svg) as [number, number, number, number];
  expect(lengths(svg)).toHaveLength(4);
  expect([b / a, c / a, d / a].map((ratio) => ratio.toFixed(1))).toEqual(['2.0', '3.0', '4.0']);
  expect(svg.match(/stroke-width="1.5"/g)).toHaveLength(4);
});

test('names are escaped, and long ones keep to their place', () => {
  const names = ['a < b & "c"', 'a factor whose name goes on for rather a long while'];
  const svg = barChartsSvg(one([[bar(1)], [bar(2)]], names));
  expectSound(svg);
  expect(svg).toContain('a &lt; b &amp;');
  expect(words(svg)).toContain(names[1]);
});

test.each<[string, Bar[][]]>([
  [
    'negative',
    [
      [bar(-2), bar(3)],
      [bar(-0.5), bar(0)],
    ],
  ],
  ['all zero', [[bar(0, 0)], [bar(0, 0)]]],
  ['all equal', [[bar(5, 0)], [bar(5, 0)]]],
  ['huge and tiny', [[bar(1e12, 1e10)], [bar(1e-12, 0)]]],
])('%s values are drawn', (_, bars) => {
  const svg = barChartsSvg(one(bars));
  expectSound(svg);
  expect(lengths(svg)).toHaveLength(bars.flat().length);
});

test('five charts with different factors lie apart', () => {
  const charts = [1, 2, 3, 4, 5].map((n) => ({
    title: `measure ${n}`,
    groups: Array.from({ length: n }, (_, i) => ({ name: `factor ${i}`, bars: [bar(i)] })),
  }));
  const svg = barChartsSvg({ kinds: ['size'], charts });
  expectSound(svg);
  expect(lengths(svg)).toHaveLength(15);
});
