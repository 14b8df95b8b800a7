import { expect, test } from 'vitest';
import { figure, pageHtml, pageTheme, paragraph, table } from '../../src/figures/page.ts';
import { panelsSvg } from '../../src/figures/panels.ts';

const svg = panelsSvg(
  {
    kinds: [{ name: 'a', colour: 0 }],
    panels: [{ title: 'P', curves: [{ kind: 0, x: [0, 1], y: [1, 2], form: 'line' }] }],
    columns: 1,
    xTitle: 'x',
    yTitle: 'y',
  },
  pageTheme,
);
const html = pageHtml({
  title: 'A < B & C',
  sentence: 'Failed: "x" <script>',
  good: false,
  sections: [
    { title: 'One', body: [paragraph('5 < 6'), table(['a', 'b'], [['x', '!7']]), figure(svg, 'a curve')] },
    { title: 'Nothing', body: [] },
  ],
});

test('a page needs nothing beside it', () => {
  expect(html).not.toMatch(/<link|<script|<img|src=|@import|url\(/);
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
});

test('text is text', () => {
  expect(html).toContain('A &lt; B &amp; C');
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('<td class="beyond">7</td>');
});

test('drawings take the colours of the page, which has them for light and dark', () => {
  const used = new Set([...svg.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name!));
  expect(used.size).toBeGreaterThan(3);
  for (const name of used) expect(html.split(`${name}:`).length - 1).toBe(2);
  expect(html).toMatch(/prefers-color-scheme: dark/);
});

test('news are good, good as far as anybody can tell, or bad', () => {
  const newsOf = (good: boolean, doubtful?: boolean): string | undefined =>
    pageHtml({
      title: '',
      sentence: '',
      good,
      ...(doubtful === undefined ? {} : { doubtful }),
      sections: [],
    }).match(/class="sentence (\w+)"/)?.[1];
  expect([newsOf(true), newsOf(true, true), newsOf(false, true)]).toEqual(['good', 'doubtful', 'bad']);
  for (const news of ['good', 'doubtful', 'bad']) expect(html).toContain(`.${news}{border-color:`);
});

test('a table scrolls in its own box, and its headings stand where their columns do', () => {
  expect(html).toContain(
    '<div class="wide" tabindex="0"><table><thead><tr><th class="words">a</th><th>b</th>',
  );
  expect(html).toMatch(/\.wide\{overflow-x:auto/);
});

test('sections without content are left out', () => {
  expect(html).toContain('<h2>One</h2>');
  expect(html).not.toContain('Nothing');
});

test('columns of words stand to the left, also where a cell begins with a number', () => {
  expect(table(['what', 'found'], [['one', '2 of them']])).toContain('<td>2 of them</td>');
  const wordy = table(['what', 'found'], [['one', '2 of them']], [1]);
  expect(wordy).toContain('<th class="words">found</th>');
  expect(wordy).toContain('<td class="words">2 of them</td>');
});
