/** How many frames a second a page draws where so many come, and what a frame costs it and who serves it. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Spread, spreadOf } from '../measure.ts';
import { browserCpu, type Drawer, drawers, drawnFrames, launch, openPage, processCpu } from './browser.ts';
import { forkRun } from './forked-run.ts';

export interface Rate {
  readonly side: number;
  /** Frames a second that were to be handed out. */
  readonly rate: number;
  readonly by: Readonly<Record<Drawer, RateSpread>>;
}

export interface RateSpread {
  /** Frames a second of wall time: those that came, and those that were drawn. */
  readonly came: Spread;
  readonly drawn: Spread;
  /** Processor seconds for a frame drawn: of the whole browser, and of the process that serves it. */
  readonly browser: Spread;
  readonly server: Spread;
}

interface Turn {
  readonly came: number;
  readonly drawn: number;
  readonly browser: number;
  readonly server: number;
}

/** @param seconds  each is watched for @param drawer  none: nobody looks */
async function watched(side: number, rate: number, seconds: number, drawer?: Drawer) {
  const run = forkRun({ side, rate });
  const url = await run.url;
  const browser = drawer && (await launch(drawer));
  try {
    const page = browser && (await openPage(browser, url));
    run.say('go');
    // Until what runs often has been compiled.
    await pause(3000);
    const before = page && [await browserCpu(browser), (await drawnFrames(page)).length];
    const [cpuBefore, began] = [processCpu(run.pid), performance.now()];
    await pause(1000 * seconds);
    const server = processCpu(run.pid) - cpuBefore;
    const wall = (performance.now() - began) / 1000;
    const after = page && [await browserCpu(browser), (await drawnFrames(page)).length];
    run.say('stop');
    const spent = await run.spent;
    const drawn = after && before ? after[1]! - before[1]! : 0;
    const cpu = after && before ? after[0]! - before[0]! : 0;
    return { wall, drawn, cpu, server, came: spent.frames / spent.wall };
  } finally {
    await browser?.close();
    run.say('leave');
    await run.gone;
  }
}

export async function measureRate(
  side: number,
  rate: number,
  seconds: number,
  rounds: number,
): Promise<Rate> {
  const kinds = Object.keys(drawers) as Drawer[];
  const turns: Record<Drawer, Turn[]> = { 'software GL': [], 'no GL': [] };
  for (let round = 0; round < rounds; round++) {
    const alone = await watched(side, rate, seconds);
    for (const kind of kinds) {
      const { wall, drawn, cpu, server, came } = await watched(side, rate, seconds, kind);
      turns[kind].push({
        came,
        drawn: drawn / wall,
        browser: cpu / drawn,
        server: (server - (alone.server / alone.wall) * wall) / drawn,
      });
    }
  }
  const spreads = (all: readonly Turn[]): RateSpread => ({
    came: spreadOf(
      all.map((t) => t.came),
      true,
    ),
    drawn: spreadOf(
      all.map((t) => t.drawn),
      true,
    ),
    browser: spreadOf(
      all.map((t) => t.browser),
      false,
    ),
    server: spreadOf(
      all.map((t) => t.server),
      false,
    ),
  });
  return {
    side,
    rate,
    by: { 'software GL': spreads(turns['software GL']), 'no GL': spreads(turns['no GL']) },
  };
}
