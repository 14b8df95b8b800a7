/** A real browser, where there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The built page. */
export const builtPage = join(import.meta.dirname, '../../dist/viewer');

const executable = places.find((place) => place !== undefined && existsSync(place));

/** Why tests of the page cannot run here; undefined where they can. */
export const noBrowser: string | undefined =
  executable === undefined
    ? 'no Chromium here; set CHROMIUM to one'
    : existsSync(join(builtPage, 'index.html'))
      ? undefined
      : 'the page is not built: npm run build:viewer';

/** @param flags  e.g. `--disable-gpu` */
export function launch(...flags: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: executable!, args: ['--no-sandbox', ...flags], headless: true });
}

/** Red, green and blue of some places of the screen. */
export async function coloursAt(
  page: Page,
  places: readonly (readonly [x: number, y: number])[],
): Promise<number[][]> {
  const png = (await page.screenshot()).toString('base64');
  const script = `(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return ${JSON.stringify(places)}.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  })()`;
  return page.evaluate(script);
}
