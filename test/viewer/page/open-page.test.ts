/** The built page in a real browser. */
import { expect, test } from 'vitest';
import {
  countAt,
  describeInChromium,
  everyCellHasItsColour,
  head,
  panels,
  sharedFile,
  shows,
} from './in-chromium.ts';

describeInChromium(({ open, serve }) => {
  test('every cell of every frame has the colour of its count', async () => {
    const page = await open(await sharedFile());
    await everyCellHasItsColour(page);
  });

  test('a recording without routes says why it has no overlay', async () => {
    const page = await open(await sharedFile());
    await page.keyboard.press('o');
    await page.getByText('Only learned kernels').first().waitFor();
    expect(await page.getByLabel('Overlay').isDisabled()).toBe(true);
  });

  test('the keyboard alone reads cells, pins them, hides panels and finds all keys', async () => {
    const page = await open(await sharedFile());
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
    await panels(page, 3);
    await page.keyboard.press('?');
    await page.locator('dialog[open] kbd').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
  });

  test('a live run is followed, frame by frame, in order', async () => {
    const { server, source } = await serve({ frames: 200 });
    const page = await open(server.url);
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

  test('painting on a frame that is past waits for a fork, which then stands beside', async () => {
    const { server, source } = await serve({ frames: 20 });
    source.become('paused');
    const page = await open(server.url);
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
    await panels(page, 9);
    expect(source.forks).toMatchObject([{ index: 18, later: 'keep', changes: [{ kind: 'paint' }] }]);
    expect(source.forks[0]!.changes[0]).toMatchObject({ add: { smell: 10 } });
    // Control: on the newest frame it is painted there.
    await page.locator('select[aria-label="Run beside it"]').selectOption('');
    await panels(page, 3);
    for (const key of ['End', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => source.changes.length, { timeout: 20_000 }).toBe(1);
  });

  test('a run that cannot be forked says why', async () => {
    const { server } = await serve({ frames: 20, live: false });
    const page = await open(server.url);
    await page.locator('.section .hint', { hasText: 'Open it with its scenario.' }).waitFor();
    await page.keyboard.press('k');
    const wrong = page.locator('.notice.wrong');
    const drawn = () =>
      page.evaluate('new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))');
    await wrong.filter({ hasText: 'Open it with its scenario.' }).waitFor();
    // Again: said of this action, not of the last.
    await page.keyboard.press('k');
    await drawn();
    expect(await wrong.count()).toBe(1);
    await page.keyboard.press(',');
    await drawn();
    expect(await wrong.count()).toBe(0);
  });

  test('a failed run keeps its picture and says what failed', async () => {
    const { server, source } = await serve({ frames: 200 });
    const page = await open(server.url);
    await shows(page, 1990);
    source.become('failed');
    await page.locator('.banner.strip', { hasText: 'The run failed' }).waitFor();
  });
});
