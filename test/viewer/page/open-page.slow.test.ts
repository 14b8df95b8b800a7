/** More of the built page in a real browser: other ways to draw, overlays, what it saves, a lost link. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { realClock } from '../../../src/serve/clock.ts';
import { routes } from '../../../src/serve/protocol/frames.ts';
import { serveRuns } from '../../../src/serve/server.ts';
import { recordedSource } from '../../../src/serve/sources/recorded.ts';
import { colours } from '../../../viewer/picture/colour-map.ts';
import { routeShades } from '../../../viewer/picture/route-colours.ts';
import { place } from '../../record/synthetic.ts';
import { builtPage, coloursAt, launch } from '../../support/chromium.ts';
import {
  cells,
  colourOf,
  countAt,
  describeInChromium,
  everyCellHasItsColour,
  frames,
  head,
  middles,
  panels,
  recorded,
  sharedFile,
  shows,
} from './in-chromium.ts';

/** WebGL in software is taken for that of a graphics card. */
const asOnHardware = `{
  const { getParameter } = WebGLRenderingContext.prototype;
  WebGLRenderingContext.prototype.getParameter = function (name) {
    const value = getParameter.call(this, name);
    return typeof value === 'string' ? value.replace(/swiftshader/gi, 'card') : value;
  };
}`;

describeInChromium(({ open, serve }) => {
  /** Whether the panels are drawn by WebGL: a canvas has one kind of context. */
  const byWebgl = (page: Page): Promise<boolean> =>
    page.evaluate(`document.querySelector('#stage canvas').getContext('webgl2') !== null`);

  test('WebGL and a plain canvas show the same: software is drawn with by a canvas', async () => {
    const address = await sharedFile();
    expect(await byWebgl(await open(address))).toBe(false);
    const webgl = await open(address, { script: asOnHardware });
    expect(await byWebgl(webgl)).toBe(true);
    await everyCellHasItsColour(webgl);
    const without = await launch('--disable-gpu', '--disable-3d-apis');
    try {
      await everyCellHasItsColour(await open(address, { from: without }));
    } finally {
      await without.close();
    }
  });

  /** Under the overlay, what frame `i` shows if its routes are those of frame `told`. */
  const underOverlay = (i: number, overlay: 'routes' | 'domain', told = i): number[][] =>
    Array.from({ length: cells }, (_, c) => {
      const route = (told + c) % routes.length;
      const shades = routeShades(overlay).subarray(route * colours, (route + 1) * colours);
      return colourOf(countAt(i, c, 1), i, shades);
    });

  test('the overlay shows the recorded route of every cell, in a share file and from a server', async () => {
    const routed = { ...head, kernel: { kind: 'hybrid' }, routes };
    const server = await serveRuns([await recordedSource('run', await recorded(routed), realClock)], {
      page: builtPage,
      port: 0,
    });
    try {
      for (const address of [await sharedFile(routed), server.url]) {
        const page = await open(address);
        await page.keyboard.press('Home');
        await page.keyboard.press('o');
        for (let i = 0; i < frames; i++) {
          await shows(page, 4 * i);
          const places = await middles(page, 1);
          await expect
            .poll(() => coloursAt(page, places), { timeout: 20_000 })
            .toEqual(underOverlay(i, 'routes'));
          // Control: the routes of the frame before have other colours.
          expect(underOverlay(i, 'routes', i + 1)).not.toEqual(underOverlay(i, 'routes'));
          if (i < frames - 1) await page.keyboard.press('.');
        }
        // A sixth of 48 cells each, as numbers that are read out too.
        const legend = page.getByRole('list', { name: 'Share of cells by the way they went' });
        await expect.poll(() => legend.getByRole('listitem').allInnerTexts()).toHaveLength(6);
        expect(await legend.textContent()).toMatch(/learned\s+16\.7 %/);
        await page.keyboard.press('ArrowRight');
        await page.locator('.cell-where', { hasText: /column \d, row \d · / }).waitFor();
        await page.keyboard.press('Escape');
        await page.keyboard.press('o');
        const places = await middles(page, 1);
        const last = frames - 1;
        await expect
          .poll(() => coloursAt(page, places), { timeout: 20_000 })
          .toEqual(underOverlay(last, 'domain'));
        await page.close();
      }
    } finally {
      await server.close();
    }
  });

  test('a picture is saved, twice as sharp as the screen', async () => {
    const page = await open(await sharedFile());
    await page.keyboard.press('Home');
    await shows(page, 0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('p')]);
    expect(download.suggestedFilename()).toBe('bees-step-0.png');
    const png = readFileSync(await download.path());
    const width: number = await page.evaluate(`document.getElementById('stage').clientWidth`);
    expect(png.readUInt32BE(16)).toBe(2 * (width + 40));
  });

  test('a film is made of what is on show', async () => {
    const page = await open(await sharedFile());
    await page.keyboard.press('Home');
    await shows(page, 0);
    await page.keyboard.press('v');
    await page.locator('.icon-button.on').waitFor();
    for (let i = 1; i < frames; i++) {
      await page.keyboard.press('.');
      await shows(page, 4 * i);
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('v')]);
    // The first bytes of every WebM file: EBML, RFC 8794.
    expect(readFileSync(await download.path()).readUInt32BE(0)).toBe(0x1a45dfa3);
  });

  test('a page without a recording says what to do', async () => {
    const page = await open(await sharedFile());
    const empty = place('empty.html');
    writeFileSync(
      empty,
      readFileSync(new URL(await sharedFile()), 'utf8').replace(
        /id="crn-grid-recording">[^<]*/,
        'id="none">',
      ),
    );
    await page.goto(pathToFileURL(empty).href);
    await page.locator('.banner', { hasText: 'no recording in this file' }).waitFor();
  });

  test('a lost link is said, and mended with all that was on show', async () => {
    const { server } = await serve({ frames: 200 });
    const page = await open(server.url);
    await page.keyboard.press('Home');
    await shows(page, 0);
    await page.keyboard.press('1');
    await panels(page, 2);
    const { port } = server;
    await server.close();
    await page.locator('.banner', { hasText: 'Link lost' }).waitFor();
    await serve({ frames: 300 }, port);
    await page.locator('.banner').waitFor({ state: 'hidden' });
    await panels(page, 2);
  });
});
