import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedded } from '../../src/figures/colour-bar.ts';
import { apngBytes, pngBytes } from '../../src/figures/png.ts';
import { rasterPixels } from '../../src/figures/raster.ts';
import { svgDocument } from '../../src/figures/svg.ts';

const palette = Uint8Array.from({ length: 768 }, (_, i) => (i * 37) % 256);

/** Type and data of every chunk of a PNG. */
function chunksOf(png: Uint8Array): { type: string; data: Buffer }[] {
  const bytes = Buffer.from(png);
  const chunks = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

describe('PNG', () => {
  test('is read by another program as it was meant', () => {
    const images = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height, maxLength: width * height })
          .map((pixels) => ({ width, height, pixels })),
      );
    fc.assert(
      fc.property(images, (image) => {
        const { width, height } = image;
        const box = { x: 0, y: 0, width, height };
        const svg = svgDocument(width, height, '#ffffff', [embedded(pngBytes(image, palette), box)]);
        const { rgba } = rasterPixels(svg);
        const expected = [...image.pixels].flatMap((c) => [...palette.subarray(3 * c, 3 * c + 3), 255]);
        expect([...rgba]).toEqual(expected);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test('ends with the chunk, and the checksum, of every PNG', () => {
    const png = pngBytes({ width: 1, height: 1, pixels: Uint8Array.of(3) }, palette);
    expect(Buffer.from(png).subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
  });
});

test('animated PNG: one control chunk per picture, numbered without a gap', () => {
  const images = [10, 20, 30].map((c) => ({
    image: { width: 2, height: 2, pixels: new Uint8Array(4).fill(c) },
    milliseconds: 80,
  }));
  const chunks = chunksOf(apngBytes(images, palette));
  expect(chunks.map((c) => c.type)).toEqual([
    ...['IHDR', 'acTL', 'PLTE', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND'],
  ]);
  const numbered = chunks.filter((c) => ['fcTL', 'fdAT'].includes(c.type));
  expect(numbered.map((c) => c.data.readUInt32BE(0))).toEqual([0, 1, 2, 3, 4]);
  expect(chunks[1]!.data.readUInt32BE(0)).toBe(3);
});
