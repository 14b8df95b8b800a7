/** A page and a server with trouble between them, in a real browser: the run is not harmed, and the page recovers. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, realClock } from '../../../src/serve/clock.ts';
import { place } from '../../record/synthetic.ts';
import { launch, noBrowser } from '../../support/chromium.ts';
import { leapingClock } from '../link/leaping-clock.ts';
import { countsOf, type ServedRun, servedRun, steps, unwatched } from '../link/served-run.ts';
import { type TroubledLink, troubledLink } from '../link/troubled-link.ts';
import { areInOrder, mostOnTheWay, rise, type WatchedPage, watchedPage } from '../link/watched-page.ts';

describe.skipIf(noBrowser !== undefined)(`in Chromium${noBrowser ? `: ${noBrowser}` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  async function serve(clock: Clock = realClock, port = 0): Promise<ServedRun & { readonly out: string }> {
    const out = place();
    const served = await servedRun(out, clock, port);
    onTestFinished(() => served.server.close());
    return { ...served, out };
  }

  async function open(url: string, slow = false): Promise<WatchedPage> {
    const problems: string[] = [];
    const watched = await watchedPage(browser, url, { slow, problems });
    onTestFinished(async () => {
      await watched.page.close();
      expect(problems).toEqual([]);
    });
    return watched;
  }

  async function linkTo({ server }: ServedRun): Promise<TroubledLink> {
    const link = await troubledLink(server.port);
    onTestFinished(() => link.close());
    return link;
  }

  /** One frame on its way at a time, none older than the one before, on every link. */
  function expectOrder({ links }: WatchedPage): void {
    for (const words of links) {
      expect(mostOnTheWay(words)).toBeLessThanOrEqual(1);
      for (const what of ['came', 'drawn'] as const) expect(areInOrder(words, what)).toBe(true);
    }
  }

  /** The run ends as if nobody had watched it. */
  async function expectUnharmed(served: ServedRun & { readonly out: string }): Promise<void> {
    await served.finish();
    const [alone, other] = [place(), place()];
    await unwatched(alone);
    const counts = await countsOf(served.out);
    expect(counts).toHaveLength(steps + 1);
    expect(counts).toEqual(await countsOf(alone));
    // Control: another seed has other counts.
    await unwatched(other, 4);
    expect(counts).not.toEqual(await countsOf(other));
  }

  test('the checks of order fail where they should', () => {
    const word = (what: 'came' | 'drawn', look: number, index: number, revision = 0) =>
      ({ what, look, index, revision }) as const;
    expect(mostOnTheWay([word('came', 1, 0), word('came', 1, 1)])).toBe(2);
    expect(areInOrder([word('came', 1, 3), word('came', 1, 3)], 'came')).toBe(false);
    expect(areInOrder([word('came', 1, 3), word('came', 1, 2)], 'came')).toBe(false);
    expect(areInOrder([word('came', 2, 3), word('came', 1, 4)], 'came')).toBe(false);
    expect(areInOrder([word('came', 1, 3), word('came', 1, 3, 1), word('came', 2, 3)], 'came')).toBe(true);
    expect(rise([1, 1])).toBe(false);
  });

  test('a page that draws one picture while the run makes ten frames sees the newest each time', async () => {
    const served = await serve();
    const slow = await open(served.server.url, true);
    let pictures = 0;
    /** Draws until a step is on show. */
    const drawTo = (step: number) =>
      expect
        .poll(
          async () => {
            await slow.draw();
            pictures++;
            return (await slow.shown()).at(-1);
          },
          { timeout: 60_000 },
        )
        .toBe(step);
    await drawTo(0);
    for (let made = 10; made <= 100; made += 10) {
      const before = slow.links[0]!.filter(({ what }) => what === 'came').length;
      await served.advance(10);
      // What was on its way when the run went on, and nothing more until a picture is drawn.
      expect(slow.links[0]!.filter(({ what }) => what === 'came').length).toBeLessThanOrEqual(before + 1);
      await drawTo(made);
    }
    await served.finish();
    await drawTo(steps);
    expect(slow.links[0]!.filter(({ what }) => what === 'came').length).toBeLessThanOrEqual(pictures + 1);
    expectOrder(slow);
    const shown = await slow.shown();
    expect(rise(shown)).toBe(true);
    // Control: it is slow; a page that draws all the time sees more.
    expect(shown.length).toBeLessThan(steps / 2);
    await expectUnharmed(served);
  });

  test('a page that crashes is let go, and another goes on', async () => {
    const served = await serve();
    const [dying, living] = [await open(served.server.url), await open(served.server.url)];
    await served.advance(20);
    await Promise.all([dying.shows(20), living.shows(20)]);
    expect(served.server.pages).toBe(2);
    const crashed = dying.page.waitForEvent('crash');
    const session = await dying.page.context().newCDPSession(dying.page);
    void session.send('Page.crash').catch(() => {});
    await crashed;
    await served.advance(20);
    await expect.poll(() => served.server.pages, { timeout: 20_000 }).toBe(1);
    await living.shows(40);
    await expectUnharmed(served);
    await living.shows(steps);
    expect(rise(await living.shown())).toBe(true);
    expectOrder(living);
    expectOrder(dying);
  });

  test('ten pages see the run in order, to its end', async () => {
    const served = await serve();
    const pages = await Promise.all(Array.from({ length: 10 }, () => open(served.server.url)));
    await served.advance(40);
    await Promise.all(pages.map((one) => one.shows(40)));
    expect(served.server.pages).toBe(10);
    await expectUnharmed(served);
    for (const one of pages) {
      await one.shows(steps);
      expect(rise(await one.shown())).toBe(true);
      expectOrder(one);
    }
  });

  test('a server that is started again on the same port has its own run shown, and no frame of the old one', async () => {
    const before = await serve();
    const watched = await open(before.server.url);
    await before.advance(50);
    await watched.shows(50);
    const { port } = before.server;
    await before.server.close();
    await watched.page.locator('.banner', { hasText: 'Link lost' }).waitFor();
    const after = await serve(realClock, port);
    await after.advance(7);
    await watched.page.locator('.banner').waitFor({ state: 'hidden' });
    await watched.page.keyboard.press('f');
    await watched.shows(7);
    await watched.page.keyboard.press('ArrowRight');
    const [, x, y, fish] = /^Column (\d+), row (\d+): Fish (\d+)/.exec(await said(watched))!;
    // The values are those of the new run's frame, whichever cell the cursor begins at.
    const { counts } = await after.source.read(7);
    expect(counts[Number(y) * after.source.info.width + Number(x)]).toBe(Number(fish));
    await expectUnharmed(after);
    await watched.shows(steps);
    expectOrder(watched);
    const shown = await watched.shown();
    expect(rise(shown.slice(shown.indexOf(50) + 1))).toBe(true);
  });

  /** What is said of the cell that the cursor is on. */
  async function said({ page }: WatchedPage): Promise<string> {
    const text = page.locator('#cell-text', { hasText: 'Fish' });
    await text.waitFor({ state: 'attached' });
    return (await text.textContent())!;
  }

  test('a link that breaks again and again is mended, with the same run where it is by now', async () => {
    const served = await serve();
    const link = await linkTo(served);
    const watched = await open(link.url);
    for (let made = 20; made <= 80; made += 20) {
      await served.advance(10);
      link.refuse(true);
      link.cut();
      await watched.page.locator('.banner', { hasText: 'Link lost' }).waitFor();
      await served.advance(10);
      link.refuse(false);
      await watched.shows(made);
      await watched.page.locator('.banner').waitFor({ state: 'hidden' });
    }
    expect(watched.links.length).toBeGreaterThanOrEqual(5);
    await expectUnharmed(served);
    await watched.shows(steps);
    expect(rise(await watched.shown())).toBe(true);
    expectOrder(watched);
    expect(areInOrder(watched.links.flat(), 'came')).toBe(true);
  });

  test('a machine that sleeps for a minute goes on with the newest frame over the same link', async () => {
    const clock = leapingClock();
    const served = await serve(clock);
    const link = await linkTo(served);
    const watched = await open(link.url);
    await served.advance(20);
    await watched.shows(20);
    link.freeze();
    await served.advance(60);
    clock.leap(60_000);
    expect(served.server.pages).toBe(1);
    link.thaw();
    await watched.shows(80);
    await expectUnharmed(served);
    await watched.shows(steps);
    expect(served.server.pages).toBe(1);
    expect(watched.links).toHaveLength(1);
    expect(rise(await watched.shown())).toBe(true);
    expectOrder(watched);
  });

  test('one that sleeps for longer is let go, and finds its way back', async () => {
    const clock = leapingClock();
    const served = await serve(clock);
    const link = await linkTo(served);
    const watched = await open(link.url);
    await served.advance(20);
    await watched.shows(20);
    link.freeze();
    await served.advance(60);
    clock.leap(80_000);
    await expect.poll(() => served.server.pages).toBe(0);
    link.thaw();
    await watched.shows(80);
    await expectUnharmed(served);
    await watched.shows(steps);
    expect(watched.links).toHaveLength(2);
    expect(rise(await watched.shown())).toBe(true);
    expectOrder(watched);
  });

  test('a socket that is frozen for a real minute loses nothing', async () => {
    const served = await serve();
    const link = await linkTo(served);
    const watched = await open(link.url);
    await served.advance(20);
    await watched.shows(20);
    link.freeze();
    await served.advance(60);
    await new Promise((over) => setTimeout(over, 60_000));
    expect((await watched.shown()).at(-1)).toBe(20);
    link.thaw();
    await watched.shows(80);
    await expectUnharmed(served);
    await watched.shows(steps);
    expect(rise(await watched.shown())).toBe(true);
    expectOrder(watched);
  });
});
