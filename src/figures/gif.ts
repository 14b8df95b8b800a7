/** Animated GIF, by gifenc. */
import { createRequire } from 'node:module';
import type { FilmImage, Palette } from './png.ts';

/** The part of gifenc 1.0.3 that is used; the package has no types. */
interface Gifenc {
  GIFEncoder(): {
    /** `palette` and `repeat` (0: for ever) belong to the first frame; `delay` in ms, kept in tens. */
    writeFrame(
      pixels: Uint8Array,
      width: number,
      height: number,
      options: { palette?: number[][]; delay: number; repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
}

// Required, not imported: loaders disagree on what the default export of this package is.
const { GIFEncoder } = createRequire(import.meta.url)('gifenc') as Gifenc;

/** The bytes of an animated GIF that loops for ever. All images have one size. */
export function gifBytes(images: readonly FilmImage[], palette: Palette): Uint8Array {
  const colours = Array.from({ length: 256 }, (_, i) => [...palette.subarray(3 * i, 3 * i + 3)]);
  const encoder = GIFEncoder();
  images.forEach(({ image, milliseconds }, i) => {
    const first = i === 0 ? { palette: colours, repeat: 0 } : {};
    encoder.writeFrame(image.pixels, image.width, image.height, { ...first, delay: milliseconds });
  });
  encoder.finish();
  return encoder.bytes();
}
