/** A run with what its watchers share: frames at hand, and the points of charts. */

import type { Intervention } from '../record/intervention.ts';
import { paint } from '../run/steer/paint.ts';
import { Survey } from './charts/survey.ts';
import { Track } from './charts/track.ts';
import type { Clock } from './clock.ts';
import { FrameCache } from './frame-cache.ts';
import { type FramePlanes, type FrameState, planesOf } from './picture/planes-of.ts';
import type { Mark, RunFacts } from './protocol/run-info.ts';
import type { RunSource } from './source.ts';
import { markOf } from './sources/describe.ts';

/** A frame by number, with the first so many of the changes that were made at it. */
export interface FramePlace {
  readonly index: number;
  readonly revision: number;
}

export class Watched {
  readonly source: RunSource;
  readonly survey: Survey;
  /** Wall seconds and events of a step, over time. */
  readonly paces = new Track(4096);
  readonly #frames: FrameCache;
  /**
   * The frame looked at last that is no recorded one: the newest, or one with changes. Only one: frames of a run that
   * goes on, were many kept, would grow old, and to find old garbage costs a run more than its page does.
   */
  #present: (FramePlace & { readonly planes: FramePlanes }) | undefined;

  /** @param news  called when charts have gained points */
  constructor(source: RunSource, clock: Clock, news: () => void) {
    this.source = source;
    this.#frames = new FrameCache(source);
    this.survey = new Survey(source, this.#frames, clock, news);
    source.onChange(() => this.#notePace());
  }

  /** The newest frame there is; undefined before the first. */
  newest(): FramePlace | undefined {
    const present = this.source.present?.();
    if (present) return present;
    const { frames } = this.source.status();
    return frames > 0 ? { index: frames - 1, revision: 0 } : undefined;
  }

  /** Frame `index` with all that was changed at it: two runs that part there differ by their changes alone. */
  at(index: number): FramePlace {
    return { index, revision: this.#changesAt(index).length };
  }

  marks(): readonly Mark[] {
    return this.source.interventions().map((one) => markOf(one, this.source.info));
  }

  /** @throws RecordingError */
  async frame(place: FramePlace): Promise<FramePlanes> {
    const { index, revision } = place;
    const kept = this.#present;
    if (kept?.index === index && kept.revision === revision) return kept.planes;
    const present = this.source.present?.();
    const isPresent = present?.index === index && present.revision === revision;
    if (revision === 0 && !isPresent) return this.#frames.read(index);
    const { info } = this.source;
    const state = isPresent
      ? present.state
      : paintedState(info, (await this.#frames.read(index)).state, this.#changesAt(index).slice(0, revision));
    const planes = planesOf(info, state);
    this.#present = { ...place, planes };
    return planes;
  }

  #changesAt(index: number): readonly Intervention[] {
    const step = Math.round(this.source.columns().times[index]! / this.source.info.dt);
    return this.source.interventions().filter((one) => one.step === step);
  }

  #notePace(): void {
    const pace = this.source.pace();
    const { frames } = this.source.status();
    if (pace) this.paces.add(frames - 1, [pace.stepSeconds, pace.events ?? Number.NaN]);
  }

  close(): Promise<void> {
    this.survey.close();
    return this.source.close();
  }
}

/** A recorded frame and what was painted on it; its scalars are those of the recording. */
function paintedState(info: RunFacts, frame: FrameState, changes: readonly Intervention[]): FrameState {
  const names = { species: info.species.map((s) => s.name), fields: info.fields.map((f) => f.name) };
  const counts = Int32Array.from(frame.counts);
  const fields = names.fields.map((name) => Float64Array.from(frame.fields[name]!));
  for (const change of changes) if (change.kind === 'paint') paint(names, { counts, fields }, change);
  return { ...frame, counts, fields: Object.fromEntries(names.fields.map((name, f) => [name, fields[f]!])) };
}
