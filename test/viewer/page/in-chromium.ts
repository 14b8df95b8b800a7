/** A page of a made-up recording, or of a made-up run, in Chromium, and what it should show. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { openRecorder } from '../../../src/record/recorder.ts';
import { openRecording } from '../../../src/record/recording.ts';
import { serveRuns, type ViewerServer } from '../../../src/serve/server.ts';
import { shareHtml } from '../../../src/serve/share.ts';
import { cellScale, roundRange } from '../../../viewer/picture/cell-scale.ts';
import { colourMap, colours } from '../../../viewer/picture/colour-map.ts';
import { frame, header, place } from '../../record/synthetic.ts';
import { type FakeSource, fakeSource } from '../../serve/fake-source.ts';
import { builtPage, coloursAt, launch, noBrowser } from '../../support/chromium.ts';

export const head = header({
  width: 8,
  height: 6,
  species: ['Bee', 'Dead bee', 'Alarm'],
  observables: ['alive'],
});
export const cells = head.width * head.height;
export const frames = 4;
/** Counts that tell frame, cell and species, up to 40. */
export const countAt = (i: number, cell: number, s: number): number => (7 * i + 3 * cell + 11 * s) % 41;

/** A made-up recording. */
export async function recorded(of = head): Promise<string> {
  const path = place();
  const recorder = await openRecorder(path, of);
  for (let i = 0; i < frames; i++) {
    const counts = Int32Array.from({ length: 3 * cells }, (_, at) => countAt(i, Math.floor(at / 3), at % 3));
    await recorder.write({ ...frame(of, i), counts });
  }
  await recorder.close();
  return path;
}

/** A share file of one, as an address. */
export async function sharedFile(of = head): Promise<string> {
  const path = await recorded(of);
  const file = place('share.html');
  writeFileSync(file, await shareHtml(await openRecording(path)));
  return pathToFileURL(file).href;
}

/** What the scale of a panel shows of frames 0 … `last`: the greatest count so far. Default map: viridis. */
export function colourOf(count: number, last: number, map = colourMap('viridis')): number[] {
  let max = 0;
  for (let i = 0; i <= last; i++) for (let c = 0; c < cells; c++) max = Math.max(max, countAt(i, c, 1));
  const scale = cellScale('linear', roundRange({ min: 0, max }));
  const pixel = map[Math.round(scale.place(count) * (colours - 1))]!;
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(page: Page, panel: number): Promise<Box> {
  return (await page.locator('.panel-labels').nth(panel).boundingBox())!;
}

/** The middle of every cell of a panel, px. */
export async function middles(page: Page, panel: number): Promise<[number, number][]> {
  const { x, y, width, height } = await boxOf(page, panel);
  const [w, h] = [width / head.width, height / head.height];
  return Array.from({ length: cells }, (_, c) => [
    Math.floor(x + ((c % head.width) + 0.4) * w),
    Math.floor(y + (Math.floor(c / head.width) + 0.4) * h),
  ]);
}

/** Waits until the page says that a frame is on show. */
export async function shows(page: Page, step: number): Promise<void> {
  await page.locator('.frames', { hasText: new RegExp(`^step ${step} `) }).waitFor();
}

/** Waits until there are so many panels. */
export async function panels(page: Page, count: number): Promise<void> {
  await expect.poll(() => page.locator('.panel-labels').count(), { timeout: 20_000 }).toBe(count);
}

export async function everyCellHasItsColour(page: Page): Promise<void> {
  await page.keyboard.press('Home');
  for (let i = 0; i < frames; i++) {
    await shows(page, 4 * i);
    const wanted = (of: number) => Array.from({ length: cells }, (_, c) => colourOf(countAt(of, c, 1), i));
    const places = await middles(page, 1);
    // The screen may still be a picture behind the text.
    await expect.poll(() => coloursAt(page, places), { timeout: 20_000 }).toEqual(wanted(i));
    // Control: the counts of another frame have other colours.
    expect(wanted(i + 1)).not.toEqual(wanted(i));
    await page.keyboard.press('.');
  }
}

export interface Pages {
  /** Opens a page; it is closed after the test, which fails where something was thrown in it. */
  open(address: string, options?: { readonly from?: Browser; readonly script?: string }): Promise<Page>;
  /** Serves a made-up run until the test is over. */
  serve(
    options: Parameters<typeof fakeSource>[0],
    port?: number,
  ): Promise<{ readonly server: ViewerServer; readonly source: FakeSource }>;
}

/** Tests in a browser that they share; skipped where there is none. */
export function describeInChromium(tests: (pages: Pages) => void): void {
  describe.skipIf(noBrowser !== undefined)(`in Chromium${noBrowser ? `: ${noBrowser}` : ''}`, () => {
    let browser: Browser;
    const opened: Page[] = [];
    const servers: ViewerServer[] = [];
    const problems: string[] = [];
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((page) => page.close()));
      await Promise.all(servers.splice(0).map((server) => server.close()));
      expect(problems.splice(0)).toEqual([]);
    });
    tests({
      async open(address, { from = browser, script } = {}) {
        const page = await from.newPage({ viewport: { width: 1280, height: 720 } });
        opened.push(page);
        page.on('pageerror', (error) => problems.push(error.message));
        if (script !== undefined) await page.addInitScript(script);
        await page.goto(address);
        // Keys are heard from the first picture on.
        await page.locator('.panel-labels').first().waitFor();
        return page;
      },
      async serve(options, port = 0) {
        const source = fakeSource(options);
        const server = await serveRuns([source], { page: builtPage, port });
        servers.push(server);
        return { server, source };
      },
    });
  });
}
