/** What tests ask of a drawing: is it whole, what does it say, does anything overlap. */
import { expect } from 'vitest';
import { rasterPixels } from '../../src/figures/raster.ts';
import { textWidth } from '../../src/figures/words.ts';

/** The lines of text in an SVG, unescaped, with the rectangle each takes. */
export function textsIn(svg: string) {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, content]) => {
    const read = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes!)?.[1];
    const words = content!
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const size = Number(read('font-size'));
    const width = textWidth(words, size, read('font-weight') === 'bold');
    const anchor = read('text-anchor') ?? 'start';
    const x = Number(read('x')) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
    const y = Number(read('y'));
    return { words, left: x, right: x + width, top: y - 0.76 * size, bottom: y + 0.2 * size };
  });
}

/** Width and height of an SVG. */
export function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

/** A drawing is sound: it parses, has no stray values, shows something, and no words meet or leave it. */
export function expectSound(svg: string): void {
  const drawing = svg.replaceAll(/href="[^"]*"/g, '');
  expect(drawing).not.toMatch(/NaN|undefined|Infinity|null|object Object/);
  const { width, height } = sizeOf(svg);
  const image = rasterPixels(svg);
  expect([image.width, image.height]).toEqual([width, height]);
  const colours = new Set(new Uint32Array(Uint8Array.from(image.rgba).buffer));
  expect(colours.size).toBeGreaterThan(20);
  const texts = textsIn(svg);
  for (const t of texts) {
    expect(t, t.words).toSatisfy(() => t.left >= 0 && t.right <= width && t.top >= 0 && t.bottom <= height);
  }
  const clashes = texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.words} / ${b.words}`),
  );
  expect(clashes).toEqual([]);
}
