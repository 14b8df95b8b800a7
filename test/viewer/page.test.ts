/** The built page in a real browser. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openRecorder } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { realClock } from '../../src/serve/clock.ts';
import { routes } from '../../src/serve/protocol/frames.ts';
import { serveRuns, type ViewerServer } from '../../src/serve/server.ts';
import { shareHtml } from '../../src/serve/share.ts';
import { recordedSource } from '../../src/serve/sources/recorded.ts';
import { cellScale, roundRange } from '../../viewer/picture/cell-scale.ts';
import { colourMap, colours } from '../../viewer/picture/colour-map.ts';
import { routeShades } from '../../viewer/picture/route-colours.ts';
import { frame, header, place } from '../record/synthetic.ts';
import { type FakeSource, fakeSource } from '../serve/fake-source.ts';
import { builtPage, coloursAt, launch, noBrowser } from '../support/chromium.ts';

const head = header({ width: 8, height: 6, species: ['Bee', 'Dead bee', 'Alarm'], observables: ['alive'] });
const cells = head.width * head.height;
const frames = 4;
/** Counts that tell frame, cell and species, up to 40. */
const countAt = (i: number, cell: number, s: number): number => (7 * i + 3 * cell + 11 * s) % 41;

/** A made-up recording. */
async function recorded(of = head): Promise<string> {
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
async function sharedFile(of = head): Promise<string> {
  const path = await recorded(of);
  const file = place('share.html');
  writeFileSync(file, await shareHtml(await openRecording(path)));
  return pathToFileURL(file).href;
}

/** What the scale of a panel shows of frames 0 … `last`: the greatest count so far. Default map: viridis. */
function colourOf(count: number, last: number, map = colourMap('viridis')): number[] {
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
async function middles(page: Page, panel: number): Promise<[number, number][]> {
  const { x, y, width, height } = await boxOf(page, panel);
  const [w, h] = [width / head.width, height / head.height];
  return Array.from({ length: cells }, (_, c) => [
    Math.floor(x + ((c % head.width) + 0.4) * w),
    Math.floor(y + (Math.floor(c / head.width) + 0.4) * h),
  ]);
}

/** Waits until the page says that a frame is on show. */
async function shows(page: Page, step: number): Promise<void> {
  await page.locator('.frames', { hasText: new RegExp(`^step ${step} `) }).waitFor();
}

describe.skipIf(noBrowser !== undefined)(`in Chromium${noBrowser ? `: ${noBrowser}` : ''}`, () => {
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await page?.close();
    expect(problems.splice(0)).toEqual([]);
  });

  async function open(address: string, from: Browser = browser): Promise<Page> {
    page = await from.newPage({ viewport: { width: 1280, height: 720 } });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(address);
    // Keys are heard from the first picture on.
    await page.locator('.panel-labels').first().waitFor();
    return page;
  }

  /** Waits until there are so many panels. */
  async function panels(count: number): Promise<void> {
    await expect.poll(() => page.locator('.panel-labels').count(), { timeout: 20_000 }).toBe(count);
  }

  async function everyCellHasItsColour(): Promise<void> {
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

  test('every cell of every frame has the colour of its count', async () => {
    await open(await sharedFile());
    await everyCellHasItsColour();
  });

  test('the same without WebGL', async () => {
    const plain = await launch('--disable-gpu', '--disable-3d-apis');
    try {
      await open(await sharedFile(), plain);
      await everyCellHasItsColour();
    } finally {
      await plain.close();
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
        await open(address);
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

  test('a recording without routes says why it has no overlay', async () => {
    await open(await sharedFile());
    await page.keyboard.press('o');
    await page.getByText('one way of the ssa kernel').first().waitFor();
    expect(await page.getByLabel('Overlay').isDisabled()).toBe(true);
  });

  test('the keyboard alone reads cells, pins them, hides panels and finds all keys', async () => {
    await open(await sharedFile());
    await page.keyboard.press('Home');
    await shows(page, 0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const cell = 3 * head.width + 5;
    const said = `Column 5, row 3: Bee ${countAt(0, cell, 0)}, Dead bee ${countAt(0, cell, 1)}, Alarm ${countAt(0, cell, 2)}`;
    await page.locator('#cell-text', { hasText: said }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.locator('.pin-charts .chart').waitFor();
    await page.keyboard.press('1');
    await panels(3);
    await page.keyboard.press('?');
    await page.locator('dialog[open] kbd').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
  });

  test('a picture is saved, twice as sharp as the screen', async () => {
    await open(await sharedFile());
    await page.keyboard.press('Home');
    await shows(page, 0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('p')]);
    expect(download.suggestedFilename()).toBe('bees-step-0.png');
    const png = readFileSync(await download.path());
    const width: number = await page.evaluate(`document.getElementById('stage').clientWidth`);
    expect(png.readUInt32BE(16)).toBe(2 * (width + 40));
  });

  test('a film is made of what is on show', async () => {
    await open(await sharedFile());
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
    await open(await sharedFile());
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

  describe('of a server', () => {
    let server: ViewerServer;
    let source: FakeSource;
    async function serve(options: Parameters<typeof fakeSource>[0], port = 0): Promise<void> {
      source = fakeSource(options);
      server = await serveRuns([source], { page: builtPage, port });
    }
    afterEach(() => server?.close());

    test('a live run is followed, frame by frame, in order', async () => {
      await serve({ frames: 200 });
      await open(server.url);
      await shows(page, 1990);
      source.grow(5);
      await shows(page, 2040);
      await page.keyboard.press(',');
      await shows(page, 2030);
      source.grow(5);
      expect(await page.locator('.follow.on').count()).toBe(0);
      await page.keyboard.press('f');
      await shows(page, 2090);
    });

    test('a lost link is said, and mended with all that was on show', async () => {
      await serve({ frames: 200 });
      await open(server.url);
      await page.keyboard.press('Home');
      await shows(page, 0);
      await page.keyboard.press('1');
      await panels(2);
      const { port } = server;
      await server.close();
      await page.locator('.banner', { hasText: 'Link lost' }).waitFor();
      await serve({ frames: 300 }, port);
      await page.locator('.banner').waitFor({ state: 'hidden' });
      await panels(2);
    });

    test('painting on a frame that is past waits for a fork, which then stands beside', async () => {
      await serve({ frames: 20 });
      source.become('paused');
      await open(server.url);
      await page.keyboard.press('End');
      await shows(page, 190);
      await page.keyboard.press(',');
      await shows(page, 180);
      for (const key of ['b', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
      await page.locator('button', { hasText: /smell \+ 10 in [0-9] cells ×/ }).waitFor();
      expect(source.changes).toEqual([]);
      await page.locator('button.wide', { hasText: 'Fork at t = 9 with 1 change' }).waitFor();
      await page.keyboard.press('k');
      // Each panel of the run, of the fork, and their difference.
      await panels(9);
      expect(source.forks).toMatchObject([{ index: 18, later: 'keep', changes: [{ kind: 'paint' }] }]);
      expect(source.forks[0]!.changes[0]).toMatchObject({ add: { smell: 10 } });
      // Control: on the newest frame it is painted there.
      await page.locator('select[aria-label="Run beside it"]').selectOption('');
      await panels(3);
      for (const key of ['End', 'Enter']) await page.keyboard.press(key);
      await expect.poll(() => source.changes.length, { timeout: 20_000 }).toBe(1);
    });

    test('a run that cannot be forked says why', async () => {
      await serve({ frames: 20, live: false });
      await open(server.url);
      await page.locator('.section .hint', { hasText: 'Open it with its scenario.' }).waitFor();
      await page.keyboard.press('k');
      await page.locator('.notice.wrong', { hasText: 'Open it with its scenario.' }).waitFor();
    });

    test('a failed run keeps its picture and says what failed', async () => {
      await serve({ frames: 200 });
      await open(server.url);
      await shows(page, 1990);
      source.become('failed');
      await page.locator('.banner.strip', { hasText: 'The run failed' }).waitFor();
    });
  });
});
