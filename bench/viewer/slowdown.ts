/** What watching costs a run, and a frame the page: the same run unwatched and watched, in turns. */
import type { Browser } from 'playwright-core';
import { type Spread, spreadOf } from '../measure.ts';
import { browserCpu, type Drawer, drawers, launch, openPage, shownSteps } from './browser.ts';
import { forkRun } from './forked-run.ts';

export interface Slowdown {
  readonly side: number;
  readonly frames: number;
  /** Of the unwatched run. */
  readonly cpu: Spread;
  readonly wall: Spread;
  readonly watched: Readonly<Record<Drawer, WatchedSpread>>;
}

export interface WatchedSpread {
  readonly cpu: Spread;
  readonly wall: Spread;
  /** Processor time of the run over that of the unwatched one in the same round. */
  readonly ratio: Spread;
  readonly wallRatio: Spread;
  /** Frames drawn a second of wall time, with the machine as busy as it was. */
  readonly drawnPerSecond: Spread;
  /** Processor seconds of the whole browser for a frame drawn, and those the run had more. */
  readonly browserPerFrame: Spread;
  readonly runPerFrame: Spread;
}

interface Turn {
  readonly cpu: number;
  readonly wall: number;
  readonly drawn: number;
  readonly browser: number;
}

/** Steps between frames, as the scenario has it. */
const every = 4;

async function unwatched(side: number, frames: number): Promise<Turn> {
  const run = forkRun({ watched: false, side, frames, every });
  const spent = await run.spent;
  await run.gone;
  return { ...spent, drawn: 0, browser: 0 };
}

async function watched(browser: Browser, side: number, frames: number): Promise<Turn> {
  const run = forkRun({ watched: true, side, frames, every });
  const page = await openPage(browser, await run.url);
  const before = await browserCpu(browser);
  run.say('go');
  const spent = await run.spent;
  const browserSpent = (await browserCpu(browser)) - before;
  const drawn = (await shownSteps(page)).length;
  await page.close();
  run.say('leave');
  await run.gone;
  return { ...spent, drawn, browser: browserSpent };
}

export async function measureSlowdown(side: number, frames: number, rounds: number): Promise<Slowdown> {
  const kinds = Object.keys(drawers) as Drawer[];
  const browsers = await Promise.all(kinds.map(launch));
  const plain: Turn[] = [];
  const turns: Record<Drawer, Turn[]> = { 'software GL': [], 'no GL': [] };
  try {
    for (let round = 0; round < rounds; round++) {
      plain.push(await unwatched(side, frames));
      for (const [k, kind] of kinds.entries()) turns[kind].push(await watched(browsers[k]!, side, frames));
    }
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
  const over = (all: readonly Turn[], of: (turn: Turn, round: number) => number, higherIsBetter = false) =>
    spreadOf(all.map(of), higherIsBetter);
  const spreads = (all: readonly Turn[]): WatchedSpread => ({
    cpu: over(all, (t) => t.cpu),
    wall: over(all, (t) => t.wall),
    ratio: over(all, (t, r) => t.cpu / plain[r]!.cpu),
    wallRatio: over(all, (t, r) => t.wall / plain[r]!.wall),
    drawnPerSecond: over(all, (t) => t.drawn / t.wall, true),
    browserPerFrame: over(all, (t) => t.browser / t.drawn),
    runPerFrame: over(all, (t, r) => (t.cpu - plain[r]!.cpu) / t.drawn),
  });
  return {
    side,
    frames,
    cpu: over(plain, (t) => t.cpu),
    wall: over(plain, (t) => t.wall),
    watched: { 'software GL': spreads(turns['software GL']), 'no GL': spreads(turns['no GL']) },
  };
}
