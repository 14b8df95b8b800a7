/**
 * Makes the README's pictures of the viewer: a meadow of bees watched, painted in, and forked. After
 * `npm run build`: node --import jiti/register bench/viewer-pictures.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import meadow from '../scenarios/bees-large.ts';
import { realClock } from '../src/serve/clock.ts';
import { serveRuns } from '../src/serve/server.ts';
import { liveSource } from '../src/serve/sources/live.ts';
import { launch } from './viewer/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-pictures-'));
const source = await liveSource({
  id: 'run',
  session: {
    scenario: meadow,
    overrides: { size: [96, 96], kernel: { kind: 'ssa' } },
    out: join(folder, 'meadow.zarr'),
    command: 'crn-grid view scenarios/bees-large.ts --size 96x96',
  },
  kept: false,
  held: true,
  clock: realClock,
});
const server = await serveRuns([source], { page: join(import.meta.dirname, '../dist/viewer') });
const browser = await launch('software GL');
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
await page.goto(server.url);
await page.locator('.panel-labels').first().waitFor();

/** Goes on by frames until a step is on show. */
async function goTo(step: number): Promise<void> {
  while (source.status().step < step) await source.control!('step');
  await page.locator('.frames', { hasText: new RegExp(`^step ${step} `) }).waitFor();
}

/** Saves what is on show, when charts and notices have settled. */
async function save(name: string): Promise<void> {
  await page.locator('.notice').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  await new Promise((settled) => setTimeout(settled, 2000));
  await page.screenshot({ path: join(import.meta.dirname, '../docs', `${name}.png`) });
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

await goTo(80);
await save('viewer-watch');
await press('b', '}', '}', '}', '}', '}', 'ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowUp');
await press('ArrowLeft', 'Enter');
await goTo(120);
await save('viewer-paint');
// What if nobody had painted?
await press(...Array<string>(10).fill(','), 'Escape', 'Escape', '2', '4');
await page.getByLabel('Later changes of the run').selectOption('drop');
await press('k');
await page.getByLabel('Run beside it').waitFor();
for (let step = 84; step <= 120; step += 4) {
  await press('.');
  await page.locator('.frames', { hasText: new RegExp(`^step ${step} `) }).waitFor();
}
await save('viewer-fork');

await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
