import { expect, test } from 'vitest';
import { type ValueMap, valueMapsSvg } from '../../../src/figures/sweep/value-maps.ts';
import { expectSound, textsIn } from '../drawing.ts';

const map = (values: ValueMap['values'], more: Partial<ValueMap> = {}): ValueMap => ({
  ...{ title: 'lost', xTitle: 'alarm', yTitle: 'calm', values },
  xLabels: values.map((_, i) => `x${i}`),
  yLabels: values[0]!.map((_, i) => `y${i}`),
  ...more,
});
const words = (svg: string): string[] => textsIn(svg).map((t) => t.words);
const middle = (svg: string, word: string): [x: number, y: number] => {
  const { left, right, bottom } = textsIn(svg).find((t) => t.words === word)!;
  return [(left + right) / 2, bottom];
};
/** Cells with a colour of the scale, and without. */
const cells = (svg: string): [filled: number, empty: number] => [
  svg.match(/<rect [^>]*fill="rgb/g)?.length ?? 0,
  svg.match(/<rect [^>]*fill-opacity="0.4"/g)?.length ?? 0,
];

test('every pair has its number in its place, the first value below and left', () => {
  const svg = valueMapsSvg([
    map([
      [11, 12, 13],
      [21, 22, 23],
    ]),
  ]);
  expectSound(svg);
  expect(cells(svg)).toEqual([6, 0]);
  for (const [x, column] of [
    [0, '1'],
    [1, '2'],
  ] as const)
    for (const y of [0, 1, 2]) {
      const at = middle(svg, `${column}${y + 1}`);
      expect(at[0]).toBeCloseTo(middle(svg, `x${x}`)[0], 0);
      expect(at[1]).toBeCloseTo(middle(svg, `y${y}`)[1], 0);
    }
  expect(middle(svg, '11')[1]).toBeGreaterThan(middle(svg, '12')[1]);
  expect(words(svg)).toContain('lost, by calm (up) and alarm (right)');
});

test('where there is no number there is a pale cell, and none of its colour', () => {
  const svg = valueMapsSvg([
    map([
      [1, undefined],
      [undefined, 4],
    ]),
  ]);
  expectSound(svg);
  expect(cells(svg)).toEqual([2, 2]);
  const none = valueMapsSvg([map([[undefined], [undefined]])]);
  expect(none).not.toMatch(/NaN|undefined|Infinity/);
  expect(cells(none)).toEqual([0, 2]);
});

test('marks frame their cells and no others', () => {
  const values = [
    [1, 2],
    [3, 4],
  ];
  const frames = (marks: ValueMap['marks']) =>
    [...valueMapsSvg([map(values, { ...(marks ? { marks } : {}) })]).matchAll(/stroke-width="2.5"/g)].length;
  expect(
    frames([
      [1, 0],
      [0, 1],
    ]),
  ).toBe(2);
  expect(frames(undefined)).toBe(0);
});

test.each<[string, number[][]]>([
  ['one cell', [[7]]],
  [
    'all equal',
    [
      [3, 3],
      [3, 3],
    ],
  ],
  [
    'all zero',
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'negative',
    [
      [-5, -1],
      [-3, -2],
    ],
  ],
  [
    'of both signs',
    [
      [-5, 1],
      [3, 0],
    ],
  ],
  [
    'huge',
    [
      [1e12, 2.345e15],
      [123456, 9.99e8],
    ],
  ],
  [
    'tiny',
    [
      [1.23e-7, 2e-12],
      [4.56e-5, 0],
    ],
  ],
  [
    'with many digits',
    [
      [1234.567, -4321.987],
      [0.000123456, 99999.9],
    ],
  ],
])('%s', (_, values) => {
  const svg = valueMapsSvg([map(values)]);
  expectSound(svg);
  expect(cells(svg)).toEqual([values.flat().length, 0]);
});

test('many narrow cells: numbers stay within theirs, and labels meet nothing', () => {
  const values = Array.from({ length: 24 }, (_, x) =>
    Array.from({ length: 24 }, (_, y) => 1234.5 * x - 99.9 * y),
  );
  const labels = values.map((_, i) => (1e-3 * 1.7 ** i).toPrecision(4));
  expectSound(valueMapsSvg([map(values, { xLabels: labels, yLabels: labels })]));
});

test('names are escaped; words are labels; three maps lie apart', () => {
  const labels = ['a < b & "c"', '128x128 and more than that'];
  const maps = [1, 2, 3].map((n) =>
    map(
      [
        [n, 2],
        [3, 4],
      ],
      { title: `<${n}>`, xLabels: labels, yLabels: labels },
    ),
  );
  const svg = valueMapsSvg(maps);
  expectSound(svg);
  expect(svg).toContain('a &lt; b &amp;');
  expect(svg).toContain('&lt;3&gt;');
});
