/**
 * PNG and animated PNG of images with up to 256 colours, by node:zlib.
 * Sources: PNG specification, 3rd edition (W3C 2025), which includes APNG.
 */
import { deflateSync } from 'node:zlib';

/** A picture whose pixels are numbers of colours. */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  /** Shape [height, width], row-major. */
  readonly pixels: Uint8Array;
}

/** Up to 256 colours, three bytes each: red, green, blue. */
export type Palette = Uint8Array;

const crcTable = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = -1;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const end = chunk('IEND', new Uint8Array(0));

function header(width: number, height: number): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 3, 0, 0, 0], 8); // 8 bits a pixel, palette, no interlace
  return chunk('IHDR', data);
}

/** Rows behind a filter byte of 0: filters do not help palettes. */
function deflated({ width, height, pixels }: IndexedImage): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return deflateSync(rows, { level: 9 });
}

/** The bytes of a PNG file. */
export function pngBytes(image: IndexedImage, palette: Palette): Uint8Array {
  const body = [
    header(image.width, image.height),
    chunk('PLTE', palette),
    chunk('IDAT', deflated(image)),
    end,
  ];
  return Buffer.concat([signature, ...body]);
}

/** One picture of a film, and how long it stays. */
export interface FilmImage {
  readonly image: IndexedImage;
  readonly milliseconds: number;
}

function frameControl(sequence: number, { width, height }: IndexedImage, milliseconds: number): Uint8Array {
  const data = Buffer.alloc(26);
  data.writeUInt32BE(sequence, 0);
  data.writeUInt32BE(width, 4);
  data.writeUInt32BE(height, 8);
  data.writeUInt16BE(Math.min(65535, Math.round(milliseconds)), 20);
  data.writeUInt16BE(1000, 22);
  return chunk('fcTL', data);
}

function animationControl(frames: number): Uint8Array {
  const data = Buffer.alloc(8); // the second word, 0, asks for an endless loop
  data.writeUInt32BE(frames, 0);
  return chunk('acTL', data);
}

/** The bytes of an animated PNG that loops for ever. All images have one size. */
export function apngBytes(images: readonly FilmImage[], palette: Palette): Uint8Array {
  const { width, height } = images[0]!.image;
  const parts = [signature, header(width, height), animationControl(images.length), chunk('PLTE', palette)];
  let sequence = 0;
  images.forEach(({ image, milliseconds }, i) => {
    parts.push(frameControl(sequence++, image, milliseconds));
    const data = deflated(image);
    if (i === 0) {
      parts.push(chunk('IDAT', data));
      return;
    }
    const numbered = Buffer.alloc(4 + data.length);
    numbered.writeUInt32BE(sequence++, 0);
    numbered.set(data, 4);
    parts.push(chunk('fdAT', numbered));
  });
  return Buffer.concat([...parts, end]);
}
