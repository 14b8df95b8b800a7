import { expect, test } from 'vitest';
import { viridis } from '../../../src/figures/colour-scale.ts';
import { colourMap, colours, countMaps, cssColour } from '../../../viewer/picture/colour-map.ts';

const bytes = (map: Uint32Array) => new Uint8Array(map.buffer);

test('viridis has the colours of the static figures', () => {
  const [page, figures] = [bytes(colourMap('viridis')), viridis(colours)];
  for (let i = 0; i < colours; i++)
    expect(Array.from(page.subarray(4 * i, 4 * i + 4))).toEqual([...figures.subarray(3 * i, 3 * i + 3), 255]);
});

/** Relative luminance of sRGB, W3C WCAG 2.2. */
function luminance(r: number, g: number, b: number): number {
  const linear = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

test.each(countMaps)('%s goes from dark to bright: more is brighter with any colour vision', (name) => {
  const map = bytes(colourMap(name));
  const bright = Array.from({ length: 32 }, (_, i) =>
    luminance(map[32 * i]!, map[32 * i + 1]!, map[32 * i + 2]!),
  );
  for (let i = 1; i < bright.length; i++) expect(bright[i]).toBeGreaterThan(bright[i - 1]!);
});

test('differences are pale in the middle and dark at both ends', () => {
  const map = bytes(colourMap('difference'));
  const at = (i: number) => luminance(map[4 * i]!, map[4 * i + 1]!, map[4 * i + 2]!);
  expect(at(128)).toBeGreaterThan(0.8);
  expect(Math.max(at(0), at(255))).toBeLessThan(0.2);
});

test('the colours of style sheets are those of pixels', () => {
  const [r, g, b] = bytes(colourMap('magma')).subarray(4 * 255);
  expect(cssColour('magma', 1)).toBe(`rgb(${r} ${g} ${b})`);
});
