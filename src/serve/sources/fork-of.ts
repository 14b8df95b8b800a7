/** A fork of a recording, as a live run beside it. */
import { existsSync } from 'node:fs';
import type { Recording } from '../../record/recording.ts';
import { forkAt } from '../../run/fork.ts';
import type { SessionOptions } from '../../run/session.ts';
import type { Clock } from '../clock.ts';
import type { ForkMaker, RunSource } from '../source.ts';
import type { LiveOptions } from './live.ts';

export interface Original {
  /** Its id. */
  readonly run: string;
  readonly recording: Recording;
  /** What it was made with. */
  readonly session: Omit<SessionOptions, 'onStart'>;
  /** Whether recordings of forks stay when the viewer ends: they lie beside that of the original. */
  readonly kept: boolean;
  readonly clock: Clock;
}

/**
 * How a run is forked, from any of its frames.
 *
 * @param held  whether forks begin held: those of a held run do, so that both can be looked at as they part
 * @param open  makes a live run
 */
export function forksOf(
  { run, recording, session, kept, clock }: Original,
  held: () => boolean,
  open: (options: LiveOptions) => Promise<RunSource>,
): ForkMaker {
  return async (id, index, changes, later): Promise<RunSource> => {
    if (index >= recording.frames) await recording.refresh();
    const fork = await forkAt(recording, index, { now: changes, later });
    const { onFrame: _, interventions: __, signal: ___, ...same } = session;
    return open({
      id,
      // Whoever let the run replace what was there has not said so of what lies beside it.
      session: { ...same, fork, out: placeOf(session.out, id), resume: false, overwrite: false },
      kept,
      clock,
      held: held(),
      parent: { run, index, time: fork.from.step * recording.header.dt },
    });
  };
}

/** Beside the original: `bees-fork-1.zarr`, or `bees-fork-1-2.zarr`, … where that is taken. */
function placeOf(out: string, id: string): string {
  const name = out.replace(/[/\\]+$/, '').replace(/\.zarr$/, '');
  for (let i = 1; ; i++) {
    const place = `${name}-${id}${i === 1 ? '' : `-${i}`}.zarr`;
    if (!existsSync(place)) return place;
  }
}
