/** A small live run on show, made frame by frame, and the same run with nobody watching. */
import { crn } from '../../../src/crn/crn.ts';
import { openRecording } from '../../../src/record/recording.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { recordRun } from '../../../src/run/session.ts';
import type { Clock } from '../../../src/serve/clock.ts';
import { serveRuns, type ViewerServer } from '../../../src/serve/server.ts';
import { type LiveSource, liveSource } from '../../../src/serve/sources/live.ts';
import { builtPage } from '../../support/chromium.ts';

/** Steps of the run; a frame each. */
export const steps = 120;

const pond = (seed: number) =>
  scenario({
    name: 'pond',
    crn: crn`
      Fish -> 2 Fish @ birth
      Fish -> 0      @ death
    `,
    rates: { birth: 0.9, death: 1 },
    grid: { size: [24, 16] },
    start: { Fish: 20 },
    hop: { Fish: 0.1 },
    time: { unit: 'day', step: 0.1, until: 12 },
    seed,
  });

export interface ServedRun {
  readonly source: LiveSource;
  readonly server: ViewerServer;
  /** Makes so many frames. */
  advance(frames: number): Promise<void>;
  /** Lets it go on to its end. */
  finish(): Promise<void>;
}

/** @param out  where its recording goes */
export async function servedRun(out: string, clock: Clock, port = 0): Promise<ServedRun> {
  const session = { scenario: pond(3), overrides: {}, threads: 1, out, command: 'test' };
  const source = await liveSource({ id: 'run', session, kept: true, held: true, clock });
  const server = await serveRuns([source], { page: builtPage, port, clock });
  return {
    source,
    server,
    async advance(frames) {
      for (let i = 0; i < frames; i++) await source.control!('step');
    },
    async finish() {
      if (source.status().state === 'paused') await source.control!('resume');
      await source.ended;
    },
  };
}

/** Records the run with nobody watching. */
export async function unwatched(out: string, seed = 3): Promise<void> {
  await recordRun({ scenario: pond(seed), overrides: {}, threads: 1, out, command: 'test' });
}

/** Counts of every frame of a recording. */
export async function countsOf(path: string): Promise<readonly number[][]> {
  const recording = await openRecording(path);
  const frames = Array.from({ length: recording.frames }, (_, i) => recording.frame(i));
  return (await Promise.all(frames)).map(({ counts }) => Array.from(counts));
}
