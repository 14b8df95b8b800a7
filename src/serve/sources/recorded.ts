/** A recording to look at. One that another program is still writing shows what comes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openRecording } from '../../record/recording.ts';
import type { Clock } from '../clock.ts';
import type { RunState, RunStatus } from '../protocol/run-info.ts';
import type { RunSource } from '../source.ts';
import { describeRecording, ratesAfter, trainedRates } from './describe.ts';
import { forksOf, type Original } from './fork-of.ts';
import { liveSource } from './live.ts';

/** Milliseconds between looks for more frames. */
const lookEvery = 500;

/**
 * Opens a recording for the viewer.
 *
 * @param id       names the run in messages
 * @param session  what it was made with, where that is at hand: its frames can then be forked
 * @throws RecordingError
 */
export async function recordedSource(
  id: string,
  path: string,
  clock: Clock,
  session?: Original['session'],
): Promise<RunSource> {
  const recording = await openRecording(path);
  const { header } = recording;
  const trained = session && trainedRates(session);
  const listeners = new Set<() => void>();
  // A run writes its outcome last.
  const written = (): boolean => existsSync(join(path, 'outcome.json'));
  let state: RunState = 'finished';
  let closed = false;

  /** Looks whether the recording has grown, as long as its run has not ended. */
  async function follow(): Promise<void> {
    const over = written();
    const before = recording.frames;
    // What is half written when we look is whole the next time.
    await recording.refresh().catch(() => {});
    const now: RunState = !over && recording.frames > before ? 'running' : over ? 'finished' : state;
    const changed = now !== state || recording.frames > before;
    state = now;
    if (changed) for (const call of listeners) call();
    if (!over && !closed) clock.after(lookEvery, () => void follow());
  }
  if (!written()) void follow();

  return {
    info: describeRecording(recording, id),
    status(): RunStatus {
      const { frames, steps, times } = recording;
      return { state, step: steps[frames - 1] ?? 0, time: times[frames - 1] ?? 0, frames };
    },
    interventions: () => recording.interventions,
    rates: () => ratesAfter(header, recording.interventions, trained),
    columns: () => ({ times: recording.times, scalars: recording.scalars() }),
    read: (index) => recording.frame(index),
    pace: () => undefined,
    fork: session
      ? forksOf({ run: id, recording, session, kept: true, clock }, () => false, liveSource)
      : withoutScenario(path),
    onChange(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    async close() {
      closed = true;
    },
  };
}

function withoutScenario(path: string): string {
  return `To fork a recording, open it with the scenario that made it: crn-grid view ${path} --scenario <file>`;
}
