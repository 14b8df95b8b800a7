/** SVG to pixels, with fonts that come along: it looks the same on a machine that has none. */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const { resolve } = createRequire(import.meta.url);
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  resolve(`dejavu-fonts-ttf/ttf/${name}`),
);

function rendered(svg: string, zoom: number) {
  return new Resvg(svg, {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: zoom },
  }).render();
}

/** The bytes of a PNG file; `zoom` pixels per unit of the drawing (2: sharp on any screen). */
export function rasterPng(svg: string, zoom = 2): Uint8Array {
  return rendered(svg, zoom).asPng();
}

/** Pixels in red, green, blue, alpha; shape [height, width, 4]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** The drawing as pixels. */
export function rasterPixels(svg: string, zoom = 1): Pixels {
  const image = rendered(svg, zoom);
  return { width: image.width, height: image.height, rgba: image.pixels };
}
