/** A page in Chromium, with a record of what it was sent, what it acknowledged, and what it put on show. */
import { Unpackr } from 'msgpackr';
import type { Browser, Page } from 'playwright-core';
import type { FrameMessage } from '../../../src/serve/protocol/frames.ts';
import type { Ack, PageMessage } from '../../../src/serve/protocol/from-page.ts';
import type { ServerMessage } from '../../../src/serve/protocol/from-server.ts';

/** A frame that arrived, or the page's word that it was drawn. */
export type Word = Pick<FrameMessage, 'look' | 'index' | 'revision'> & { readonly what: 'came' | 'drawn' };

export interface WatchedPage {
  readonly page: Page;
  /** Of each link in turn, what was said about frames on it. */
  readonly links: readonly (readonly Word[])[];
  /** Steps put on show so far, each as often as it was changed to. */
  shown(): Promise<number[]>;
  /** Waits until a step is on show. */
  shows(step: number): Promise<void>;
  /** With `slow`: draws one picture. */
  draw(): Promise<void>;
}

/** Notes each step that is put on show: its text is written with the panels. */
const noting = `window.shownSteps = [];
document.addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    const step = Number(/^step (\\d+)/.exec(document.querySelector('.frames')?.textContent ?? '')?.[1]);
    // Before the first frame the text names a step too.
    if (!document.querySelector('.panel-labels') || !Number.isFinite(step)) return;
    if (shownSteps.at(-1) !== step) shownSteps.push(step);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
});`;

/** Pictures are drawn when the test says so. */
const slowly = `{
  const waiting = [];
  window.requestAnimationFrame = (call) => waiting.push(call);
  window.drawOne = () => { for (const call of waiting.splice(0)) call(performance.now()); };
}`;

const unpackr = new Unpackr({ moreTypes: true, useRecords: false });

export async function watchedPage(
  browser: Browser,
  url: string,
  { slow = false, problems = [] as string[] } = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 800, height: 500 } });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(slow ? noting + slowly : noting);
  const links: Word[][] = [];
  page.on('websocket', (socket) => {
    const words: Word[] = [];
    links.push(words);
    socket.on('framereceived', ({ payload }) => {
      const message = unpackr.unpack(Buffer.from(payload)) as ServerMessage;
      if (message.type === 'frame') words.push(wordOf('came', message));
    });
    socket.on('framesent', ({ payload }) => {
      const message = JSON.parse(String(payload)) as PageMessage;
      if (message.type === 'ack') words.push(wordOf('drawn', message));
    });
  });
  await page.goto(url);
  return {
    page,
    links,
    shown: () => page.evaluate('window.shownSteps'),
    shows: (step) => page.locator('.frames', { hasText: new RegExp(`^step ${step} `) }).waitFor(),
    draw: () => page.evaluate('window.drawOne()'),
  };
}

function wordOf(what: Word['what'], { look, index, revision }: FrameMessage | Ack): Word {
  return { what, look, index, revision };
}

/** Most frames that were on their way to the page, or not drawn yet, at a time. */
export function mostOnTheWay(words: readonly Word[]): number {
  let [now, most] = [0, 0];
  for (const { what } of words) {
    now += what === 'came' ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

/** Whether frames rise strictly in (index, revision) within each look, and looks never go back. */
export function areInOrder(words: readonly Word[], what: Word['what']): boolean {
  const said = words.filter((word) => word.what === what);
  return said.every((word, i) => {
    const before = said[i - 1];
    if (!before || word.look > before.look) return true;
    if (word.look < before.look) return false;
    return word.index > before.index || (word.index === before.index && word.revision > before.revision);
  });
}

/** Whether each number is greater than the one before. */
export function rise(numbers: readonly number[]): boolean {
  return numbers.every((n, i) => i === 0 || n > numbers[i - 1]!);
}
