/** Pictures as a WebM film, encoded by the Chromium of this machine through playwright-core; both are optional. */
import { existsSync } from 'node:fs';
import { BackendError } from '../../errors.ts';
import type { FilmReel } from '../../figures/film.ts';
import { type IndexedImage, type Palette, pngBytes } from '../../figures/png.ts';
import { type EncodedPicture, webmBytes } from '../../figures/webm.ts';

/** What a page of Chromium is asked to do; a part of what playwright-core has. */
interface Playwright {
  readonly chromium: {
    launch(options: object): Promise<{
      newPage(): Promise<{
        route(
          url: string,
          answer: (route: { fulfill(with_: object): Promise<void> }) => Promise<void>,
        ): Promise<void>;
        goto(url: string): Promise<unknown>;
        evaluate<T>(script: string): Promise<T>;
      }>;
      close(): Promise<void>;
    }>;
  };
}

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where Chromium is: `CHROMIUM_PATH`, or one of the usual places. */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return [env.CHROMIUM_PATH ?? '', ...usualPlaces].find((path) => path !== '' && existsSync(path));
}

const otherwise = 'Or write `.png` (animated) or `.gif`, which need neither.';

async function playwright(): Promise<Playwright> {
  const name = 'playwright-core';
  try {
    return (await import(name)) as Playwright;
  } catch (cause) {
    throw new BackendError(
      'WebM',
      'a film is encoded by Chromium, and playwright-core, which talks to it, is not installed',
      `Install it with \`npm install playwright-core\`. ${otherwise}`,
      { cause },
    );
  }
}

/** A picture every so many can be decoded by itself, so that players can jump there. */
const keyEvery = 48;

/** Runs in the page: pictures in, encoded ones out, each in base64. */
const encoder = `
  const film = { out: [], failed: undefined };
  const base64 = (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  };
  film.open = async (width, height, bitrate) => {
    film.encoder = new VideoEncoder({
      output(chunk) {
        const bytes = new Uint8Array(chunk.byteLength);
        chunk.copyTo(bytes);
        film.out.push({ bytes: base64(bytes), at: chunk.timestamp / 1000, key: chunk.type === 'key' });
      },
      error(e) { film.failed = String(e); },
    });
    film.canvas = new OffscreenCanvas(width, height);
    film.pen = film.canvas.getContext('2d');
    film.encoder.configure({ codec: 'vp09.00.41.08', width, height, bitrate, latencyMode: 'quality' });
  };
  film.add = async (png, at, lasts, key) => {
    const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
    film.pen.drawImage(await createImageBitmap(new Blob([bytes], { type: 'image/png' })), 0, 0);
    const frame = new VideoFrame(film.canvas, { timestamp: at * 1000, duration: lasts * 1000 });
    film.encoder.encode(frame, { keyFrame: key });
    frame.close();
    if (film.failed) throw new Error(film.failed);
  };
  film.end = async () => {
    await film.encoder.flush();
    if (film.failed) throw new Error(film.failed);
    return film.out;
  };
  window.film = film;
`;

/**
 * Encodes a film with VP9.
 *
 * @throws BackendError  playwright-core or Chromium is not there, or cannot encode
 */
export async function encodeWebm({ images, palette }: FilmReel): Promise<Uint8Array> {
  const { chromium } = await playwright();
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new BackendError(
      'WebM',
      'a film is encoded by Chromium, and none was found',
      `Install Chromium or Chrome, or set CHROMIUM_PATH to where it is. ${otherwise}`,
    );
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    // Encoders are for pages of a secure origin; this one never leaves the machine.
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<html></html>' }));
    await page.goto('https://film.invalid/');
    // Half the colour is kept for every second pixel: sides must be even.
    const [width, height] = evenSides(images[0]!.image);
    const seconds = images.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
    const bitrate = Math.round(Math.max(1e6, (0.3 * width * height * images.length) / seconds));
    await page.evaluate(`${encoder}; film.open(${width}, ${height}, ${bitrate})`);
    let at = 0;
    for (const [i, { image, milliseconds }] of images.entries()) {
      await page.evaluate(
        `film.add('${pngOf(image, palette)}', ${at}, ${milliseconds}, ${i % keyEvery === 0})`,
      );
      at += milliseconds;
    }
    const out = await page.evaluate<{ bytes: string; at: number; key: boolean }[]>('film.end()');
    const pictures = out.map(
      ({ bytes, ...when }): EncodedPicture => ({ bytes: Buffer.from(bytes, 'base64'), ...when }),
    );
    return webmBytes({ width, height, codec: 'V_VP9', duration: at, pictures });
  } catch (cause) {
    throw new BackendError(
      executablePath,
      `it cannot encode the film: ${cause instanceof Error ? cause.message : String(cause)}`,
      otherwise,
      { cause },
    );
  } finally {
    await browser.close();
  }
}

function pngOf(image: IndexedImage, palette: Palette): string {
  return Buffer.from(pngBytes(image, palette)).toString('base64');
}

function evenSides({ width, height }: IndexedImage): [number, number] {
  return [width + (width % 2), height + (height % 2)];
}
