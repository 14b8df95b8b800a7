import { expect, test } from 'vitest';
import { rasterPixels } from '../../src/figures/raster.ts';
import { svgDocument, text } from '../../src/figures/svg.ts';
import { fitted, shortNumber, textWidth, timeTitle, withUnit } from '../../src/figures/words.ts';

test('numbers are short', () => {
  const written = [0, 7, 1234, 99999, 120000, 3.4e6, -2.5, 0.125, 1e-7, 2e18].map((n) => shortNumber(n));
  expect(written).toEqual(['0', '7', '1234', '100000', '120k', '3.4M', '−2.5', '0.125', '1e-7', '2e+18']);
});

test('units agree with their number', () => {
  expect([0, 1, 2.5].map((n) => withUnit(n, 'hour'))).toEqual(['0 hours', '1 hour', '2.5 hours']);
  expect(withUnit(2, 's')).toBe('2 s');
  expect(withUnit(2, '')).toBe('2');
  expect([timeTitle('day'), timeTitle('s'), timeTitle('')]).toEqual(['time (days)', 'time (s)', 'time']);
});

test('long names are cut, short ones are not', () => {
  const long = 'a species with a very long name';
  const cut = fitted(long, 100, 12);
  expect(cut).toMatch(/^a species.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(100);
  expect(fitted('Bee', 100, 12)).toBe('Bee');
});

test.each([
  ['the quick brown fox 0123', false],
  ['WAVES & ~iljt {}', false],
  ['Bold Words 42', true],
])('widths are those of the font: %s', (words, bold) => {
  const size = 20;
  const drawn = text(10, 30, words, { size, fill: '#000000', bold });
  const { rgba, width } = rasterPixels(svgDocument(500, 50, '#ffffff', [drawn]));
  let last = 0;
  for (let i = 0; i < rgba.length; i += 4) if (rgba[i]! < 128) last = Math.max(last, (i / 4) % width);
  // The last letter ends a little before its advance does.
  expect(Math.abs(last - 10 - textWidth(words, size, bold))).toBeLessThan(
    0.05 * textWidth(words, size, bold),
  );
});
