/** How long a jump in a long recording takes, from the mouse or key to the picture. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import meadow from '../../scenarios/bees-large.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { recordRun } from '../../src/run/session.ts';
import { realClock } from '../../src/serve/clock.ts';
import { serveRuns } from '../../src/serve/server.ts';
import { recordedSource } from '../../src/serve/sources/recorded.ts';
import { cpuSeconds, type Spread, spreadOf } from '../measure.ts';
import { browserCpu, launch, openPage } from './browser.ts';

export interface Scrub {
  readonly side: number;
  readonly frames: number;
  /** Milliseconds from the press of the mouse on the time line to the second picture after the frame was drawn. */
  readonly jumps: Spread;
  /** How many took longer than 150. */
  readonly slow: number;
  /** The same for keys that go back by a frame. */
  readonly keys: Spread;
  /** Milliseconds of processor time for a jump, of the server and of the whole browser. */
  readonly serverPerJump: number;
  readonly browserPerJump: number;
}

interface Jump {
  readonly ms: number;
  readonly step: number;
  readonly wanted: number;
}

/** Times each press or key, and tells as soon as its frame is on show. Nobody asks meanwhile: that would take time. */
const timing = `let from, last = 0;
for (const kind of ['pointerdown', 'keydown'])
  addEventListener(kind, (event) => { from = event.timeStamp; }, { capture: true });
document.addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    const step = Number(/^step (\\d+)/.exec(document.querySelector('.frames')?.textContent ?? '')?.[1]);
    if (!Number.isFinite(step) || step === last) return;
    last = step;
    if (from === undefined) return;
    const began = from;
    from = undefined;
    const wanted = Number(document.querySelector('.seek').value);
    requestAnimationFrame(() => requestAnimationFrame(() =>
      scrubbed({ ms: performance.now() - began, step, wanted })));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
});`;

/** @param side  cells a side @param frames  in the recording @param jumps  to random places */
export async function measureScrub(side: number, frames: number, jumps: number): Promise<Scrub> {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-scrub-'));
  const path = join(folder, 'meadow.zarr');
  await recordRun({
    scenario: { ...meadow, record: { ...meadow.record, every: 1 } },
    overrides: { size: [side, side], until: meadow.time.step * (frames - 1) },
    out: path,
    command: 'bench/viewer.ts',
  });
  const source = await recordedSource('run', path, realClock);
  const server = await serveRuns([source], { page: join(import.meta.dirname, '../../dist/viewer') });
  const browser = await launch('software GL');
  try {
    const page = await openPage(browser, server.url, timing);
    let landed = (_: Jump): void => {};
    await page.exposeFunction('scrubbed', (jump: Jump) => landed(jump));
    /** Milliseconds of a jump. */
    const timed = async (jump: () => Promise<void>): Promise<number> => {
      const [{ ms, step, wanted }] = await Promise.all([
        new Promise<Jump>((resolve) => {
          landed = resolve;
        }),
        jump(),
      ]);
      if (step !== wanted) throw new Error(`frame ${wanted} was asked for, and ${step} shown`);
      return ms;
    };
    // It plays by itself at first.
    await page.keyboard.press('Home');
    await page.locator('.frames', { hasText: /^step 0 / }).waitFor();
    const line = (await page.locator('.seek').boundingBox())!;
    const stream = new Stream().open(1, 0, 0, Purpose.analysis);
    const begun = [cpuSeconds(), await browserCpu(browser)] as const;
    const taken: number[] = [];
    let before = -1;
    while (taken.length < jumps) {
      // Not on the knob: it would not move.
      const x = line.x + 10 + Math.floor((line.width - 20) * stream.uniform());
      if (Math.abs(x - before) < 20) continue;
      before = x;
      taken.push(await timed(() => page.mouse.click(x, line.y + line.height / 2)));
    }
    const spent = [cpuSeconds() - begun[0], (await browserCpu(browser)) - begun[1]] as const;
    const keys: number[] = [];
    while (keys.length < jumps / 4) keys.push(await timed(() => page.keyboard.press(',')));
    return {
      side,
      frames: source.status().frames,
      jumps: spreadOf(taken, false),
      slow: taken.filter((ms) => ms > 150).length,
      keys: spreadOf(keys, false),
      serverPerJump: (1000 * spent[0]) / jumps,
      browserPerJump: (1000 * spent[1]) / jumps,
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
