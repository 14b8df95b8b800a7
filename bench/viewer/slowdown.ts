/**
 * What watching costs a run, and a frame the page: the same run unwatched, watched, and unwatched beside a process that
 * is as busy as the browser, in turns.
 */
import { fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { type Spread, spreadOf } from '../measure.ts';
import { browserCpu, type Drawer, drawers, drawnFrames, launch, openPage } from './browser.ts';
import { forkRun, type RunJob } from './forked-run.ts';

export interface Slowdown {
  readonly job: Job;
  /** Of the unwatched run. */
  readonly cpu: Spread;
  readonly wall: Spread;
  /** Beside a process as busy as the browser, over the unwatched of the round. */
  readonly beside: { readonly ratio: Spread; readonly wallRatio: Spread };
  readonly watched: Readonly<Record<Drawer, WatchedSpread>>;
}

export interface WatchedSpread {
  readonly cpu: Spread;
  readonly wall: Spread;
  /** Processor time of the run over that of the unwatched one in the same round. */
  readonly ratio: Spread;
  readonly wallRatio: Spread;
  /** Processor time, and wall time, over those beside a process as busy as the browser. */
  readonly overBeside: Spread;
  readonly wallOverBeside: Spread;
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
  await run.url;
  // As long as a page takes to open: the first frame is in its file.
  await setTimeout(1000);
  run.say('go');
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

/** Beside a process as busy as the browser was in `turns`, on average. */
async function beside(job: Job, turns: readonly Turn[]): Promise<Turn> {
  const sum = (of: (turn: Turn) => number): number => turns.reduce((all, turn) => all + of(turn), 0);
  const wall = sum((t) => t.wall);
  const like = [sum((t) => t.browser) / wall, sum((t) => t.drawn) / wall].map(String);
  const busy = fork(new URL('./busy.ts', import.meta.url).pathname, like, {
    execArgv: ['--import', 'jiti/register'],
  });
  try {
    return await unwatched(job);
  } finally {
    busy.kill();
  }
}

export async function measureSlowdown(job: Job, rounds: number): Promise<Slowdown> {
  const kinds = Object.keys(drawers) as Drawer[];
  const browsers = await Promise.all(kinds.map(launch));
  const plain: Turn[] = [];
  const busy: Turn[] = [];
  const turns: Record<Drawer, Turn[]> = { 'software GL': [], 'no GL': [] };
  try {
    for (let round = 0; round < rounds; round++) {
      plain.push(await unwatched(job));
      for (const [k, kind] of kinds.entries()) turns[kind].push(await watched(browsers[k]!, job));
      busy.push(
        await beside(
          job,
          kinds.map((kind) => turns[kind].at(-1)!),
        ),
      );
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
    overBeside: over(all, (t, r) => t.cpu / busy[r]!.cpu),
    wallOverBeside: over(all, (t, r) => t.wall / busy[r]!.wall),
    madePerSecond: over(all, (t) => job.frames / t.wall, true),
    drawnPerSecond: over(all, (t) => t.drawn / t.wall, true),
    browserPerFrame: over(all, (t) => t.browser / t.drawn),
    runPerFrame: over(all, (t, r) => (t.cpu - plain[r]!.cpu) / t.drawn),
  });
  return {
    job,
    cpu: over(plain, (t) => t.cpu),
    wall: over(plain, (t) => t.wall),
    beside: {
      ratio: over(busy, (t, r) => t.cpu / plain[r]!.cpu),
      wallRatio: over(busy, (t, r) => t.wall / plain[r]!.wall),
    },
    watched: { 'software GL': spreads(turns['software GL']), 'no GL': spreads(turns['no GL']) },
  };
}
