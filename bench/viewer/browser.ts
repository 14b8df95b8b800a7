/** Chromium with the viewer's page in it, and what both take. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { findChromium } from '../../src/cli/draw/encode-webm.ts';

// As Node has it: jiti's own way of loading breaks its bundle.
const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');

/** How the browser puts its pages together on a machine without a graphics card: by software GL, or without any. */
export const drawers = {
  'software GL': ['--no-sandbox'],
  'no GL': ['--no-sandbox', '--disable-gpu', '--disable-3d-apis'],
} as const;
export type Drawer = keyof typeof drawers;

export function launch(drawer: Drawer): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium()!, args: [...drawers[drawer]] });
}

/** Notes each frame that the page has drawn, by its number: it says so to the server, within the same picture. */
const notes = `window.drawnFrames = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const message = JSON.parse(text);
  if (message.type === 'ack') drawnFrames.push(message.index);
  return send.call(this, text);
};`;

/** @param script  runs in the page before its own */
export async function openPage(browser: Browser, url: string, script = notes): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(script);
  await page.goto(url);
  await page.locator('.panel-labels').first().waitFor({ timeout: 120_000 });
  return page;
}

/** Numbers of the frames drawn so far, in order. */
export function drawnFrames(page: Page): Promise<number[]> {
  return page.evaluate('window.drawnFrames');
}

interface Process {
  readonly type: string;
  readonly id: number;
  /** Seconds of processor time so far. */
  readonly cpuTime: number;
}

/** The browser's processes: the page is `renderer`, what it draws with `GPU`. */
export async function processes(browser: Browser): Promise<readonly Process[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo;
}

/** Seconds of processor time of the whole browser. */
export async function browserCpu(browser: Browser): Promise<number> {
  return (await processes(browser)).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Resident megabytes of a process. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}

/** Seconds of processor time of a process so far, all its threads together. */
export function processCpu(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  // User and system time, in hundredths of a second on every Linux of today.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Megabytes on the page's heap after a collection. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 2 ** 20;
}
