/** What watching costs a run, and a frame the page: the same run unwatched and watched, in turns. */
import type { Browser } from 'playwright-core';
import { type Spread, spreadOf } from '../measure.ts';
import { browserCpu, type Drawer, drawers, drawnFrames, launch, openPage } from './browser.ts';
import { forkRun, type RunJob } from './forked-run.ts';

export interface Slowdown {
  readonly job: Job;
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
  /** Frames that the run made in a second of wall time. */
  readonly madePerSecond: Spread;
  /** Frames drawn a second of wall time, with the machine as busy as it was. */
  readonly drawnPerSecond: Spread;
  /** Processor seconds of the whole browser for a frame drawn, and those the run had more. */
  readonly browserPerFrame: Spread;
  readonly runPerFrame: Spread;
}

type Job = Omit<RunJob, 'watched'>;

interface Turn {
  readonly cpu: number;
  readonly wall: number;
  readonly drawn: number;
  readonly browser: number;
}

async function unwatched(job: Job): Promise<Turn> {
  const run = forkRun({ ...job, watched: false });
  const spent = await run.spent;
  await run.gone;
  return { ...spent, drawn: 0, browser: 0 };
}

async function watched(browser: Browser, job: Job): Promise<Turn> {
  const run = forkRun({ ...job, watched: true });
  const page = await openPage(browser, await run.url);
  const before = await browserCpu(browser);
  run.say('go');
  const spent = await run.spent;
  const browserSpent = (await browserCpu(browser)) - before;
  const drawn = (await drawnFrames(page)).length;
  await page.close();
  run.say('leave');
  await run.gone;
  return { ...spent, drawn, browser: browserSpent };
}

export async function measureSlowdown(job: Job, rounds: number): Promise<Slowdown> {
  const kinds = Object.keys(drawers) as Drawer[];
  const browsers = await Promise.all(kinds.map(launch));
  const plain: Turn[] = [];
  const turns: Record<Drawer, Turn[]> = { 'software GL': [], 'no GL': [] };
  try {
    for (let round = 0; round < rounds; round++) {
      plain.push(await unwatched(job));
      for (const [k, kind] of kinds.entries()) turns[kind].push(await watched(browsers[k]!, job));
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
    madePerSecond: over(all, (t) => job.frames / t.wall, true),
    drawnPerSecond: over(all, (t) => t.drawn / t.wall, true),
    browserPerFrame: over(all, (t) => t.browser / t.drawn),
    runPerFrame: over(all, (t, r) => (t.cpu - plain[r]!.cpu) / t.drawn),
  });
  return {
    job,
    cpu: over(plain, (t) => t.cpu),
    wall: over(plain, (t) => t.wall),
    watched: { 'software GL': spreads(turns['software GL']), 'no GL': spreads(turns['no GL']) },
  };
}
