import { describe, expect, test } from 'vitest';
import { rasterPixels, rasterPng } from '../../src/figures/raster.ts';
import { coordinate, element, svgDocument, text } from '../../src/figures/svg.ts';

describe('SVG', () => {
  test('has no place for what is no number', () => {
    expect(() => coordinate(Number.NaN)).toThrow(/no place for NaN/);
    expect(() => element('rect', { x: Number.POSITIVE_INFINITY })).toThrow(/no place/);
    expect(coordinate(-0.001)).toBe('0');
    expect(coordinate(1 / 3)).toBe('0.33');
  });

  test('escapes whatever a species may be called', () => {
    const svg = svgDocument(200, 40, '#fff', [text(5, 20, 'A<B & "C"\u0007 ✓', { size: 12, fill: '#000' })]);
    expect(svg).toContain('A&lt;B &amp; &quot;C&quot; ✓');
    expect(() => rasterPng(svg)).not.toThrow();
  });

  test('leaves out attributes that are not given', () => {
    expect(element('path', { d: 'M0 0', 'stroke-dasharray': undefined })).toBe('<path d="M0 0"/>');
  });
});

describe('pixels', () => {
  test('show text on a machine without fonts', () => {
    const empty = rasterPixels(svgDocument(60, 30, '#ffffff', []));
    const words = rasterPixels(
      svgDocument(60, 30, '#ffffff', [text(5, 20, 'Bee', { size: 16, fill: '#000000', bold: true })]),
    );
    const dark = (p: { rgba: Uint8Array }) => p.rgba.filter((v, i) => i % 4 === 0 && v < 80).length;
    expect(dark(empty)).toBe(0);
    expect(dark(words)).toBeGreaterThan(40);
  });

  test('are twice as many as units each way in a PNG', () => {
    const png = Buffer.from(rasterPng(svgDocument(70, 30, '#ffffff', [])));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([140, 60]);
  });
});
